import { Annotation } from '@langchain/langgraph';
import type { ApprovalDecision, Timings } from './orchestrator.ts';
import type { Outcome } from './outcome.ts';
import type { Difficulty } from './plan/difficulty.ts';
import type { Reply } from './reply.ts';
import type { Request } from './request.ts';
import type { Source, TaskResult } from './result.ts';
import type { Review } from './review.ts';
import type { RoutingDecision } from './routing.ts';
import type { TaskGraph } from './task.ts';
import type { ModelCall } from './usage.ts';
import type { Validation } from './validation.ts';

/** An answer that the critics have not passed yet. */
export type Draft = {
  text: string;
  sources: readonly Source[];
  missing: Reply['missing'];
  /** `passed_through`: one task's output as it is; `composed`: set together by rules; `written`: by a model. */
  by: 'passed_through' | 'composed' | 'written';
};

/**
 * What a run knows, as it is checkpointed after every node. No key bears the name of a node, which LangGraph refuses.
 * Every key holds the last value written; nodes that add to a list write the whole list. Unset keys are undefined.
 */
export const RunState = Annotation.Root({
  request: Annotation<Request>,
  /** `single`: one generalist answers, without a plan; `why` is told to the requester. */
  path: Annotation<{ kind: 'orchestrated' } | { kind: 'single'; why: string } | undefined>,
  difficulty: Annotation<Difficulty | undefined>,
  /** Integer micro-dollars; undefined until something is reserved. */
  reservedMicroUsd: Annotation<number | undefined>,
  taskGraph: Annotation<TaskGraph | undefined>,
  routing: Annotation<readonly RoutingDecision[] | undefined>,
  validation: Annotation<Validation | undefined>,
  /** How many times validation has sent the plan back. */
  repairs: Annotation<number | undefined>,
  /** Finished tasks whose discovered subtasks were taken in or refused. */
  extended: Annotation<readonly string[] | undefined>,
  /** Answers to approvals, one per time that the run was suspended. */
  decisions: Annotation<readonly (ApprovalDecision & { tasks: readonly string[] })[] | undefined>,
  results: Annotation<readonly TaskResult[] | undefined>,
  draft: Annotation<Draft | undefined>,
  reviews: Annotation<readonly Review[] | undefined>,
  reply: Annotation<Reply | undefined>,
  outcome: Annotation<Outcome | undefined>,
  stoppedBy: Annotation<'user' | 'emergency' | undefined>,
  /** Outside tasks: planning, synthesis, revision. */
  modelCalls: Annotation<readonly ModelCall[] | undefined>,
  degraded: Annotation<readonly string[] | undefined>,
  timings: Annotation<Timings | undefined>,
});

export type State = typeof RunState.State;
export type Update = typeof RunState.Update;

export const NO_TIMINGS: Timings = Object.freeze({
  planMs: 0,
  routeMs: 0,
  validateMs: 0,
  executeMs: 0,
  critiqueMs: 0,
  totalMs: 0,
});
