/** What amounts of money a part of a text speaks of. */
export type Money =
  | { kind: 'none' }
  /** One currency. `write` puts a result that is an amount into it. */
  | { kind: 'one'; write: (amount: string) => string }
  /** Why nothing is computed: two currencies, or a number that can be read in two ways. */
  | { kind: 'unclear'; why: string };

const CURRENCIES: readonly (readonly [string, RegExp])[] = [
  ['EUR', /€|\b(?:eur|euros?)\b/gi],
  ['USD', /\$|\b(?:usd|dollars?|bucks)\b/gi],
  ['GBP', /£|\b(?:gbp|pounds sterling)\b/gi],
  ['CHF', /\b(?:chf|francs?)\b/gi],
];
const SYMBOLS: Readonly<Record<string, string>> = { EUR: '€', USD: '$', GBP: '£' };

/**
 * Reads the currency of a part. A result is an amount again where one amount is multiplied or divided, or where all
 * are added; dollars by dollars are no dollars.
 */
export function moneyIn(part: string): Money {
  const found = CURRENCIES.flatMap(([code, pattern]) => {
    const marks = [...part.matchAll(pattern)];
    return marks.length === 0 ? [] : [{ code, marks }];
  });
  const [only] = found;
  if (only === undefined) return { kind: 'none' };
  if (found.length > 1) return { kind: 'unclear', why: 'it takes an exchange rate, which I do not have' };
  if (/(?<![\d.,])\d{1,3}\.\d{3}(?![\d.,]*\d)/.test(part))
    return { kind: 'unclear', why: 'the amount can be read in two ways: write thousands with a comma' };
  const adds = !/[*×/÷^]|\b(?:times|multiplied|divided|over|split)\b|\bx\b/i.test(part);
  const divides = new RegExp(
    `(?:/|÷|divided by|over)\\s*(?:[€$£]|[\\d.,]+\\s?(?:${only.marks.at(-1)?.[0].replace('$', '\\$')}))`,
    'i',
  ).test(part);
  if (divides || (only.marks.length > 1 && !adds)) return { kind: 'none' };
  const symbol = /[€$£]/.test(only.marks[0]?.[0] ?? '') ? SYMBOLS[only.code] : undefined;
  return {
    kind: 'one',
    write: (amount) =>
      symbol === undefined
        ? `${amount} ${only.code}`
        : amount.replace(/^(-?)/, `$1${symbol.replace('$', '$$$$')}`),
  };
}
