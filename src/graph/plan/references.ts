import { contentWords } from '#graph/text/content-words.ts';
import type { Token } from '#graph/text/lex.ts';
import { stem } from '#graph/text/stem.ts';
import { verbOfStem } from '#graph/text/verbs.ts';

/** What a clause takes up of the clauses before it. */
export type Reference = 'previous' | 'all' | null;

/** After these, "that" and its like stand for something said before; before a noun they point into the world. */
const AFTER_PRONOUN: ReadonlySet<string> = new Set(
  'to into in for with by as on from and at via before after then too again up down over out together'.split(
    ' ',
  ),
);
const POINTERS: ReadonlySet<string> = new Set('that this these those'.split(' '));
const PLURAL: ReadonlySet<string> = new Set('them they these those both everything'.split(' '));
const OUTCOMES: ReadonlySet<string> = new Set(
  'result results finding findings outcome outcomes output outputs conclusion conclusions answer answers above lot rest'.split(
    ' ',
  ),
);
/** Said right behind a verb, they need no article: "report results". */
const RESULTS: ReadonlySet<string> = new Set('results findings outcomes conclusions'.split(' '));
const FOUND: ReadonlySet<string> = new Set(
  'find finds found fail fails failed breaks broke broken turns comes'.split(' '),
);
const DEFINITE: ReadonlySet<string> = new Set('the that this those these its their your'.split(' '));
const SUMMARISE = stem('summarise');
/** Words that sum up without naming of what: after several clauses they mean all of them. */
const SUMS_UP: ReadonlySet<string> = new Set(
  'summary overview recap recommendation conclusion writeup report'.split(' '),
);

/** Whether pronouns or words like "the findings" point back; the clause itself cannot tell at what. */
export function referenceOf(tokens: readonly Token[]): Reference {
  let found: Reference = null;
  for (const [at, token] of tokens.entries()) {
    if (token.kind !== 'word') continue;
    const next = tokens[at + 1];
    const alone = next === undefined || next.kind !== 'word' || AFTER_PRONOUN.has(next.lower);
    if (token.lower === 'them' || token.lower === 'they' || token.lower === 'both') return 'all';
    if (token.lower === 'everything' && alone) return 'all';
    if (token.lower === 'it' && !isExpletive(tokens, at)) found = 'previous';
    // "compare their prices": whose, was said before; "send customers their invoices" says it itself.
    if (at === 1 && (token.lower === 'their' || token.lower === 'its')) found = 'previous';
    if (isWhatWasFound(tokens, at)) return 'all';
    if (token.lower === 'one' && at > 0 && next === undefined) found = 'previous';
    if (at === 1 && RESULTS.has(token.lower) && !isSpecified(tokens, 2)) return 'all';
    if (POINTERS.has(token.lower) && alone && at > 0) {
      if (PLURAL.has(token.lower)) return 'all';
      found = 'previous';
    }
    if (
      DEFINITE.has(token.lower) &&
      next !== undefined &&
      OUTCOMES.has(next.lower) &&
      !isSpecified(tokens, at + 2)
    ) {
      return 'all';
    }
  }
  return found ?? (sumsUp(tokens) ? 'all' : null);
}

/** "what you find", "whatever fails": the outcome of what was done before. */
function isWhatWasFound(tokens: readonly Token[], at: number): boolean {
  if (!['what', 'whatever', 'anything', 'everything'].includes(tokens[at]?.lower ?? '')) return false;
  return tokens.slice(at + 1, at + 4).some((token) => FOUND.has(token.lower));
}

/** "it is important that …", "is it true that …": nothing is meant by that "it". */
function isExpletive(tokens: readonly Token[], at: number): boolean {
  const asked = ['is', 'was'].includes(tokens[at - 1]?.lower ?? '');
  if (
    asked &&
    ['true', 'possible', 'ok', 'okay', 'allowed', 'necessary'].includes(tokens[at + 1]?.lower ?? '')
  )
    return true;
  const next = tokens[at + 1]?.lower;
  const after = tokens[at + 2]?.lower ?? '';
  return next === 'is' && ['important', 'time', 'possible', 'likely', 'clear', 'necessary'].includes(after);
}

