import { AgentCard } from '#graph/agent-card.ts';
import type { FlagName } from '#graph/flags.ts';
import { SAFE_FLAGS } from '#graph/flags.ts';
import {
  FencedError,
  type ModelAnswer,
  type Models,
  type Ports,
  type Reservation,
  type RunContext,
  type RunEvent,
  type StopReason,
  type StoredResult,
  type TaskCall,
} from '#graph/ports.ts';
import type { ProgressEvent } from '#graph/progress.ts';
import type { Request } from '#graph/request.ts';
import { TaskResult } from '#graph/result.ts';
import { buildAgentIndex } from '#graph/route/agent-index.ts';

/** A small world in memory: what it recorded can be read, what its agents do can be set. */
export type World = {
  ports: Ports;
  /** How each agent runs; `answer` for those not named. */
  agents: Map<string, (call: TaskCall) => Promise<TaskResult>>;
  calls: TaskCall[];
  flags: Map<FlagName, boolean>;
  ledger: Map<string, StoredResult[]>;
  /** Raised to fence a run's older epochs. */
  epochs: Map<string, number>;
  budget: { leftMicroUsd: number; settled: Map<string, number>; brokeAgents: Set<string> };
  events: { runId: string; event: RunEvent }[];
  rate: { ok: true } | { ok: false; retryAfterMs: number };
  broken: Set<string>;
};

export function card(card: Partial<AgentCard> & Pick<AgentCard, 'id'>): AgentCard {
  return AgentCard.parse({
    title: card.id,
    description: '',
    types: ['answer'],
    skills: [],
    examples: [],
    kind: 'tool',
    costTier: 'cheap',
    priorSuccess: 0.9,
    risk: 'low',
    enabled: true,
    needs: [],
    capacity: 10,
    ...card,
  });
}

export function done(taskId: string, output: string, rest: Partial<TaskResult> = {}): TaskResult {
  return TaskResult.parse({
    taskId,
    agent: 'knowledge',
    status: 'done',
    output,
    summary: 'done',
    sources: [],
    toolUses: [],
    attempts: 1,
    ms: 1,
    modelCalls: [],
    ...rest,
  });
}

const NO_MODELS: Models = {
  available: false,
  structured: async () => ({ ok: false, kind: 'unavailable', error: 'no model', calls: [] }),
  text: async () => ({ ok: false, kind: 'unavailable', error: 'no model', calls: [] }),
};

export function world(
  options: { cards?: readonly AgentCard[]; models?: Models; random?: () => number } = {},
): World {
  const cards = options.cards ?? [card({ id: 'knowledge', title: 'Knowledge' }), card({ id: 'generalist' })];
  const index = buildAgentIndex(cards);
  const reservations = new Map<string, Reservation>();
  const made: World = {
    agents: new Map(),
    calls: [],
    flags: new Map(),
    ledger: new Map(),
    epochs: new Map(),
    budget: { leftMicroUsd: 10_000_000, settled: new Map(), brokeAgents: new Set() },
    events: [],
    rate: { ok: true },
    broken: new Set(),
    ports: {
      agents: { index: () => index },
      models: options.models ?? NO_MODELS,
      runner: {
        broken: (agentId) => made.broken.has(agentId),
        run: async (call) => {
          made.calls.push(call);
          const agent = made.agents.get(call.agentId);
          return agent === undefined
            ? done(call.task.id, `Answer to: ${call.task.instruction}`)
            : agent(call);
        },
      },
      ledger: {
        finished: async (runId) => structuredClone(made.ledger.get(runId) ?? []),
        record: async (run, entry) => {
          if (run.epoch < (made.epochs.get(run.runId) ?? 0)) throw new FencedError('stale epoch');
          const entries = made.ledger.get(run.runId) ?? [];
          const others = entries.filter(({ task }) => task.id !== entry.task.id);
          made.ledger.set(run.runId, [...others, structuredClone(entry)]);
        },
      },
      budgets: {
        reserve: async (_, run, microUsd) => {
          const known = reservations.get(run.runId);
          if (known !== undefined) return { ok: true, reservation: known };
          const { leftMicroUsd } = made.budget;
          if (microUsd > leftMicroUsd) {
            const resetsAt = '2026-01-02T00:00:00Z';
            return {
              ok: false,
              scope: 'user',
              window: 'day',
              limitMicroUsd: 10_000_000,
              leftMicroUsd,
              resetsAt,
            };
          }
          const reservation = { id: run.runId, microUsd };
          reservations.set(run.runId, reservation);
          made.budget.leftMicroUsd -= microUsd;
          return { ok: true, reservation };
        },
        allot: async (_, shares) => {
          const agent = Object.keys(shares).find((id) => made.budget.brokeAgents.has(id));
          if (agent === undefined) return { ok: true };
          const resetsAt = '2026-01-02T00:00:00Z';
          return {
            ok: false,
            scope: 'agent',
            agent,
            window: 'day',
            limitMicroUsd: 1,
            leftMicroUsd: 0,
            resetsAt,
          };
        },
        settle: async (run, microUsd) => {
          if (made.budget.settled.has(run.runId)) return;
          made.budget.settled.set(run.runId, microUsd);
          made.budget.leftMicroUsd += (reservations.get(run.runId)?.microUsd ?? 0) - microUsd;
        },
      },
      flags: { enabled: (flag) => made.flags.get(flag) ?? SAFE_FLAGS[flag] },
      events: {
        append: (run, event) => {
          const seen = made.events.some((each) => each.runId === run.runId && each.event.key === event.key);
          if (!seen) made.events.push({ runId: run.runId, event });
        },
      },
      rateLimits: { take: async () => made.rate },
      now: () => performance.now(),
      random: options.random ?? (() => 0),
    },
  };
  return made;
}

