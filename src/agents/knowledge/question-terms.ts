import { words } from '#graph/text/words.ts';
import { root } from './root.ts';
import synonyms from './synonyms.json' with { type: 'json' };
import { weightOf } from './word-weights.ts';

/** Under which root a text may speak of it, and how surely it then means the same. */
type Form = { root: string; certainty: number };

/** One thing that a question names. `weight`: how much it says of the subject, 0.2 to 1. */
export type Term = { forms: readonly Form[]; weight: number };

/** Another word for it; a wider one ("travel" for "taxi") points the way but is no answer. */
const SAME = 0.85;
const WIDER = 0.4;

const SYNONYMS = formsByRoot();
const PHRASES: ReadonlyMap<string, string> = new Map(Object.entries(synonyms.phrases));
const LONGEST_PHRASE = 3;

/** Words of a text with fixed phrases ("time off") as one word, in order. */
export function spokenWords(text: string): string[] {
  const all = words(text);
  const found: string[] = [];
  for (let at = 0; at < all.length; at += 1) {
    let taken = 1;
    let word = all[at] ?? '';
    for (let length = Math.min(LONGEST_PHRASE, all.length - at); length > 1; length -= 1) {
      const phrase = PHRASES.get(all.slice(at, at + length).join(' '));
      if (phrase === undefined) continue;
      word = phrase;
      taken = length;
      break;
    }
    found.push(word);
    at += taken - 1;
  }
  return found;
}

/**
 * What a question names, each once. `compounds` are the roots of words that the folder writes with a hyphen ("on-call"
 * as "oncall"): in a question their parts stand for the whole.
 */
export function termsOf(question: string, compounds: ReadonlySet<string>): Term[] {
  const spoken = spokenWords(question);
  const terms = new Map<string, Term>();
  for (let at = 0; at < spoken.length; at += 1) {
    const word = spoken[at] ?? '';
    const joined = root(word + (spoken[at + 1] ?? ' '));
    if (compounds.has(joined)) {
      terms.set(joined, { forms: formsOf(joined), weight: 1 });
      at += 1;
      continue;
    }
    const weight = weightOf(word);
    if (weight > 0) terms.set(root(word), { forms: formsOf(root(word)), weight });
  }
  return [...terms.values()];
}

function formsOf(own: string): Form[] {
  return [{ root: own, certainty: 1 }, ...(SYNONYMS.get(own) ?? [])];
}

function formsByRoot(): ReadonlyMap<string, readonly Form[]> {
  const forms = new Map<string, Form[]>();
  const add = (word: string, form: string, certainty: number): void => {
    const own = root(word);
    if (own === root(form)) return;
    const known = forms.get(own) ?? [];
    if (!known.some((other) => other.root === root(form))) known.push({ root: root(form), certainty });
    forms.set(own, known);
  };
  for (const group of synonyms.same)
    for (const word of group) for (const form of group) add(word, form, SAME);
  for (const [word, wider] of Object.entries(synonyms.kinds)) add(word, wider, WIDER);
  return forms;
}
