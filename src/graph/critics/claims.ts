import { numeralsIn } from './numerals.ts';
import { codeSpans, within } from './spans.ts';

/** Something in an answer that either stands in a source or was made up. */
export type Claim =
  | { kind: 'number'; at: number; text: string; value: number; tolerance: number }
  | { kind: 'date'; at: number; text: string; date: CalendarDate }
  | { kind: 'quotation'; at: number; text: string; quoted: string }
  | { kind: 'citation'; at: number; text: string; locator: string };

/** `year` is null where none was written. */
export type CalendarDate = { year: number | null; month: number; day: number };

const MONTHS =
  'jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sep(?:t(?:ember)?)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?';
const MONTH_STARTS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const DATE = new RegExp(
  [
    '(?<y1>\\d{4})-(?<m1>\\d{2})-(?<d1>\\d{2})',
    `\\b(?<m2>${MONTHS})\\.?\\s+(?<d2>\\d{1,2})(?:st|nd|rd|th)?\\b(?:,?\\s+(?<y2>\\d{4}))?`,
    `\\b(?<d3>\\d{1,2})(?:st|nd|rd|th)?\\.?\\s+(?:of\\s+)?(?<m3>${MONTHS})\\b\\.?(?:,?\\s+(?<y3>\\d{4}))?`,
  ].join('|'),
  'gi',
);
const QUOTATION = /[“"„]([^”"“\n]{12,300})[”"]/g;
/** Begins where a run of such characters begins: a start at every word of it would take the square of its length. */
const CITATION =
  /(?<![\w./-])[./-]{0,9}(?<locator>\w[\w./-]{0,300}\.(?:md|mdx|txt|pdf|html?|csv|json|ya?ml)(?:#[\w./-]{1,300})?)/gi;

/** Numbers this small without a percent sign, a unit or a fraction count things ("two of 5 tasks"), they claim nothing. */
const COUNTS_ONLY_UP_TO = 12;

/** Units that make even a small number a claim: durations, money, sizes. */
const CLAIMING_UNIT =
  /^(?:[$€£¥]|day|week|month|year|hour|hr|h|minute|min|second|sec|ms|s|gb|mb|kb|tb|km|kg|usd|eur|gbp|dollar|euro|cent|percent)$/i;

/** All claims outside code. List numbers, citation marks such as [2] and headings' ordinals are none. */
export function claimsIn(text: string): Claim[] {
  const code = codeSpans(text);
  const dates = datesIn(text);
  const inDate = dates.map(({ at, text: written }) => ({ start: at, end: at + written.length }));
  const claims: Claim[] = dates.filter(({ at }) => !within(code, at));
  for (const { start, end, value, tolerance, percent, unit } of numeralsIn(text)) {
    if (within(code, start) || within(inDate, start) || isListMark(text, start, end)) continue;
    const small = Number.isInteger(value) && Math.abs(value) <= COUNTS_ONLY_UP_TO;
    if (small && !percent && !CLAIMING_UNIT.test(unit)) continue;
    claims.push({ kind: 'number', at: start, text: text.slice(start, end).trim(), value, tolerance });
  }
  for (const match of text.matchAll(QUOTATION)) {
    const quoted = match[1] ?? '';
    if (!within(code, match.index) && quoted.split(/\s+/).length >= 3)
      claims.push({ kind: 'quotation', at: match.index, text: match[0], quoted });
  }
  for (const match of text.matchAll(CITATION)) {
    const locator = match.groups?.locator ?? match[0];
    claims.push({ kind: 'citation', at: match.index, text: locator, locator });
  }
  return claims.sort((a, b) => a.at - b.at);
}

export function datesIn(text: string): Extract<Claim, { kind: 'date' }>[] {
  const found: Extract<Claim, { kind: 'date' }>[] = [];
  for (const match of text.matchAll(DATE)) {
    const { y1, m1, d1, y2, m2, d2, y3, m3, d3 } = match.groups ?? {};
    const name = (m2 ?? m3 ?? '').toLowerCase().slice(0, 3);
    const month = m1 === undefined ? MONTH_STARTS.indexOf(name) + 1 : Number(m1);
    const day = Number(d1 ?? d2 ?? d3);
    const year = y1 ?? y2 ?? y3;
    if (month < 1 || month > 12 || day < 1 || day > 31) continue;
    const date = { year: year === undefined ? null : Number(year), month, day };
    found.push({ kind: 'date', at: match.index, text: match[0], date });
  }
  return found;
}

function isListMark(text: string, start: number, end: number): boolean {
  // A mark stands at most this far from the start of its line.
  const before = text.slice(Math.max(0, start - 40), start);
  const line = before.slice(before.lastIndexOf('\n') + 1);
  if (line.length === 40) return before.endsWith('[') && text[end] === ']';
  const after = text.slice(end, end + 2);
  return (
    (/^[\s>#*_-]*$/.test(line) && /^[.)]\s?/.test(after)) || (line.endsWith('[') && after.startsWith(']'))
  );
}