/** A model that gives prepared answers by the prompt's name, in order, and repeats the last one. */
export function models(
  answers: Record<string, readonly (unknown | 'unavailable')[]>,
  microUsd = 100,
): Models {
  const used = new Map<string, number>();
  const next = (name: string, tier: 'small' | 'medium' | 'large'): { value: unknown; call: ModelCallOf } => {
    const list = answers[name] ?? [];
    const at = used.get(name) ?? 0;
    used.set(name, at + 1);
    const call = { name, model: 'test', tier, ok: true, ms: 1, inputTokens: 10, outputTokens: 10, microUsd };
    return { value: list[Math.min(at, list.length - 1)] ?? 'unavailable', call };
  };
  return {
    available: true,
    structured: async ({ name, schema, tier }) => {
      const { value, call } = next(name, tier);
      if (value === 'unavailable') return { ok: false, kind: 'unavailable', error: 'down', calls: [] };
      const parsed = schema.safeParse(value);
      return parsed.success
        ? { ok: true, value: parsed.data, calls: [call] }
        : { ok: false, kind: 'malformed', error: parsed.error.message, text: String(value), calls: [call] };
    },
    text: async ({ name, tier }): Promise<ModelAnswer<string>> => {
      const { value, call } = next(name, tier);
      if (value === 'unavailable') return { ok: false, kind: 'unavailable', error: 'down', calls: [] };
      return { ok: true, value: String(value), calls: [call] };
    },
  };
}

type ModelCallOf = TaskResult['modelCalls'][number];

let runs = 0;

export function request(text: string, rest: Partial<Request> = {}): Request {
  runs += 1;
  const runId = `00000000-0000-4000-8000-${String(runs).padStart(12, '0')}`;
  return {
    runId,
    correlationId: runId,
    team: 'T1',
    channel: 'C1',
    thread: '1.0',
    ts: '1.0',
    user: 'U1',
    role: 'member',
    via: 'slack',
    text,
    history: [],
    attachments: [],
    priority: 0.5,
    receivedAt: 0,
    ...rest,
  };
}

export type Runner = { run: RunContext; told: ProgressEvent[]; stop: (reason: StopReason) => void };

/** A run's context, with the progress it told and a way to abort it. */
export function runOf({ runId, correlationId }: Request, epoch = 1): Runner {
  const controller = new AbortController();
  const told: ProgressEvent[] = [];
  const progress = (event: ProgressEvent): void => {
    told.push(event);
  };
  return {
    run: { runId, correlationId, epoch, progress, signal: controller.signal },
    told,
    stop: (reason) => controller.abort(reason),
  };
}
