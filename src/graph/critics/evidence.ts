import { type CalendarDate, type Claim, datesIn } from './claims.ts';
import type { Judged } from './critic.ts';
import { expressionAt } from './expression.ts';
import { numeralsIn, sameValue } from './numerals.ts';

/** Everything that an answer may rest on: task results, their sources, and what the requester gave. */
export type Evidence = {
  /** Sorted. */
  numbers: readonly number[];
  dates: readonly CalendarDate[];
  /** Lower case, typography evened out. */
  text: string;
};

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
    dates: datesIn(text).map(({ date }) => date),
    text: evenOut(text),
  };
}

/** True when the evidence bears the claim, or when the answer derives it by a calculation that it spells out. */
export function bears(evidence: Evidence, claim: Claim, answer: string): boolean {
  switch (claim.kind) {
    case 'number':
      return (
        evidence.numbers.some((number) => sameValue(claim.value, claim.tolerance, number)) ||
        isDerived(claim, answer)
      );
    case 'date':
      return evidence.dates.some(({ year, month, day }) => {
        const sameYear = year === null || claim.date.year === null || year === claim.date.year;
        return sameYear && month === claim.date.month && day === claim.date.day;
      });
    case 'quotation':
      return evidence.text.includes(evenOut(claim.quoted).replace(/[.,;:!?…]+$/, ''));
    case 'citation':
      return evidence.text.includes(claim.locator.toLowerCase());
    default:
      return claim satisfies never;
  }
}

/** "3 × 12 = 36" bears its own 36: whether it is right is the arithmetic critic's question. */
function isDerived({ at, value }: { at: number; value: number }, answer: string): boolean {
  const line = answer.lastIndexOf('\n', at) + 1;
  const before = answer.slice(line, at);
  if (!/(?:[=≈]|\b(?:is|are|equals|makes|gives|comes to)(?: about)?)\s*[*_]*$/.test(before)) return false;
  for (const match of before.matchAll(/[$€£(]*\d/g)) {
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
