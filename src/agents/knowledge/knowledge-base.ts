import { readFile } from 'node:fs/promises';
import { relative, sep } from 'node:path';
import { type FolderScan, sameScan, scanFolder } from '#agents/registry/scan-folder.ts';
import { type Passage, SectionIndex } from './section-index.ts';
import { type Section, splitMarkdown } from './split-markdown.ts';

/**
 * Full-text search over a folder of Markdown. Files are looked at again at most every `maxAgeMs` when somebody
 * searches, so that an edit counts without a restart and an idle bot does nothing.
 */
export class KnowledgeBase {
  readonly #folder: string;
  readonly #now: () => number;
  readonly #maxAgeMs: number;
  #scan: FolderScan = new Map();
  #index = new SectionIndex([]);
  #titles: readonly string[] = [];
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
    return this.#index.size;
  }

  /** Titles of the files, in order of path: what the folder is about. */
  async titles(): Promise<readonly string[]> {
    await this.#refresh();
    return this.#titles;
  }

  /** Every section that shares a word with the question, best first. `context`: words that only help to choose. */
  async rank(question: string, context = ''): Promise<Passage[]> {
    await this.#refresh();
    return this.#index.rank(question, context);
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
    this.#scan = scan;
    this.#index = new SectionIndex(sections);
    this.#titles = [...new Set(sections.map(({ title }) => title))];
  }
}
