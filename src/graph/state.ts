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

/** What admission settles. */
type Asked = {
  request: Request;
  /** `single`: one generalist answers, without a plan; `why` is among what is degraded. */
  path?: { kind: 'orchestrated' } | { kind: 'single'; why: string };
  difficulty?: Difficulty;
  /** Integer micro-dollars; absent until something is reserved. */
  reservedMicroUsd?: number;
};

type Planned = {
  taskGraph?: TaskGraph;
  routing?: readonly RoutingDecision[];
  validation?: Validation;
  /** How many times validation has sent the plan back. */
  repairs?: number;
  /** Answers to approvals, one per time that the run was suspended. */
  decisions?: readonly (ApprovalDecision & { tasks: readonly string[] })[];
};

type Worked = {
  results?: readonly TaskResult[];
  /** Finished tasks whose discovered subtasks were taken in or refused. */
  extended?: readonly string[];
  draft?: Draft;
  reviews?: readonly Review[];
};

type Ended = {
  reply?: Reply;
  outcome?: Outcome;
  stoppedBy?: 'user' | 'emergency';
  /** Outside tasks: planning, synthesis, revision. */
  modelCalls?: readonly ModelCall[];
  degraded?: readonly string[];
  timings?: Timings;
};

/** What a run knows, as nodes and edges see it. A key is absent until a node writes it; lists are written whole. */
export type State = Asked & Planned & Worked & Ended;
export type Update = Partial<State>;

/**
 * What a run knows, as it is checkpointed after every node: in four channels, since each channel costs time at every
 * step (eighteen of them took a quarter more than four) and a row per write. None bears the name of a node, which
 * LangGraph refuses. Each holds the last value written.
 */
export const RunState = Annotation.Root({
  asked: Annotation<Asked>,
  planned: Annotation<Planned>,
  worked: Annotation<Worked>,
  ended: Annotation<Ended>,
});

export type Channels = Partial<typeof RunState.State>;

const CHANNEL_OF = {
  request: 'asked',
  path: 'asked',
  difficulty: 'asked',
  reservedMicroUsd: 'asked',
  taskGraph: 'planned',
  routing: 'planned',
  validation: 'planned',
  repairs: 'planned',
  decisions: 'planned',
  results: 'worked',
  extended: 'worked',
  draft: 'worked',
  reviews: 'worked',
  reply: 'ended',
  outcome: 'ended',
  stoppedBy: 'ended',
  modelCalls: 'ended',
  degraded: 'ended',
  timings: 'ended',
} as const satisfies Record<keyof State, keyof Channels>;

/** The channels' contents in one. */
export function stateOf({ asked, planned, worked, ended }: Channels): State {
  if (asked === undefined) throw new TypeError('The run has no request.');
  return { ...asked, ...planned, ...worked, ...ended };
}

/** The channels that an update changes, each whole. */
export function channelsOf(before: Channels, update: Update): Channels {
  const changed = new Set<keyof Channels>();
  const parts = { asked: {}, planned: {}, worked: {}, ended: {} } satisfies Record<keyof Channels, object>;
  for (const key of Object.keys(CHANNEL_OF).filter(isKey)) {
    if (update[key] === undefined) continue;
    changed.add(CHANNEL_OF[key]);
    Object.assign(parts[CHANNEL_OF[key]], { [key]: update[key] });
  }
  return Object.fromEntries([...changed].map((name) => [name, { ...before[name], ...parts[name] }]));
}

function isKey(key: string): key is keyof State {
  return key in CHANNEL_OF;
}

export const NO_TIMINGS: Timings = Object.freeze({
  planMs: 0,
  routeMs: 0,
  validateMs: 0,
  executeMs: 0,
  critiqueMs: 0,
  totalMs: 0,
});
