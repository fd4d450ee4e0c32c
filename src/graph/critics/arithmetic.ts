import type { Edit } from '#graph/review.ts';
import { type Critic, PASS } from './critic.ts';
import { expressionAt, type Value } from './expression.ts';
import { numeralAt, sameValue } from './numerals.ts';
import { codeSpans, within } from './spans.ts';

const EQUALS =
  /\s*(?:(?<sign>=|≈|~=)|(?<word>is|are|equals|makes|gives|comes to|adds up to)\b(?<about>\s+(?:about|roughly|around|approximately|nearly|almost))?)\s*/y;
/** Bounded throughout: free runs of white space side by side take a power of their length. */
const CHANGE =
  /from\s{1,2}(?<before>[$€£]?\d[\d,.]{0,20}\d|\d)\s{0,2}(?:[a-z]{1,20}\s{1,2})?to\s{1,2}(?<after>[$€£]?\d[\d,.]{0,20}\d|\d)(?![%\d])(?:\s{1,2}[a-z]{1,20})?\s{0,2}(?:,|\(|—|–|-)?\s{0,2}(?:which is|that is|is|i\.e\.)?\s{0,2}(?:an?|by|up|down|about)?\s{0,2}(?<about>about|roughly|around|~)?\s{0,2}[+\-−]?(?<percent>\d{1,9}(?:\.\d{1,9})?)\s?%\s{0,2}(?<word>increase|rise|growth|gain|decrease|drop|reduction|fall|decline|improvement|more|less|higher|lower)/gi;

/** How far an answer that says "about" may be off, as a share of the true value. */
const ABOUT = 0.05;

/** Stage 2: recomputes every calculation that the text spells out. */
export const arithmetic: Critic = {
  name: 'arithmetic',
  stage: 'core',
  policy: 'conditional',
  // Most answers contain no calculation at all; a digit followed by an operator or a share is where one may begin.
  when: ({ text }) =>
    /\d[^\n]{0,40}(?:[=≈]|%|\bequals\b|\bmakes\b|\bcomes to\b)/.test(text) ||
    /\d[^\n+*×÷/]{0,40}[+*×÷/][^\n]{0,30}\bis\b/.test(text),
  judge: ({ text }) => {
    const wrong = [...wrongEquations(text), ...wrongChanges(text)];
    if (wrong.length === 0) return PASS;
    return {
      verdict: 'revise',
      severity: 0.6,
      uncertainty: 0.1,
      notes: wrong.map(({ find, replace }) => `"${find}" is wrong; recomputed: "${replace}"`),
      edits: wrong,
    };
  },
};

function wrongEquations(text: string): Edit[] {
  const code = codeSpans(text);
  const wrong: Edit[] = [];
  let from = 0;
  for (const match of text.matchAll(/[$€£(]{0,8}[-−]?\d/g)) {
    const at = match.index;
    if (at < from || within(code, at) || !mayBegin(text, at)) continue;
    const left = expressionAt(text, at);
    if (left === null || left.operators === 0) continue;
    from = left.end;
    const claim = claimAfter(text, left);
    if (claim === null) continue;
    from = claim.value.end;
    const { tolerance, value } = claim.value;
    const slack = claim.about ? Math.max(tolerance, Math.abs(left.value) * ABOUT) : tolerance;
    if (sameValue(value, slack, left.value)) continue;
    const find = text.slice(at, claim.value.end);
    const written = text.slice(claim.at, claim.value.end);
    wrong.push({
      find,
      replace: text.slice(at, claim.at) + rewrite(written, left.value, claim.value.percent),
    });
  }
  return wrong;
}

/** A number in the middle of a longer formula, of a word or of a date begins nothing that can be recomputed. */
function mayBegin(text: string, at: number): boolean {
  if (/^\d{4}-\d{2}-\d{2}/.test(text.slice(at, at + 10))) return false;
  const before = text.slice(Math.max(0, at - 12), at);
  if (/[\w.$€£^]$/.test(before)) return false;
  return !/[+*×÷/=<>^]\s*$|[\w)]\s*[-−–]\s*$/.test(before);
}

function claimAfter(text: string, left: Value): { at: number; value: Value; about: boolean } | null {
  EQUALS.lastIndex = left.end;
  const match = EQUALS.exec(text);
  if (match === null) return null;
  const at = EQUALS.lastIndex;
  const numeral = numeralAt(text, at);
  const value = expressionAt(text, at);
  if (numeral === null || value === null || value.operators > 0) return null;
  const after = text.slice(value.end);
  // "5/10 is 3 points better" and "= 5x" say something else than a result.
  if (match.groups?.word !== undefined ? /^\s*[\w(]/.test(after) : /^[\w(^*/]/.test(after)) return null;
  if (left.percent && !numeral.percent) return null;
  const unitsAgree = value.units.size === 0 || left.units.size === 0 || value.units.isSubsetOf(left.units);
  if (!unitsAgree) return null;
  const about =
    match.groups?.about !== undefined || match.groups?.sign === '≈' || match.groups?.sign === '~=';
  return { at, value, about };
}

function wrongChanges(text: string): Edit[] {
  const wrong: Edit[] = [];
  for (const match of text.matchAll(CHANGE)) {
    const { before = '', after = '', percent = '', about } = match.groups ?? {};
    const [start, end] = [toNumber(before), toNumber(after)];
    if (start === 0) continue;
    const actual = Math.abs((end - start) / start) * 100;
    const tolerance = Math.max(0.5 * 10 ** -decimals(percent), about === undefined ? 0 : actual * ABOUT);
    if (sameValue(Number(percent), tolerance, actual)) continue;
    const find = match[0];
    const at = find.lastIndexOf(percent);
    const right = actual.toFixed(decimals(percent));
    wrong.push({ find, replace: find.slice(0, at) + right + find.slice(at + percent.length) });
  }
  return wrong;
}

/** Writes the right number the way the wrong one was written: same decimals (as many as it needs, up to two), same marks. */
function rewrite(written: string, value: number, percent: boolean): string {
  const digits = /\d[\d,]*(?:\.\d+)?/.exec(written)?.[0] ?? '';
  const shown = Math.abs(percent ? value * 100 : value);
  const places = Math.max(decimals(digits), Number.isInteger(Number(shown.toFixed(6))) ? 0 : 2);
  const number = shown.toLocaleString('en-US', {
    minimumFractionDigits: decimals(digits),
    maximumFractionDigits: places,
    useGrouping: digits.includes(',') || shown >= 10_000,
  });
  return `${value < 0 ? '-' : ''}${written.replace(/[-−]/, '').replace(digits, number)}`;
}

const decimals = (digits: string): number => digits.split('.')[1]?.length ?? 0;
const toNumber = (digits: string): number => Number(digits.replace(/[^\d.]/g, '').replace(/\.$/, ''));
