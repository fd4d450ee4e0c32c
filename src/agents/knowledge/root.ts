import { stem } from '#graph/text/stem.ts';

/** Endings that make one word of another, each with the least that must stay before it, letters. */
const ENDINGS: readonly (readonly [string, number])[] = [
  ['ations', 4],
  ['ation', 4],
  ['ments', 3],
  ['ment', 3],
  ['ances', 5],
  ['ance', 5],
  ['anc', 5],
  ['ions', 5],
  ['ion', 5],
  ['al', 5],
  ['ly', 4],
  ['er', 5],
  ['or', 5],
  ['e', 4],
];

/**
 * The root that a family of words shares: "approve", "approved" and "approval" meet in "approv". Coarser than the stem
 * of an inflection, as a question seldom uses the text's own part of speech. Expects lower case.
 */
export function root(word: string): string {
  let short = stem(word);
  for (const [ending, least] of ENDINGS) {
    if (!short.endsWith(ending) || short.length - ending.length < least) continue;
    short = short.slice(0, -ending.length);
    break;
  }
  // British spelling doubles the l of "travelling" and "cancelled".
  if (short.length > 5 && short.endsWith('ll')) short = short.slice(0, -1);
  // "carry" and "carries", "reply" and "replied".
  return short.length > 4 && short.endsWith('i') ? `${short.slice(0, -1)}y` : short;
}