/** "the results of the survey" says itself whose results are meant. */
function isSpecified(tokens: readonly Token[], at: number): boolean {
  return ['of', 'from'].includes(tokens[at]?.lower ?? '');
}

/** "write a summary", "report back": the whole of what was said before, unless it says of what. */
function sumsUp(tokens: readonly Token[]): boolean {
  // "summarise the Q3 report" names what is summarised.
  if (tokens.length > 1 && stem(tokens[0]?.lower ?? '') === SUMMARISE) return false;
  for (const [at, token] of tokens.entries()) {
    if (!SUMS_UP.has(token.lower) || at === 0) continue;
    const next = tokens[at + 1];
    return (
      next === undefined || next.kind !== 'word' || ['for', 'to', 'in', 'with', 'by'].includes(next.lower)
    );
  }
  const last = tokens.at(-1)?.lower;
  return last === 'back' && tokens[0]?.lower === 'report';
}

/**
 * The things that a clause makes or is about, as stems: what it introduces with "a" ("a landing page"), and the noun of
 * its own verb ("summarise …" makes a summary, "audit …" an audit).
 */
export function introduces(tokens: readonly Token[]): Set<string> {
  const made = new Set<string>();
  const first = tokens[0];
  if (first !== undefined) made.add(stem(first.lower));
  for (const [at, token] of tokens.entries()) {
    if (token.lower !== 'a' && token.lower !== 'an') continue;
    const noun = headNoun(tokens, at + 1);
    if (noun !== null) made.add(noun);
  }
  return made;
}

/** Stems of the nouns that a clause speaks of as known: "the summary", "that draft". */
export function takesUp(tokens: readonly Token[]): Set<string> {
  const known = new Set<string>();
  for (const [at, token] of tokens.entries()) {
    if (!DEFINITE.has(token.lower)) continue;
    const noun = headNoun(tokens, at + 1);
    if (noun !== null) known.add(noun);
  }
  return known;
}

const ENDS_NOUN: ReadonlySet<string> = new Set(
  'to for of in on at with by from and or that which who as about into is are was were before after via per between'.split(
    ' ',
  ),
);

const EARLIER: ReadonlySet<string> = new Set('last previous existing current old earlier former'.split(' '));

/** The last word of the noun phrase that begins here, as a stem. */
function headNoun(tokens: readonly Token[], from: number): string | null {
  let noun: string | null = null;
  for (let at = from; at < Math.min(tokens.length, from + 6); at++) {
    const token = tokens[at];
    if (token === undefined || token.kind !== 'word' || ENDS_NOUN.has(token.lower)) break;
    // "the last retro" is not the one that was just asked for.
    if (at === from && EARLIER.has(token.lower)) return null;
    noun = stem(token.lower);
  }
  return noun;
}

/**
 * The index of the clause that "after the audit", "once the tests pass" or "before deploying" means, or null: the
 * latest of the candidates that shares a word with it. A pronoun alone means the last candidate.
 */
export function referent(phrase: readonly Token[], candidates: readonly (readonly Token[])[]): number | null {
  const wanted = new Set(contentWords(phrase.map((token) => token.text).join(' ')));
  const pronoun = phrase.some((token) =>
    ['it', 'that', 'this', 'they', 'those', 'so', 'not'].includes(token.lower),
  );
  for (let at = candidates.length - 1; at >= 0; at--) {
    const words = contentWords((candidates[at] ?? []).map((token) => token.text).join(' '));
    if (words.some((word) => wanted.has(word))) return at;
    // "once it is deployed" after "roll out the service": another verb of the same type.
    const first = words[0] === undefined ? undefined : verbOfStem(words[0]);
    const same = first !== undefined && [...wanted].some((word) => verbOfStem(word)?.type === first.type);
    if (same && first.type !== 'generic') return at;
  }
  return pronoun && candidates.length > 0 ? candidates.length - 1 : null;
}
