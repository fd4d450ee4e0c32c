import type { Token } from '#graph/text/lex.ts';
import { type Verb, verbAt } from '#graph/text/verbs.ts';

/** What may follow a verb and not a noun used before another noun: "test the", "list what", "email Bob". */
const AFTER_A_VERB: ReadonlySet<string> = new Set(
  (
    'the a an our your my their his her its this that these those all every each any some both another no one two three ' +
    'it them us me him everyone everybody results findings back progress status what which who whom how whether why where when if about'
  ).split(' '),
);
/** Particles that make of "report results" a sentence: "report results to Ann". */
const LATER_PARTICLE: ReadonlySet<string> = new Set('to with from via by into about on'.split(' '));
const FINITE: ReadonlySet<string> = new Set(
  (
    "is are was were isn't aren't wasn't weren't has have had will would can could should must does doesn't did didn't " +
    "needs fails failed seems looks won't can't"
  ).split(' '),
);
export const QUESTION_WORD: ReadonlySet<string> = new Set(
  'what which who whom whose when where why how'.split(' '),
);
export const AUXILIARY: ReadonlySet<string> = new Set(
  (
    "is are was were do does did has have had can could will would should may might am isn't aren't don't doesn't " +
    "didn't haven't hasn't can't what's who's where's how's when's"
  ).split(' '),
);
export const SUBJECT: ReadonlySet<string> = new Set(
  'i you we they he she it there the a an our your my their this that these those any anyone someone everybody everyone'.split(
    ' ',
  ),
);

/** The imperative verb that a clause begins with here, or null. A sentence's own start needs no further evidence. */
export function imperativeAt(
  tokens: readonly Token[],
  at: number,
  place: 'start' | 'inside',
): { verb: Verb; length: number } | null {
  const found = verbAt(tokens, at);
  if (found === null) return null;
  if (!found.verb.nounToo) return found;
  const after = at + found.length;
  if (place === 'start') return isStatement(tokens, after) ? null : found;
  return takesAnObject(tokens, after) ? found : null;
}

/** "Release notes are missing" begins with a noun: a finite verb follows soon. */
function isStatement(tokens: readonly Token[], from: number): boolean {
  for (let at = from; at < Math.min(tokens.length, from + 4); at++) {
    const token = tokens[at];
    if (token === undefined || AFTER_A_VERB.has(token.lower) || token.kind !== 'word') return false;
    if (FINITE.has(token.lower)) return true;
  }
  return false;
}

function takesAnObject(tokens: readonly Token[], at: number): boolean {
  const next = tokens[at];
  if (next === undefined) return false;
  if (next.kind === 'quote' || AFTER_A_VERB.has(next.lower)) return true;
  if (/^[@#\p{Lu}\p{N}]/u.test(next.text)) return true;
  const later = tokens[at + 1];
  return next.kind === 'word' && later !== undefined && LATER_PARTICLE.has(later.lower);
}

/** True where the tokens ask: a question word, or an auxiliary before its subject. */
export function isQuestion(tokens: readonly Token[], at: number): boolean {
  const first = tokens[at];
  const second = tokens[at + 1];
  if (first === undefined) return false;
  if (QUESTION_WORD.has(first.lower)) return true;
  if (!AUXILIARY.has(first.lower)) return false;
  if (first.lower.endsWith("'s")) return true;
  return second !== undefined && (SUBJECT.has(second.lower) || /^\p{Lu}/u.test(second.text));
}

/** "let the customers know": a message, spread over the words between. */
export function tellsSomebody(tokens: readonly Token[], at: number): boolean {
  if (tokens[at]?.lower !== 'let') return false;
  return tokens.slice(at + 2, at + 7).some((token) => token.lower === 'know');
}
