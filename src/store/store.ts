import type { BaseCheckpointSaver } from '@langchain/langgraph';
import type { Ledger } from '#graph/ports.ts';
import type { BudgetStore } from './budgets.ts';
import type { Conversations } from './conversations.ts';
import type { DeadLetters } from './dead-letters.ts';
import type { DeadRuns } from './dead-runs.ts';
import type { EventLog } from './events.ts';
import type { FeedbackStore } from './feedback.ts';
import type { FlagStore } from './flags.ts';
import type { Lease, Leases } from './leases.ts';
import type { Outbox } from './outbox.ts';
import type { Queue } from './queue.ts';
import type { Erased, Retention } from './retention.ts';
import type { Runs } from './runs.ts';
import type { Signals } from './signals.ts';

/**
 * Where the data lives. `embedded`: Postgres in this process, `dir` is its data directory. `memory`: the same
 * without a directory, gone with the process. `supabase`: own tables over HTTPS with the service role key, queue,
 * checkpoints and notifications over `databaseUrl`, which must reach a session (no transaction pooler).
 */
export type StoreMode =
  | { kind: 'embedded'; dir: string }
  | { kind: 'memory' }
  | { kind: 'postgres'; url: string }
  | { kind: 'supabase'; url: string; key: string; databaseUrl: string };

/** The part of a pino logger that the store uses. Messages are static; no user text is logged. */
export type StoreLog = {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
};

/** At most 1,000 rows. Numbers as numbers where JavaScript holds them exactly, times as ISO 8601. */
export type SqlResult = { columns: string[]; rows: unknown[][]; truncated: boolean };

export type Probe = { ok: boolean; detail: string; ms: number };

/** Genesis' own tables, one member each. */
export type Aggregates = {
  readonly runs: Runs;
  readonly ledger: Ledger;
  readonly budgets: BudgetStore;
  readonly events: EventLog;
  readonly outbox: Outbox;
  readonly conversations: Conversations;
  readonly feedback: FeedbackStore;
  readonly flags: FlagStore;
  readonly leases: Leases;
  readonly deadRuns: DeadRuns;
  readonly deadLetters: DeadLetters;
};

/** What a process may use that does not own the data: everything but the queue, checkpoints and migrations. */
export interface StoreAccess extends Aggregates, AsyncDisposable {
  readonly mode: StoreMode;
  /**
   * Runs one read-only query as the analyst role, which it cannot leave: 1,000 rows at most, and on a server 5 s. The
   * embedded database cannot be interrupted, so what is planned to be long is refused there.
   */
  sql(query: string): Promise<SqlResult>;
  /**
   * Erases what one person wrote and what was answered, everywhere; figures and decisions stay. What still runs is
   * left, and counted.
   */
  eraseUser(user: string): Promise<Erased>;
  /** A real round trip to the database; never rejects. `ms` is its duration. */
  probe(): Promise<Probe>;
}

export interface Store extends StoreAccess {
  readonly signals: Signals;
  readonly queue: Queue;
  /** Removes a bounded part of what is older than it may be. Rejects once the lease is another's. */
  expire(lease: Lease, retention: Retention): Promise<{ events: number; runs: number; deadLetters: number }>;
  /**
   * Brings the database to this program's version: own tables under an advisory lock, then queue and checkpoints.
   * Rejects with `MigrationError` when an applied file was changed or is missing, or the database is newer.
   */
  migrate(): Promise<{ applied: string[] }>;
  /** File names that {@link Store.migrate} would apply, in order. */
  pendingMigrations(): Promise<string[]>;
  /** LangGraph's checkpoints, in the schema `langgraph`. Usable once migrated. */
  checkpointer(): BaseCheckpointSaver;
}
