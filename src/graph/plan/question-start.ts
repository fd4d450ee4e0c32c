import type { Token } from '#graph/text/lex.ts';
import { verbAt } from '#graph/text/verbs.ts';
import { AUXILIARY, QUESTION_WORD, SUBJECT } from './clause-start.ts';

/**
 * How the words from here on ask. `inverted` is a question wherever it stands ("how do I", "who is", "does it");
 * `subject` may be part of a larger one ("who owns it", "which plans include it"); `noun` only looks like one ("is
 * breakfast included" beside "is responsible for it").
 */
export type Asking = 'inverted' | 'subject' | 'noun' | null;

const MEASURE: ReadonlySet<string> = new Set(
  'many much long often far big large old soon fast late early high deep wide expensive'.split(' '),
);
const TAKES_NOUN: ReadonlySet<string> = new Set('what which whose'.split(' '));
const TAKES_VERB: ReadonlySet<string> = new Set('what which who'.split(' '));
/** After an auxiliary these belong to the predicate: "is on call", "are still open", "will be". */
const NO_SUBJECT: ReadonlySet<string> = new Set(
  'be been not to in on at for from with by of still also always never about responsible able open closed due and or ,'.split(
    ' ',
  ),
);
/** How many words may stand between a question word and its auxiliary: "which of the new laptops can I order". */
const LONGEST_PHRASE = 6;

export function askingAt(tokens: readonly Token[], at: number): Asking {
  const first = tokens[at];
  const second = tokens[at + 1];
  if (first?.kind !== 'word' || second === undefined) return null;
  if (QUESTION_WORD.has(first.lower)) return byQuestionWord(tokens, at, first.lower, second);
  if (!AUXILIARY.has(first.lower)) return null;
  if (first.lower.endsWith("'s")) return 'inverted';
  if (SUBJECT.has(second.lower) || /^[\p{Lu}\p{N}@]/u.test(second.text)) return 'inverted';
  const noun = second.kind === 'word' && !NO_SUBJECT.has(second.lower) && !/(?:ing|ed)$/.test(second.lower);
  return noun ? 'noun' : null;
}

function byQuestionWord(tokens: readonly Token[], at: number, word: string, second: Token): Asking {
  if (AUXILIARY.has(second.lower)) return 'inverted';
  if (TAKES_NOUN.has(word) || (word === 'how' && MEASURE.has(second.lower))) {
    // "what the policy is" and "how much we can spend" say what somebody asks: their subject stands before the verb.
    for (let index = at + 2; index < Math.min(tokens.length, at + LONGEST_PHRASE); index++) {
      const token = tokens[index];
      if (token === undefined || token.kind !== 'word' || PRONOUNS.has(token.lower)) break;
      if (AUXILIARY.has(token.lower)) return SUBJECT.has(second.lower) ? null : 'inverted';
    }
    if (word === 'how') return 'subject';
  }
  if (!TAKES_VERB.has(word) || SUBJECT.has(second.lower) || second.lower === 'to') return null;
  return second.kind === 'word' ? 'subject' : null;
}

const PRONOUNS: ReadonlySet<string> = new Set('i you we they he she it'.split(' '));
const SUMS: ReadonlySet<string> = new Set('calculate compute convert'.split(' '));
const TELLS: ReadonlySet<string> = new Set('me us'.split(' '));
const COORDINATES: ReadonlySet<string> = new Set(
  'do did can could should must will would may might to'.split(' '),
);

/**
 * Whether the command at `verb` only goes on with the question that began at `from`: "how do I log in | and create a
 * ticket", "which services handle payments | and create invoices". What is asked for "me", a sum with its number, and
 * what stands behind ", and" are commands of their own; so is a comma's verb, unless "and" ends an enumeration behind it.
 */
export function goesOnAsking(
  tokens: readonly Token[],
  from: number,
  joint: number,
  verb: { at: number; length: number },
): boolean {
  const behind = tokens[verb.at + verb.length];
  if (behind === undefined || behind.kind === 'mark') return true;
  if (TELLS.has(behind.lower)) return false;
  if (SUMS.has(tokens[verb.at]?.lower ?? '') && /^[\p{N}$€£]/u.test(behind.text)) return false;
  const comma = tokens[joint]?.text === ',';
  if (comma && tokens[joint + 1]?.lower === 'and') return false;
  // "between create and update the", "for find and replace": the verbs are spoken of.
  if (verbAt(tokens, joint - 1) !== null && joint - 1 > from) return true;
  if (!coordinates(tokens, from, joint)) return false;
  return !comma || enumerates(tokens, verb.at + verb.length);
}

/** Whether the question has a verb in its base form, which another may join. */
function coordinates(tokens: readonly Token[], from: number, to: number): boolean {
  const words = tokens.slice(from, to);
  if (words.some((token) => COORDINATES.has(token.lower))) return true;
  return askingAt(tokens, from) === 'subject' && tokens[from]?.lower !== 'who';
}

/** "…, create a ticket and close it". */
function enumerates(tokens: readonly Token[], from: number): boolean {
  for (let at = from; at < Math.min(tokens.length - 1, from + 20); at++) {
    const joins = tokens[at]?.lower === 'and' || tokens[at]?.lower === 'or';
    if (joins) return verbAt(tokens, at + 1) !== null;
  }
  return false;
}

/** True for "which is", "who was", "where the": behind a comma they speak of the word before it. */
export function isRelative(tokens: readonly Token[], at: number): boolean {
  const first = tokens[at]?.lower ?? '';
  const second = tokens[at + 1]?.lower ?? '';
  if (first === 'who' || first === 'whose') return true;
  return first === 'which' && (AUXILIARY.has(second) || askingAt(tokens, at) !== 'inverted');
}
