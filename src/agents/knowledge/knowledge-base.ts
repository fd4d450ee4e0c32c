import { readFile } from 'node:fs/promises';
import { relative, sep } from 'node:path';
import MiniSearch from 'minisearch';
import { type FolderScan, sameScan, scanFolder } from '#agents/registry/scan-folder.ts';
import { stem } from '#graph/text/stem.ts';
import { STOP_WORDS } from '#graph/text/stop-words.ts';
import { words } from '#graph/text/words.ts';
import { type Section, splitMarkdown } from './split-markdown.ts';
import synonyms from './synonyms.json' with { type: 'json' };

/** A section that speaks of what was asked. `coverage`: share of the question's information it holds, 0 to 1. */
export type Passage = { section: Section; score: number; coverage: number };

/** Words that stand in nearly every question and say nothing of its subject. */
const QUESTION_WORDS: ReadonlySet<string> = new Set(
  (
    'much many long often tell know find say says said look search explain give show happen happens work works ' +
    'mean means meaning take takes fast quickly soon apply applies allowed able company our handbook docs documentation wiki policy policies rule rules ' +
    'process question answer please people person someone anyone everybody using use used go'
  ).split(' '),
);

const SYNONYMS: ReadonlyMap<string, readonly string[]> = new Map(Object.entries(synonyms));

/** A word of the question and the other words under which a text may speak of it. */
type Term = { forms: readonly string[] };
type Hit = { certainty: number; score: number };
type Found = { hits: ReadonlyMap<number, Hit>; information: number };

const SEARCH = {
  boost: { heading: 3, title: 2 },
  prefix: (term: string) => term.length > 2,
  fuzzy: fuzziness,
};

/**
 * Full-text search over a folder of Markdown. Files are looked at again at most every `maxAgeMs` when somebody
 * searches, so that an edit counts without a restart and an idle bot does nothing.
 */
export class KnowledgeBase {
  readonly #folder: string;
  readonly #now: () => number;
  readonly #maxAgeMs: number;
  #scan: FolderScan = new Map();
  #sections: readonly Section[] = [];
  #index = newIndex();
  #checkedAt = Number.NEGATIVE_INFINITY;
  #refreshing: Promise<void> | null = null;

  constructor(folder: string, options: { now: () => number; maxAgeMs: number }) {
    this.#folder = folder;
    this.#now = options.now;
    this.#maxAgeMs = options.maxAgeMs;
  }

  /** Sections that there are; reads the folder first where it has not been looked at lately. */
  async size(): Promise<number> {
    await this.#refresh();
    return this.#sections.length;
  }

  /**
   * The sections that hold enough of the question, best first; empty when none does. `needed` is the least
   * coverage: the informative half of a question, so that "the capital of France" finds nothing in a handbook.
   */
  async search(question: string, options: { limit: number; needed: number }): Promise<Passage[]> {
    await this.#refresh();
    const terms = termsOf(question).map((term) => this.#find(term));
    const total = terms.reduce((sum, term) => sum + term.information, 0);
    const passages = this.#sections.map((section, id): Passage => {
      const found = terms.reduce(
        (sum, term) => sum + term.information * (term.hits.get(id)?.certainty ?? 0),
        0,
      );
      const score = terms.reduce((sum, term) => sum + (term.hits.get(id)?.score ?? 0), 0);
      return { section, coverage: found / total, score: score * (found / total) };
    });
    return passages
      .filter((passage) => passage.coverage >= options.needed)
      .sort((a, b) => b.score - a.score)
      .slice(0, options.limit);
  }

  /** Inverse document frequency tells how much a term says; a word that nobody wrote says most. */
  #find(term: Term): Found {
    const hits = new Map<number, Hit>();
    for (const [at, form] of term.forms.entries()) {
      for (const result of this.#index.search(form, SEARCH)) {
        const certainty = (at === 0 ? 1 : 0.8) * likeness(stem(form), result.terms);
        const known = hits.get(result.id);
        hits.set(result.id, {
          certainty: Math.max(certainty, known?.certainty ?? 0),
          score: result.score * certainty + (known?.score ?? 0),
        });
      }
    }
    const information = Math.log(1 + (this.#sections.length + 0.5) / (hits.size + 0.5));
    // A text states its own amounts and dates: "a refund of 500 EUR" is answered by a limit of 250.
    return { hits, information: /^\d+$/.test(term.forms[0] ?? '') ? information / 4 : information };
  }

  #refresh(): Promise<void> {
    if (this.#refreshing !== null) return this.#refreshing;
    if (this.#now() - this.#checkedAt < this.#maxAgeMs) return Promise.resolve();
    this.#checkedAt = this.#now();
    const refreshing = this.#look()
      .catch((error: unknown) => {
        // Else the searches of the next seconds would find nothing and say so, as if the handbook were silent.
        this.#checkedAt = Number.NEGATIVE_INFINITY;
        throw error;
      })
      .finally(() => {
        if (this.#refreshing === refreshing) this.#refreshing = null;
      });
    this.#refreshing = refreshing;
    return refreshing;
  }

  async #look(): Promise<void> {
    const scan = await scanFolder(this.#folder, '.md', { recursive: true });
    if (sameScan(scan, this.#scan)) return;
    const sections: Section[] = [];
    for (const path of scan.keys()) {
      const file = relative(this.#folder, path).split(sep).join('/');
      sections.push(...splitMarkdown(file, await readFile(path, 'utf8')));
    }
    const index = newIndex();
    index.addAll(
      sections.map(({ title, headings, text }, id) => ({ id, title, heading: headings.join(' '), text })),
    );
    this.#scan = scan;
    this.#sections = sections;
    this.#index = index;
  }
}

function newIndex(): MiniSearch<{ id: number; title: string; heading: string; text: string }> {
  return new MiniSearch({ fields: ['title', 'heading', 'text'], tokenize: words, processTerm: stem });
}

function termsOf(question: string): Term[] {
  return informativeWords(question).map((word) => ({ forms: [word, ...(SYNONYMS.get(word) ?? [])] }));
}

/** The words of a question that say what it is about, each once. */
export function informativeWords(question: string): string[] {
  return [...new Set(words(question).filter((word) => !STOP_WORDS.has(word) && !QUESTION_WORDS.has(word)))];
}

/** One letter may be wrong in words of five letters and more, two from nine. */
function fuzziness(term: string): number | false {
  if (term.length < 5 || /\d/.test(term)) return false;
  return term.length < 9 ? 1 : 2;
}

/** How surely the words of a section are the one that was asked for: itself, its beginning, or but for a letter. */
function likeness(stemmed: string, matched: readonly string[]): number {
  if (matched.includes(stemmed)) return 1;
  return matched.some((word) => word.startsWith(stemmed)) ? 0.8 : 0.6;
}
