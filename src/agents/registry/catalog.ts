import { readFile as readFileCallback } from 'node:fs';
import { basename } from 'node:path';
import { promisify } from 'node:util';
import {
  type AgentConfiguration,
  parseConfiguration,
  type Quarantined,
} from '#agents/agent-configuration.ts';
import type { AgentCard } from '#graph/agent-card.ts';
import { type FolderScan, sameScan, scanFolder } from './scan-folder.ts';

/** The promised `fs.readFile` takes twice as long for small files, as it opens a handle object for each. */
const readFile = promisify(readFileCallback);

/** The light part of one agent; its whole configuration is read again when the agent is built. */
export type CatalogEntry = { readonly card: AgentCard; readonly file: string; readonly stamp: string };

/** An immutable reading of all folders. */
export type CatalogSnapshot = {
  readonly version: number;
  readonly entries: ReadonlyMap<string, CatalogEntry>;
  readonly quarantined: readonly Quarantined[];
};

type FileReading = { stamp: string; entry: CatalogEntry } | { stamp: string; problems: Quarantined[] };

/** What an agent's card needs that its file does not say: what is missing in this deployment. */
export type NeedsOf = (configuration: AgentConfiguration) => string[];

/**
 * Agent files of several folders. A later folder wins over an earlier one; two files of one folder that claim the
 * same id are settled by name, and the loser is quarantined. A file that breaks while the bot runs leaves the
 * catalog, so that what `doctor` says is what serves. Memory per agent is its card: prompts stay on disk.
 */
export class Catalog {
  readonly #folders: readonly string[];
  readonly #needsOf: NeedsOf;
  readonly #onChange: (snapshot: CatalogSnapshot) => void;
  #refreshing: Promise<boolean> | null = null;
  #files = new Map<string, FileReading>();
  #scans: readonly FolderScan[] = [];
  #snapshot: CatalogSnapshot = { version: 0, entries: new Map(), quarantined: [] };
  #failures = '';

  constructor(
    folders: readonly string[],
    options: { needsOf: NeedsOf; onChange: (snapshot: CatalogSnapshot) => void },
  ) {
    this.#folders = [...new Set(folders)];
    this.#needsOf = options.needsOf;
    this.#onChange = options.onChange;
  }

  get snapshot(): CatalogSnapshot {
    return this.#snapshot;
  }

  /** Looks at the folders and reads what changed. True when there is a new snapshot. Callers share one look. */
  refresh(): Promise<boolean> {
    this.#refreshing ??= this.#look().finally(() => {
      this.#refreshing = null;
    });
    return this.#refreshing;
  }

  async #look(): Promise<boolean> {
    const failures: Quarantined[] = [];
    const scans = await Promise.all(this.#folders.map((folder) => this.#scan(folder, failures)));
    const unchanged = scans.every((scan, at) => sameScan(scan, this.#scans[at] ?? new Map()));
    const failed = JSON.stringify(failures);
    if (this.#snapshot.version > 0 && unchanged && failed === this.#failures) return false;
    this.#files = await this.#readChanged(scans);
    this.#scans = scans;
    this.#failures = failed;
    this.#snapshot = this.#merge(scans, failures);
    this.#onChange(this.#snapshot);
    return true;
  }

  /** The whole configuration as it stands on disk now. Rejects with the first problem when it broke meanwhile. */
  async read(entry: CatalogEntry): Promise<AgentConfiguration> {
    const parsed = parseConfiguration(entry.file, await readFile(entry.file, 'utf8'));
    if (parsed.ok) return parsed.configuration;
    const problem = parsed.problems[0];
    throw new Error(`${entry.file}: ${problem?.field ?? ''} ${problem?.problem ?? ''}`);
  }

  async #scan(folder: string, failures: Quarantined[]): Promise<FolderScan> {
    try {
      return await scanFolder(folder, '.json', { recursive: false });
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? String(error.code) : 'error';
      failures.push({ file: folder, field: '(folder)', problem: `cannot be read: ${code}` });
      return new Map();
    }
  }

  async #readChanged(scans: readonly FolderScan[]): Promise<Map<string, FileReading>> {
    const files = new Map<string, FileReading>();
    for (const scan of scans) {
      const pending: [string, string][] = [];
      for (const [file, stamp] of scan) {
        const known = this.#files.get(file);
        if (known?.stamp === stamp) files.set(file, known);
        else pending.push([file, stamp]);
      }
      for (let start = 0; start < pending.length; start += 64) {
        const batch = pending.slice(start, start + 64);
        const readings = await Promise.all(batch.map(([file, stamp]) => this.#read(file, stamp)));
        for (const [at, [file]] of batch.entries()) {
          const reading = readings[at];
          if (reading !== undefined) files.set(file, reading);
        }
      }
    }
    return files;
  }

  async #read(file: string, stamp: string): Promise<FileReading> {
    let text: string;
    try {
      text = await readFile(file, 'utf8');
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? String(error.code) : 'error';
      return { stamp, problems: [{ file, field: '(file)', problem: `cannot be read: ${code}` }] };
    }
    const parsed = parseConfiguration(file, text);
    if (!parsed.ok) return { stamp, problems: parsed.problems };
    return { stamp, entry: { file, stamp, card: cardOf(parsed.configuration, this.#needsOf) } };
  }

  #merge(scans: readonly FolderScan[], failures: Quarantined[]): CatalogSnapshot {
    const entries = new Map<string, CatalogEntry>();
    const quarantined = [...failures];
    for (const scan of scans) {
      const ofFolder = new Map<string, CatalogEntry>();
      for (const file of scan.keys()) {
        const reading = this.#files.get(file);
        if (reading === undefined) continue;
        if ('problems' in reading) {
          quarantined.push(...reading.problems);
          continue;
        }
        const id = reading.entry.card.id;
        const first = ofFolder.get(id);
        if (first === undefined) ofFolder.set(id, reading.entry);
        else
          quarantined.push({
            file,
            field: 'id',
            problem: `'${id}' is already taken by ${basename(first.file)}`,
          });
      }
      for (const [id, entry] of ofFolder) entries.set(id, entry);
    }
    return { version: this.#snapshot.version + 1, entries, quarantined };
  }
}

function cardOf(configuration: AgentConfiguration, needsOf: NeedsOf): AgentCard {
  const { id, title, description, types, skills, examples, kind } = configuration;
  const { costTier, priorSuccess, risk, enabled, capacity, rules } = configuration;
  return {
    id,
    title,
    description,
    types,
    skills,
    examples,
    kind,
    costTier,
    priorSuccess,
    risk,
    enabled,
    needs: needsOf(configuration),
    ...(rules.length === 0 ? {} : { rules }),
    capacity,
  };
}
