export type FlagRow = {
  key: string;
  /** A flagd definition: `{state, variants, defaultVariant, targeting?}`. */
  definition: unknown;
  version: number;
  /** ISO 8601, database time. */
  updatedAt: string;
  updatedBy: string;
};

export type FlagChange = {
  key: string;
  definition: unknown;
  /** The version that the change was decided on; another one is a conflict. */
  expectedVersion: number;
  actor: string;
  via: 'slack' | 'cli' | 'sql';
};

export type FlagSet =
  | { ok: true; row: FlagRow }
  | { ok: false; kind: 'conflict' | 'unknown'; row: FlagRow | null };

export type FlagAudit = {
  key: string;
  version: number;
  before: unknown;
  after: unknown;
  actor: string;
  via: 'slack' | 'cli' | 'sql';
  /** ISO 8601, database time. */
  at: string;
};

export interface FlagStore {
  list(): Promise<FlagRow[]>;
  /** Writes the definition and its audit row, and signals `flags_changed` to every instance. */
  set(change: FlagChange): Promise<FlagSet>;
  /** Newest first. */
  audit(key: string, limit: number): Promise<FlagAudit[]>;
}
