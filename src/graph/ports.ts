import type { z } from 'zod';
import type { FlagName } from './flags.ts';
import type { Progress } from './progress.ts';
import type { Request } from './request.ts';
import type { TaskResult } from './result.ts';
import type { AgentIndex } from './route/agent-index.ts';
import type { Task } from './task.ts';
import type { ModelCall } from './usage.ts';

/** What a run carries through every node. Time and cancellation are arguments, never globals. */
export type RunContext = {
  readonly runId: string;
  readonly correlationId: string;
  /** Raised by every claim of the run; a write that carries a stale one is refused by the store. */
  readonly epoch: number;
  readonly progress: Progress;
  /** Aborted by Stop, by the emergency stop and by shutdown; `reason` is a {@link StopReason}. */
  readonly signal: AbortSignal;
};

/** `drain` leaves the run resumable: it is not an end, the next claim goes on. */
export type StopReason = 'user' | 'emergency' | 'drain';

export type ModelTier = 'small' | 'medium' | 'large';

export type ModelAnswer<T> =
  | { ok: true; value: T; calls: readonly ModelCall[] }
  /** `malformed`: the model answered, but not to the schema; `text` is what it said, for one bounded repair. */
  | { ok: false; kind: 'malformed'; error: string; text: string; calls: readonly ModelCall[] }
  | { ok: false; kind: 'unavailable'; error: string; calls: readonly ModelCall[] };

/** A chat model behind one question. Retries and money accounting are the adapter's. */
export interface Models {
  /** False when no model is configured at all. */
  readonly available: boolean;
  structured<T>(question: {
    /** Names the prompt and its version in logs and in `model_calls`, such as `plan.v1`. */
    name: string;
    system: string;
    user: string;
    schema: z.ZodType<T>;
    tier: ModelTier;
    maxOutputTokens: number;
    run: RunContext;
    /** False when `error_handling_enabled` is off: one attempt, no breaker. */
    resilient?: boolean;
  }): Promise<ModelAnswer<T>>;
  text(question: {
    name: string;
    system: string;
    user: string;
    tier: ModelTier;
    maxOutputTokens: number;
    run: RunContext;
    resilient?: boolean;
  }): Promise<ModelAnswer<string>>;
}

/** The agents as routing sees them. */
export interface AgentDirectory {
  /** An immutable snapshot; a new one after every change of configuration. */
  index(): AgentIndex;
}

export type TaskCall = {
  task: Task;
  agentId: string;
  request: Request;
  tier: ModelTier;
  /** Results that the task works on: `task.inputs`, else `task.dependsOn`, in that order. */
  inputs: readonly TaskResult[];
  run: RunContext;
  /** Aborts this task alone: its deadline, or the run's signal. */
  signal: AbortSignal;
  /** False when `error_handling_enabled` is off: no retry, no breaker. */
  resilient: boolean;
};

/**
 * Runs one task on one agent: retries and breaker are inside, how many run at once is the scheduler's. Never rejects for an expected failure:
 * that is a `TaskResult` with status `failed`.
 */
export interface AgentRunner {
  run(call: TaskCall): Promise<TaskResult>;
  /** True while the breaker of this agent is open. */
  broken(agentId: string): boolean;
}

export type StoredResult = { result: TaskResult; task: Task };

/** Finished subtasks, keyed by run and task: what makes the schedule durable. */
export interface Ledger {
  finished(runId: string): Promise<readonly StoredResult[]>;
  /** Refuses a stale epoch by rejecting with {@link FencedError}. Writing the same result twice is harmless. */
  record(run: RunContext, entry: StoredResult): Promise<void>;
}

export type Reservation = { id: string; microUsd: number };
export type ReserveAnswer =
  | { ok: true; reservation: Reservation }
  | {
      ok: false;
      scope: string;
      window: string;
      limitMicroUsd: number;
      leftMicroUsd: number;
      resetsAt: string;
      /** Whose budget it is, where the scope is `agent`. */
      agent?: string;
    };

/** What each agent may spend of a run's reservation, by agent id. Micro-dollars. */
export type Shares = Readonly<Record<string, number>>;
type AllotAnswer = { ok: true } | Extract<ReserveAnswer, { ok: false }>;

export interface Budgets {
  /** Idempotent per run: a resumed run gets its own reservation back. */
  reserve(request: Request, run: RunContext, microUsd: number): Promise<ReserveAnswer>;
  /** Shares the reservation out among the agents that the plan was routed to. Idempotent per run. */
  allot(run: RunContext, shares: Shares): Promise<AllotAnswer>;
  /** Books what the run, and each of its agents, really used and frees the rest. Idempotent. */
  settle(run: RunContext, microUsd: number): Promise<void>;
}

export interface Flags {
  /** Sticky per user; the safe value where the definition or the key is missing. */
  enabled(flag: FlagName, user: string): boolean;
}

export type RunEvent = {
  type: string;
  /** Unique within the run's stream, so that a resumed run does not append twice. */
  key: string;
  payload: Record<string, unknown>;
};

/** Append-only facts about a run. Buffered by the adapter: not on the reply's critical path. */
export interface Events {
  append(run: RunContext, event: RunEvent): void;
}

export interface RateLimits {
  /** Takes one point; `retryAfterMs` when there is none left. */
  take(request: Request): Promise<{ ok: true } | { ok: false; retryAfterMs: number }>;
}

/** Everything that the graph needs of the world. */
export interface Ports {
  readonly agents: AgentDirectory;
  readonly runner: AgentRunner;
  readonly models: Models;
  readonly ledger: Ledger;
  readonly budgets: Budgets;
  readonly flags: Flags;
  readonly events: Events;
  readonly rateLimits: RateLimits;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** 0 to 1, for jitter alone. */
  readonly random: () => number;
}

/** A worker that lost its run to a successor: its writes are refused, and it must say nothing more. */
export class FencedError extends Error {
  override readonly name = 'FencedError';
}
