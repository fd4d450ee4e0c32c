import { z } from 'zod';
import type { RunReport } from '#graph/orchestrator.ts';
import { Outcome } from '#graph/outcome.ts';
import type { RunContext } from '#graph/ports.ts';
import { Request } from '#graph/request.ts';
import type { Place } from './place.ts';
import type { Rpc } from './rpc/rpc.ts';
import { rowsOf } from './run-rows.ts';

/** `suspended` waits for an approval; the last three are ends. */
const RunStatus = z.enum(['running', 'suspended', 'answered', 'refused', 'failed']);
type RunStatus = z.infer<typeof RunStatus>;

export type StoredRun = Place & {
  runId: string;
  request: Request;
  status: RunStatus;
  outcome: Outcome | null;
  user: string;
};

type RunSummary = Place & {
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

type UnfinishedRun = { runId: string; user: string; status: 'running' | 'suspended' };

export interface Runs {
  /**
   * Creates the run from the request, or claims it again: raises the epoch either way. `state` is what it was until
   * then; a `suspended` run is `running` in its row from the claim on, and suspended again only by `record`.
   */
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
  /** Those that work or wait for an approval, on any instance, newest first. What is only queued has no run yet. */
  unfinishedInThread(place: Place): Promise<UnfinishedRun[]>;
  /** Newest first. */
  recent(filter: { user?: string; limit: number }): Promise<RunSummary[]>;
}

const Claimed = z.tuple([
  z.object({ epoch: z.number().int(), state: z.enum(['new', 'running', 'suspended', 'ended']) }),
]);

const Found = z
  .array(
    z.object({
      run_id: z.string(),
      request: Request,
      status: RunStatus,
      outcome: Outcome.nullable(),
      user_id: z.string(),
      team: z.string(),
      channel: z.string(),
      thread: z.string(),
    }),
  )
  .max(1);

const Latest = z.array(z.object({ run_id: z.string(), user_id: z.string(), status: RunStatus })).max(1);

const Unfinished = z.array(
  z.object({ run_id: z.string(), user_id: z.string(), status: z.enum(['running', 'suspended']) }),
);

const Recent = z.array(
  z.object({
    run_id: z.string(),
    user_id: z.string(),
    team: z.string(),
    channel: z.string(),
    thread: z.string(),
    status: RunStatus,
    goal: z.string().nullable(),
    tasks: z.number().int(),
    micro_usd: z.number().int(),
    created_at: z.string(),
    ended_at: z.string().nullable(),
  }),
);

export function runsOver(rpc: Rpc): Runs {
  return {
    async claim(request) {
      const [claimed] = await rpc('run_claim', { p_request: request }, Claimed);
      return claimed;
    },
    async record(run, report) {
      await rpc('run_record', { p_run: run.runId, p_epoch: run.epoch, p_report: rowsOf(report) });
    },
    async requestStop(runId, by) {
      await rpc('run_request_stop', { p_run: runId, p_by: by }, z.boolean());
    },
    stopRequested: (runIds) =>
      runIds.length === 0
        ? Promise.resolve([])
        : rpc('run_stop_requested', { p_runs: runIds }, z.array(z.string())),
    async find(runId) {
      const [row] = await rpc('run_find', { p_run: runId }, Found);
      if (!row) return null;
      const { run_id, user_id, ...rest } = row;
      return { ...rest, runId: run_id, user: user_id };
    },
    async latestInThread({ team, channel, thread }) {
      const place = { p_team: team, p_channel: channel, p_thread: thread };
      const [row] = await rpc('run_latest', place, Latest);
      return row ? { runId: row.run_id, user: row.user_id, status: row.status } : null;
    },
    async unfinishedInThread({ team, channel, thread }) {
      const place = { p_team: team, p_channel: channel, p_thread: thread };
      const rows = await rpc('run_unfinished', place, Unfinished);
      return rows.map((row) => ({ runId: row.run_id, user: row.user_id, status: row.status }));
    },
    async recent({ user, limit }) {
      const rows = await rpc('run_recent', { p_user: user ?? null, p_limit: limit }, Recent);
      return rows.map(({ run_id, user_id, micro_usd, created_at, ended_at, ...rest }) => ({
        ...rest,
        runId: run_id,
        user: user_id,
        microUsd: micro_usd,
        createdAt: created_at,
        endedAt: ended_at,
      }));
    },
  };
}
