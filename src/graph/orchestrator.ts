import type { Outcome } from './outcome.ts';
import type { Difficulty } from './plan/difficulty.ts';
import type { RunContext } from './ports.ts';
import type { Reply } from './reply.ts';
import type { Request } from './request.ts';
import type { TaskResult } from './result.ts';
import type { Review } from './review.ts';
import type { RoutingDecision } from './routing.ts';
import type { TaskGraph } from './task.ts';
import type { ModelCall } from './usage.ts';
import type { Validation } from './validation.ts';

/** Milliseconds of wall time per phase; a phase that did not run is 0. */
export type Timings = {
  planMs: number;
  routeMs: number;
  validateMs: number;
  executeMs: number;
  critiqueMs: number;
  totalMs: number;
};

/** Everything that a run decided, did and said: what is delivered, recorded and printed. */
export type RunReport = {
  request: Request;
  outcome: Outcome;
  /** Present once the run was planned. */
  taskGraph: TaskGraph | null;
  routing: readonly RoutingDecision[];
  validation: Validation | null;
  difficulty: Difficulty | null;
  results: readonly TaskResult[];
  /** One per round. */
  reviews: readonly Review[];
  reply: Reply | null;
  /** Model calls outside tasks: planning and synthesis. */
  modelCalls: readonly ModelCall[];
  degraded: readonly string[];
  timings: Timings;
};

export type ApprovalDecision = { approved: boolean; by: string; reason: 'clicked' | 'expired' };

/** The compiled graph behind two calls. */
export interface Orchestrator {
  /**
   * Starts the run, or goes on from its last checkpoint; an ended run gives its report again.
   * Rejects with `FencedError`, or with the signal's reason when that is `drain`: such a run goes on later.
   */
  run(request: Request, run: RunContext): Promise<RunReport>;
  /** Answers the pending approval of a suspended run. A run that waits for none gives its report unchanged. */
  resume(request: Request, decision: ApprovalDecision, run: RunContext): Promise<RunReport>;
}
