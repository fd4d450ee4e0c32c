export type StoredFile = {
  id: string;
  name: string;
  title: string;
  user: string;
  created: number;
  content: Buffer;
  state: 'announced' | 'uploaded' | 'shared';
};

/** No larger file is taken, and no more of them are kept: the playground lives in memory. */
export const MAX_FILE_BYTES = 5_000_000;
const KEEP = 100;

export class Files {
  readonly #files = new Map<string, StoredFile>();

  put(file: StoredFile): void {
    this.#files.set(file.id, file);
    for (const oldest of this.#files.keys()) {
      if (this.#files.size <= KEEP) break;
      this.#files.delete(oldest);
    }
  }

  find(id: string): StoredFile | undefined {
    return this.#files.get(id);
  }

  clear(): void {
    this.#files.clear();
  }
}
