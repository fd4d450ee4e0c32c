import { z } from 'zod';
import type { Rpc } from './rpc/rpc.ts';

export type FlagRow = {
  key: string;
  /** A flagd definition: `{state, variants, defaultVariant, targeting?}`. */
  definition: unknown;
  version: number;
  /** ISO 8601, database time. */
  updatedAt: string;
  updatedBy: string;
};

type FlagChange = {
  key: string;
  definition: unknown;
  /** The version that the change was decided on; another one is a conflict. */
  expectedVersion: number;
  actor: string;
  via: 'slack' | 'cli' | 'sql';
};

type FlagSet = { ok: true; row: FlagRow } | { ok: false; kind: 'conflict' | 'unknown'; row: FlagRow | null };

type FlagAudit = {
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

const Row = z
  .object({
    key: z.string(),
    definition: z.unknown(),
    version: z.number().int(),
    updated_at: z.string(),
    updated_by: z.string(),
  })
  .transform(({ updated_at, updated_by, ...row }) => ({
    ...row,
    updatedAt: updated_at,
    updatedBy: updated_by,
  }));

const Answer = z.union([
  z.tuple([z.object({ kind: z.literal('unknown') })]),
  z.tuple([z.object({ kind: z.enum(['set', 'conflict']) }).and(Row)]),
]);

const Audit = z.object({
  key: z.string(),
  version: z.number().int(),
  before: z.unknown(),
  after: z.unknown(),
  actor: z.string(),
  via: z.enum(['slack', 'cli', 'sql']),
  at: z.string(),
});

export function flagsOver(rpc: Rpc): FlagStore {
  return {
    list: () => rpc('flags_list', {}, z.array(Row)),
    async set({ key, definition, expectedVersion, actor, via }) {
      const change = { p_key: key, p_definition: definition, p_expected: expectedVersion };
      const [answer] = await rpc('flag_set', { ...change, p_actor: actor, p_via: via }, Answer);
      if (answer.kind === 'unknown') return { ok: false, kind: 'unknown', row: null };
      const { kind, ...row } = answer;
      return kind === 'set' ? { ok: true, row } : { ok: false, kind, row };
    },
    audit: (key, limit) => rpc('flag_history', { p_key: key, p_limit: limit }, z.array(Audit)),
  };
}
