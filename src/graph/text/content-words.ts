import { stem } from './stem.ts';
import { STOP_WORDS } from './stop-words.ts';
import { words } from './words.ts';

/** Stems of the words that say what a text is about, in order, repetitions kept. */
export function contentWords(text: string): string[] {
  const stems: string[] = [];
  for (const word of words(text)) if (!STOP_WORDS.has(word)) stems.push(stem(word));
  return stems;
}
