import type { Token } from './lex.ts';

export type Sentence = {
  /** Without the closing mark. */
  readonly tokens: readonly Token[];
  readonly end: '.' | '?' | '!' | '';
};

/** A full stop after one of these is part of it. */
const ABBREVIATIONS: ReadonlySet<string> = new Set(
  'e.g i.e vs approx mr mrs ms dr prof no fig cf'.split(' '),
);
/** After these it is only where a capital follows not. */
const MAYBE_LAST: ReadonlySet<string> = new Set('etc a.m p.m inc ltd co corp u.s u.k'.split(' '));

/** The sentences of a line; empty ones are left out. */
export function sentences(tokens: readonly Token[]): Sentence[] {
  const found: Sentence[] = [];
  let from = 0;
  const close = (to: number, end: Sentence['end']) => {
    if (to > from) found.push({ tokens: tokens.slice(from, to), end });
  };
  for (let at = 0; at < tokens.length; at++) {
    if (!endsSentence(tokens, at)) continue;
    let after = at;
    while (isEndMark(tokens[after + 1])) after++;
    const marks = tokens.slice(at, after + 1);
    close(
      at,
      marks.some((mark) => mark.text === '?') ? '?' : marks.some((mark) => mark.text === '!') ? '!' : '.',
    );
    from = after + 1;
    at = after;
  }
  close(tokens.length, '');
  return found;
}

function isEndMark(token: Token | undefined): boolean {
  return token !== undefined && token.kind === 'mark' && '.!?…'.includes(token.text);
}

function endsSentence(tokens: readonly Token[], at: number): boolean {
  const mark = tokens[at];
  if (mark === undefined || !isEndMark(mark)) return false;
  let after = at;
  while (isEndMark(tokens[after + 1])) after++;
  const next = tokens[after + 1];
  // "3.x" and "foo.bar" are one token; a mark that touches what follows ("...and") ends nothing.
  if (next !== undefined && next.start === tokens[after]?.end) return false;
  if (mark.text !== '.' || next === undefined) return true;
  const before = tokens[at - 1];
  if (before === undefined) return true;
  if (ABBREVIATIONS.has(before.lower) || /^\p{Lu}$/u.test(before.text)) return false;
  return !MAYBE_LAST.has(before.lower) || /^\p{Lu}/u.test(next.text);
}
