import { type BaseCheckpointSaver, Command, INTERRUPT, isInterrupted } from '@langchain/langgraph';
import type { Critic } from './critics/critic.ts';
import { createCriticEngine } from './critics/engine.ts';
import { CriticLimiter } from './critics/limiter.ts';
import { SHIPPED_CRITICS } from './critics/shipped.ts';
import { Slots } from './execute/slots.ts';
import { RunScope, type Services, Suspension } from './nodes/step.ts';
import type { ApprovalDecision, Orchestrator, RunReport } from './orchestrator.ts';
import type { Outcome } from './outcome.ts';
import type { Playbook } from './plan/playbook.ts';
import type { Ports, RunContext } from './ports.ts';
import type { Request } from './request.ts';
import type { Settings } from './settings.ts';
import { type Channels, NO_TIMINGS, stateOf } from './state.ts';
import { compileGraph } from './state-graph.ts';

/**
 * Compiles the graph and puts it behind two calls. Once per process: the limits of critics and of tasks in flight are
 * kept here, and hold for all runs together. Throws `CriticSetError` when the critics cannot be arranged.
 */
export function buildGraph(
  ports: Ports,
  settings: Settings,
  playbooks: readonly Playbook[],
  checkpointer: BaseCheckpointSaver,
  options: { critics?: readonly Critic[] } = {},
): Orchestrator {
  const { now, random } = ports;
  const { critique, execute } = settings;
  const limiter = new CriticLimiter({ total: critique.concurrency, perStage: critique.concurrency }, now);
  const critics = createCriticEngine(options.critics ?? SHIPPED_CRITICS, {
    limiter,
    settings: critique,
    now,
    random,
  });
  const slots = new Slots(
    execute.processWidth,
    (agentId) => ports.agents.index().get(agentId)?.capacity ?? 1,
  );
  const services: Services = { ports, settings, playbooks, critics, slots };
  const graph = compileGraph(services, checkpointer);

  const configOf = (run: RunContext) => ({
    // The run's id, never the Slack thread: two runs of one thread have two histories. The checkpointer refuses a
    // stale epoch.
    configurable: { thread_id: run.runId, epoch: run.epoch },
    context: { scope: new RunScope(run, now) },
    // The longest way: three plans, ten approved extensions, three reviews.
    recursionLimit: 60,
  });

  async function invoke(input: Parameters<typeof graph.invoke>[0], run: RunContext): Promise<RunReport> {
    try {
      const values: Channels = await graph.invoke(input, configOf(run));
      return reportOf(values, isInterrupted(values) ? messageOf(values[INTERRUPT]) : null);
    } catch (error) {
      if (error instanceof Suspension) throw run.signal.reason;
      throw error;
    }
  }

  /** What stands in the last checkpoint; null when there is none. */
  async function standing(run: RunContext) {
    const config = { configurable: { thread_id: run.runId } };
    // Most runs are new, and this look-up is cheaper than a whole snapshot.
    if ((await checkpointer.getTuple(config)) === undefined) return null;
    const { values, tasks } = await graph.getState(config);
    const interrupts = tasks.flatMap((task) => task.interrupts);
    const asked = interrupts.length === 0 ? null : messageOf(interrupts);
    // `next` is empty, too, when a process died between a node's writes and its checkpoint: only tasks tell the end.
    return { values, asked, ended: tasks.length === 0 };
  }

  return {
    async run(request, run) {
      const state = await standing(run);
      if (state === null) return invoke({ asked: { request } }, run);
      if (state.ended || state.asked !== null) return reportOf(state.values, state.asked);
      return invoke(null, run);
    },
    async resume(request: Request, decision: ApprovalDecision, run: RunContext) {
      const state = await standing(run);
      if (state === null) return invoke({ asked: { request } }, run);
      if (state.ended) return reportOf(state.values, null);
      return invoke(state.asked === null ? null : new Command({ resume: decision }), run);
    },
  };
}

function messageOf(interrupts: readonly { value?: unknown }[]): string {
  const value = interrupts[0]?.value;
  const message = typeof value === 'object' && value !== null && 'message' in value ? value.message : null;
  return typeof message === 'string' ? message : 'This run waits for an approval.';
}

function awaitingApproval(message: string, answered: number): Outcome {
  return { status: 'awaiting_approval', message, ...(answered > 0 && { question: answered }) };
}

function reportOf(values: Channels, asked: string | null): RunReport {
  const state = stateOf(values);
  const outcome: Outcome | undefined =
    asked === null ? state.outcome : awaitingApproval(asked, state.decisions?.length ?? 0);
  if (outcome === undefined) throw new TypeError('The graph ended without an outcome.');
  return {
    request: state.request,
    outcome,
    taskGraph: state.taskGraph ?? null,
    routing: state.routing ?? [],
    validation: state.validation ?? null,
    difficulty: state.difficulty ?? null,
    results: state.results ?? [],
    reviews: state.reviews ?? [],
    reply: state.reply ?? null,
    modelCalls: state.modelCalls ?? [],
    degraded: state.degraded ?? [],
    timings: state.timings ?? NO_TIMINGS,
  };
}
