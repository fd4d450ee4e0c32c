import { evaluate } from './evaluate.ts';
import { moneyIn } from './money.ts';
import { readExpression } from './read-expression.ts';

/** A sum that stood in a text: the expression as it can be shown, and what it comes to. */
type Sum = { expression: string; result: string; exact: boolean };

/** A part that asks for a number and could not be computed, with the reason where there is one to tell. */
type Left = { part: string; why: string | null };

export type Sums = { sums: readonly Sum[]; left: readonly Left[] };

/** Longer texts are no questions for a calculator. Characters, words of one part, and sums. */
const MAX_TEXT = 2_000;
const MAX_WORDS = 60;
const MAX_SUMS = 10;

/**
 * Every sum in what somebody wrote: in each part of it ("… and …") the longest run of words that is arithmetic. "It" is
 * the result before, which for the first sum is `earlier`.
 */
export function findSums(said: string, earlier: string | null = null): Sums {
  const sums: Sum[] = [];
  const left: Left[] = [];
  if (said.length > MAX_TEXT) return { sums, left };
  let before = earlier;
  for (const step of said.split(/\n|;|\?\s|\b(?:and )?then\b/i)) {
    for (const { part, raw } of partsOf(before === null ? step : step.replace(IT, before))) {
      const money = moneyIn(raw);
      const sum = sums.length < MAX_SUMS && money.kind !== 'unclear' ? longestSum(part) : null;
      if (sum === null) {
        if (ASKS.test(part)) left.push({ part: raw, why: money.kind === 'unclear' ? money.why : null });
        continue;
      }
      before = NUMBER.exec(sum.result)?.[0] ?? before;
      const isAmount = money.kind === 'one' && /^-?[\d,]+(?:\.\d+)?$/.test(sum.result);
      sums.push(isAmount ? { ...sum, ...inCents(sum), result: money.write(inCents(sum).result) } : sum);
    }
  }
  return { sums, left };
}

/** Money has two decimals: what has more is rounded, and says so. */
function inCents({ result, exact }: Sum): { result: string; exact: boolean } {
  const [whole = '', fraction = ''] = result.split('.');
  if (fraction === '') return { result, exact };
  if (fraction.length <= 2) return { result: `${whole}.${fraction.padEnd(2, '0')}`, exact };
  const rounded = Number(`0.${fraction}`).toFixed(2);
  // 0.999 would carry into the whole part: leave it as it is.
  return rounded.startsWith('1')
    ? { result, exact }
    : { result: `${whole}${rounded.slice(1)}`, exact: false };
}

const IT = /\b(?:it|that|this|the (?:result|total|sum|answer))\b/i;
const NUMBER = /^-?[\d,]+(?:\.\d+)?/;
/** A number with an operator, a percentage or a conversion is a wish; a number alone may be a year or a count. */
const ASKS = /\d.*(?:[-+*/^%]|\b(?:to|in|of|off)\b)|(?:[-+*/^%(]|\bhow (?:many|much)\b|\bconvert\b).*\d/;
const SEPARATOR = /\band\b|,(?=\s)/i;

/** `raw` is the part as it was written, where reading kept the parts apart; else the whole step. */
function partsOf(step: string): { part: string; raw: string }[] {
  const read = readExpression(step).split(SEPARATOR);
  const written = step.split(SEPARATOR);
  return read
    .map((part, at) => ({
      part: part.trim(),
      raw: ((read.length === written.length ? written[at] : undefined) ?? step).trim(),
    }))
    .filter(({ part }) => /\d|\bpi\b/.test(part));
}

function longestSum(part: string): Sum | null {
  const words = part.split(' ').slice(0, MAX_WORDS);
  for (let length = words.length; length > 0; length -= 1) {
    for (let start = 0; start + length <= words.length; start += 1) {
      const text = words
        .slice(start, start + length)
        .join(' ')
        .replace(/[?.:,=]+$/, '')
        .trim();
      if (!BEGINS.test(text) || !ENDS.test(text)) continue;
      // A number that was left out beside it belongs to it: part of a sum is a wrong answer, not a small one.
      const beside = [...words.slice(Math.max(0, start - 2), start), words[start + length] ?? ''];
      if (beside.some((word) => BELONGS.test(word))) continue;
      const evaluation = evaluate(text);
      if (evaluation.ok)
        return {
          expression: shown(text),
          result: evaluation.result,
          exact: evaluation.exact && !/month|year/.test(text),
        };
    }
  }
  return null;
}

/** A number, a sign, a bracket, or the name of a function or constant. */
const BEGINS = /^(?:[-+(.]*\d|[-+(]|pi\b|tau\b|[a-z]+\d*\()/;
const BELONGS = /\d|^[-+*/^%(]+$/;
const ENDS = /[\da-z)!²³]$/i;

/** Percentages the way people write them, instead of the arithmetic they were turned into. */
function shown(expression: string): string {
  return expression
    .replace(/([\d.]+) \* \(1 - ([\d.]+)\/100\)/g, '$2% off $1')
    .replace(/([\d.]+) \* \(1 \+ ([\d.]+)\/100\)/g, '$1 + $2%')
    .replace(/(\([^()]*\)) \* \(1 ([+-]) ([\d.]+)\/100\)/g, '$1 $2 $3%')
    .replace(/([\d.]+)\/100 \*/g, '$1% of')
    .replace(/\(([\d.]+)\/100\)/g, '$1%')
    .replace(/\b\d{4,}(?![\d.]*[a-z])/g, (digits) => digits.replace(/\B(?=(\d{3})+$)/g, ','));
}
