import type { RunReport } from '#graph/orchestrator.ts';
import type { Outcome } from '#graph/outcome.ts';
import type { RunContext } from '#graph/ports.ts';
import type { Request } from '#graph/request.ts';
import type { Place } from './place.ts';

/** `suspended` waits for an approval; the last three are ends. */
export type RunStatus = 'running' | 'suspended' | 'answered' | 'refused' | 'failed';

export type StoredRun = Place & {
  runId: string;
  request: Request;
  status: RunStatus;
  outcome: Outcome | null;
  user: string;
};

export type RunSummary = Place & {
  runId: string;
  user: string;
  status: RunStatus;
  goal: string | null;
  tasks: number;
  microUsd: number;
  /** ISO 8601, database time. */
  createdAt: string;
  endedAt: string | null;
};

export interface Runs {
  /** Creates the run from the request, or claims it again: raises the epoch either way. */
  claim(request: Request): Promise<{ epoch: number; state: 'new' | 'running' | 'suspended' | 'ended' }>;
  /**
   * Writes all rows of the run from its report, with deterministic ids: writing twice is identical.
   * Rejects with `FencedError` when the run was claimed again since.
   */
  record(run: RunContext, report: RunReport): Promise<void>;
  /** Durable, and signalled to whoever runs it. A run that has ended is left alone. */
  requestStop(runId: string, by: string): Promise<void>;
  /** Those of `runIds` whose stop was requested. */
  stopRequested(runIds: readonly string[]): Promise<string[]>;
  find(runId: string): Promise<StoredRun | null>;
  latestInThread(place: Place): Promise<{ runId: string; user: string; status: RunStatus } | null>;
  /** Newest first. */
  recent(filter: { user?: string; limit: number }): Promise<RunSummary[]>;
}
