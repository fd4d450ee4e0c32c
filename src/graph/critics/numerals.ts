/** A number as it stands in text. `value` has multiplier and percent applied: "12.5%" is 0.125, "1.2 million" 1,200,000. */
export type Numeral = {
  start: number;
  end: number;
  value: number;
  percent: boolean;
  /** The word right after the number, in the singular and lower case; '' when there is none. */
  unit: string;
  /** Half of the last written digit: how far the true value may be from `value`. */
  tolerance: number;
};

const NUMERAL =
  /(?<currency>[$€£¥]\s?)?(?<sign>[-−+])?(?<digits>\d{1,3}(?:[,'\u202f]\d{3})+|\d+)(?:\.(?<fraction>\d+))?(?<suffix>\s?%|\s?(?:percent\b|per cent\b)|k\b|K\b|M\b|bn\b|\s(?:thousand|million|billion)\b)?(?<unit>\s?[A-Za-z°€£]{1,14})?/y;

const MULTIPLIERS: Readonly<Record<string, number>> = {
  k: 1e3,
  K: 1e3,
  M: 1e6,
  bn: 1e9,
  thousand: 1e3,
  million: 1e6,
  billion: 1e9,
};

/** Words that follow a number without being its unit; `x` multiplies. */
const NO_UNIT =
  /^(?:x|of|is|are|was|were|and|or|to|in|on|at|by|for|from|the|a|an|as|per|equals?|makes?|gives?|comes|times|plus|minus|divided|which|that|with|than|not|so|if|then|but|up|down|more|less)$/i;

/** Reads a number that begins exactly at `position`; null where none does. */
export function numeralAt(text: string, position: number): Numeral | null {
  NUMERAL.lastIndex = position;
  const match = NUMERAL.exec(text);
  if (match?.groups === undefined) return null;
  const { currency, sign, digits, fraction, suffix, unit } = match.groups;
  const suffixWord = suffix?.trim() ?? '';
  const percent = suffixWord.startsWith('%') || suffixWord.startsWith('per');
  const scale = (percent ? 0.01 : (MULTIPLIERS[suffixWord] ?? 1)) * (sign === '-' || sign === '−' ? -1 : 1);
  const plain = Number(`${(digits ?? '').replace(/\D/g, '')}.${fraction ?? '0'}`);
  const word = unit?.trim() ?? '';
  const hasUnit = word !== '' && !NO_UNIT.test(word);
  const end = position + match[0].length - (hasUnit ? 0 : (unit?.length ?? 0));
  return {
    start: position,
    end,
    value: plain * scale,
    percent,
    unit: hasUnit ? singular(word) : (currency?.trim() ?? ''),
    tolerance: 0.5 * 10 ** -(fraction?.length ?? 0) * Math.abs(scale),
  };
}

/** All numbers of a text that are numbers of their own: not parts of words, versions, dates, times or identifiers. */
export function numeralsIn(text: string): Numeral[] {
  const found: Numeral[] = [];
  for (const match of text.matchAll(/(?<![\w.,:/#@-])[$€£¥]?\s?\d/g)) {
    const at = match.index;
    const numeral = numeralAt(text, at);
    if (numeral === null || at < (found.at(-1)?.end ?? 0)) continue;
    const rest = text.slice(at + match[0].length).match(/^[\d,.'\u202f]*/)?.[0].length ?? 0;
    const digitsEnd = at + match[0].length + rest;
    // "3.2.1", "10:30", "2026-03-01", "5th", "v2" and "1st" are names, not quantities.
    if (
      /^(?:[:/-]\d|\.\d|(?:st|nd|rd|th)\b|_)/.test(text.slice(digitsEnd)) ||
      /\d\.\d+\.\d/.test(text.slice(at, digitsEnd))
    )
      continue;
    found.push(numeral);
  }
  return found;
}

/** Two numbers are the same when they differ by no more than what their digits leave open. */
export function sameValue(claimed: number, tolerance: number, actual: number): boolean {
  return Math.abs(claimed - actual) <= tolerance * 1.000001 + Math.abs(actual) * 1e-9;
}

function singular(word: string): string {
  return word.toLowerCase().replace(/(?<=[a-z]{2})s$/, '');
}
