import { type CalendarDate, type Claim, datesIn } from './claims.ts';
import type { Judged } from './critic.ts';
import { expressionAt } from './expression.ts';
import { numeralsIn, sameValue } from './numerals.ts';

/** Everything that an answer may rest on: task results, their sources, and what the requester gave. */
export type Evidence = {
  /** Sorted. */
  numbers: readonly number[];
  dates: ReadonlySet<string>;
  /** Lower case, typography evened out. */
  text: string;
};

/** Characters before a number in which the calculation is looked for that gives it. */
const LONGEST_CALCULATION = 120;

const WORDS = [
  'one',
  'two',
  'three',
  'four',
  'five',
  'six',
  'seven',
  'eight',
  'nine',
  'ten',
  'eleven',
  'twelve',
];

export function gatherEvidence({ request, taskGraph, results, missing }: Judged): Evidence {
  const parts = [
    request.text,
    ...request.history.map(({ text }) => text),
    ...request.attachments.flatMap(({ name, text }) => [name, text]),
    ...(taskGraph?.tasks.flatMap(({ title, instruction }) => [title, instruction]) ?? []),
    ...results.flatMap(({ output, summary, sources }) => [
      output,
      summary,
      ...sources.flatMap(({ title, locator, excerpt }) => [title, locator, excerpt]),
    ]),
    ...missing.flatMap(({ title, why }) => [title, why]),
  ];
  const text = parts.join('\n');
  const spelled = WORDS.flatMap((word, index) =>
    new RegExp(`\\b${word}\\b`, 'i').test(text) ? [index + 1] : [],
  );
  return {
    numbers: [...numeralsIn(text).map(({ value }) => value), ...spelled].sort((a, b) => a - b),
    dates: new Set(datesIn(text).flatMap(({ date }) => [keyOf(date), keyOf({ ...date, year: ANY })])),
    text: evenOut(text),
  };
}

/** True when the evidence bears the claim, or when the answer derives it by a calculation that it spells out. */
export function bears(evidence: Evidence, claim: Claim, answer: string): boolean {
  switch (claim.kind) {
    case 'number':
      return holds(evidence.numbers, claim) || isDerived(claim, answer);
    case 'date':
      return [claim.date.year ?? ANY, null].some((year) =>
        evidence.dates.has(keyOf({ ...claim.date, year })),
      );
    case 'quotation':
      return evidence.text.includes(evenOut(claim.quoted).replace(/[.,;:!?…]+$/, ''));
    case 'citation':
      return evidence.text.includes(claim.locator.toLowerCase());
    default:
      return claim satisfies never;
  }
}

/** A year in the evidence, whichever: the claim names none. */
const ANY = -1;

function keyOf({ year, month, day }: CalendarDate): string {
  return `${year} ${month} ${day}`;
}

/** Whether a number is among the sorted ones: the nearest on either side tells. */
function holds(
  sorted: readonly number[],
  { value, tolerance }: { value: number; tolerance: number },
): boolean {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] ?? 0) < value) low = middle + 1;
    else high = middle;
  }
  return [sorted[low - 1], sorted[low]].some(
    (number) => number !== undefined && sameValue(value, tolerance, number),
  );
}

/** "3 × 12 = 36" bears its own 36: whether it is right is the arithmetic critic's question. */
function isDerived({ at, value }: { at: number; value: number }, answer: string): boolean {
  const near = Math.max(0, at - LONGEST_CALCULATION);
  const line = near + answer.slice(near, at).lastIndexOf('\n') + 1;
  const before = answer.slice(line, at);
  if (!/(?:[=≈]|\b(?:is|are|equals|makes|gives|comes to)(?: about)?)\s*[*_]*$/.test(before)) return false;
  for (const match of before.matchAll(/[$€£(]{0,8}\d/g)) {
    const left = expressionAt(answer, line + match.index);
    if (
      left !== null &&
      left.operators > 0 &&
      left.end <= at &&
      Math.abs(left.value - value) <= Math.abs(value)
    )
      return true;
  }
  return false;
}

function evenOut(text: string): string {
  return text
    .toLowerCase()
    .replace(/[‘’]/g, "'")
    .replace(/[“”„«»]/g, '"')
    .replace(/[*_`]/g, '')
    .replace(/\s+/g, ' ');
}
