import { stem } from './stem.ts';
import { STOP_WORDS } from './stop-words.ts';
import { words } from './words.ts';

/** The stem of each word seen lately, empty for a stop word: one look-up where two and a stemming would be needed. */
const SEEN = new Map<string, string>();
const MOST_SEEN = 20_000;
const LONGEST_SEEN = 32;

/** Stems of the words that say what a text is about, in order, repetitions kept. */
export function contentWords(text: string): string[] {
  const stems: string[] = [];
  for (const word of words(text)) {
    const root = SEEN.get(word) ?? remember(word);
    if (root !== '') stems.push(root);
  }
  return stems;
}

function remember(word: string): string {
  const root = STOP_WORDS.has(word) ? '' : stem(word);
  if (word.length > LONGEST_SEEN) return root;
  if (SEEN.size >= MOST_SEEN) SEEN.clear();
  SEEN.set(word, root);
  return root;
}
