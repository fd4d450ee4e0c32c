import type { Token } from '#graph/text/lex.ts';
import { stem } from '#graph/text/stem.ts';

/** Where the thing that a verb acts on ends: "an API | for partners", "the page | with a form". */
const ENDS: ReadonlySet<string> = new Set(
  (
    'about for on regarding concerning from in into to of with without using via by as at through against between ' +
    'that which who whose where when so because if before after once until while since including like per and or , ;'
  ).split(' '),
);
/** What stands before the noun and says nothing about it. */
const SKIPPED: ReadonlySet<string> = new Set(
  'a an the our my your their his her its this that these those some any new me us them all up out'.split(
    ' ',
  ),
);

/**
 * The stems of the phrase that a verb acts on, in order, without articles: "build a new REST API for partners" acts on
 * `rest api`. `rest` is the index of the first token behind it. Parts of a compound ("CI/CD", "e-commerce") are words
 * of their own.
 */
export function nounPhrase(tokens: readonly Token[], from: number): { stems: string[]; rest: number } {
  const stems: string[] = [];
  let at = from;
  for (; at < tokens.length; at++) {
    const token = tokens[at];
    if (token === undefined) break;
    if (stems.length === 0 && SKIPPED.has(token.lower)) continue;
    if (token.kind !== 'word' || ENDS.has(token.lower)) break;
    stems.push(...wordStems(token.lower));
  }
  return { stems, rest: at };
}

/** The stems of a word and of the parts that a hyphen or slash joins. */
function wordStems(word: string): string[] {
  return word
    .split(/[-/]/)
    .filter((part) => part !== '')
    .map(stem);
}
