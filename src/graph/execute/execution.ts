import type { Guard } from '#graph/nodes/guard.ts';
import { type Services, stopOf, tell } from '#graph/nodes/step.ts';
import type { ModelTier, RunContext } from '#graph/ports.ts';
import type { Request } from '#graph/request.ts';
import type { TaskResult } from '#graph/result.ts';
import type { RoutingDecision } from '#graph/routing.ts';
import type { Task } from '#graph/task.ts';
import { sumUsage } from '#graph/usage.ts';
import { cleanResult } from './clean-result.ts';
import { type Routed, takeIn } from './extension.ts';
import { runTask } from './run-task.ts';
import { runSchedule } from './schedule.ts';
import { notApproved, notRun, stopped } from './terminal.ts';

export type ExecutionInput = {
  plan: Routed;
  request: Request;
  tier: ModelTier;
  /** Parents whose discoveries were taken in or refused before. */
  extended: readonly string[];
  /** Ids of risky tasks by the answer they got; one without an answer is held. */
  approvals: ReadonlyMap<string, boolean>;
  /** What planning has cost, and what the run may cost; null where nothing was reserved. Micro-dollars. */
  spentMicroUsd: number;
  limitMicroUsd: number | null;
};

export type ExecutionOutput = {
  plan: Routed;
  /** In the order of the plan's tasks; tasks that wait for an approval have none yet. */
  results: readonly TaskResult[];
  extended: readonly string[];
  degraded: readonly string[];
};

type Halt = { summary: string; category?: 'budget' | 'agent' };

/**
 * One execution of a routed plan over the ledger. State: the plan as extended so far, what was spent, and why nothing
 * more may start, if so.
 */
export class Execution {
  readonly #services: Services;
  readonly #run: RunContext;
  readonly #guard: Guard;
  readonly #input: ExecutionInput;
  readonly #all = new AbortController();
  readonly #results = new Map<string, TaskResult>();
  readonly #begun = new Set<string>();
  readonly #extended: string[];
  readonly #degraded: string[] = [];
  readonly #resilient: boolean;
  #decisions = new Map<string, RoutingDecision>();
  #plan: Routed;
  #halt: Halt | null = null;

  constructor(services: Services, run: RunContext, guard: Guard, input: ExecutionInput) {
    this.#services = services;
    this.#run = run;
    this.#guard = guard;
    this.#input = input;
    this.#extended = [...input.extended];
    this.#plan = input.plan;
    this.#resilient = services.ports.flags.enabled('error_handling_enabled', input.request.user);
    this.#adopt(input.plan);
  }

  /** Rejects with `FencedError`, with `Suspension` when the worker drains, or with the ledger's own fault. */
  async run(finished: readonly { result: TaskResult; task: Task }[]): Promise<ExecutionOutput> {
    const { ports, settings, slots } = this.#services;
    const known = this.#matching(finished);
    const onAbort = (): void => this.#stop({ summary: `stopped: ${String(this.#run.signal.reason)}` });
    if (this.#run.signal.aborted) onAbort();
    this.#run.signal.addEventListener('abort', onAbort, { once: true });
    const minutes = Math.round(settings.execute.runDeadlineMs / 60_000);
    const deadline = setTimeout(
      () =>
        this.#stop({ summary: `stopped: the run reached its limit of ${minutes} min`, category: 'agent' }),
      settings.execute.runDeadlineMs,
    );
    try {
      for (const { result } of known.values()) this.#resume(result);
      await runSchedule(this.#plan.graph.tasks, {
        finished: this.#results,
        width: settings.execute.width,
        slots,
        signal: this.#all.signal,
        weight: (task) => this.#expected(task),
        agentOf: (task) => this.#decisions.get(task.id)?.agent ?? '',
        unable: (task) => this.#unable(task),
        held: (task) => isRisky(task) && !this.#input.approvals.has(task.id),
        halted: () => this.#halted(),
        run: (task, inputs) => this.#runOne(task, inputs),
        ended: (task, result) => this.#ended(task, result),
      });
    } finally {
      clearTimeout(deadline);
      this.#run.signal.removeEventListener('abort', onAbort);
    }
    // Throws where the stop is only this worker's: what is in the ledger is all that this execution leaves behind.
    stopOf(this.#run);
    const results = this.#plan.graph.tasks.flatMap(({ id }) => this.#results.get(id) ?? []);
    ports.events.append(this.#run, {
      type: 'executed',
      key: `executed:${this.#extended.length}:${results.length}`,
      payload: { tasks: results.length, done: results.filter(({ status }) => status === 'done').length },
    });
    return { plan: this.#plan, results, extended: this.#extended, degraded: this.#degraded };
  }

  #adopt(plan: Routed): void {
    this.#plan = plan;
    this.#decisions = new Map(plan.routing.map((decision) => [decision.taskId, decision]));
  }

  /** A ledger's entry counts for a task that asks for the same: ids alone repeat after a re-plan. */
  #matching(finished: readonly { result: TaskResult; task: Task }[]) {
    const known = new Map<string, { result: TaskResult; task: Task }>();
    for (const entry of finished) {
      // Extensions of an interrupted execution are found again in the results, parents first.
      const task = this.#plan.graph.tasks.find(({ id }) => id === entry.task.id);
      if (task === undefined || sameWork(task, entry.task)) known.set(entry.task.id, entry);
    }
    return known;
  }

  #resume(result: TaskResult): void {
    this.#results.set(result.taskId, result);
    this.#begun.add(result.taskId);
    this.#takeIn(result);
    this.#show(result);
  }

  #expected(task: Task): number {
    const decision = this.#decisions.get(task.id);
    if (decision?.runnable !== true || decision.agent === null) return 0;
    const card = this.#services.ports.agents.index().get(decision.agent);
    // A model's answer takes seconds, a tool's a fraction of one; only the proportion matters.
    return card?.kind === 'tool' ? 1 : { small: 10, medium: 20, large: 40 }[this.#input.tier];
  }

  #unable(task: Task): TaskResult | null {
    const decision = this.#decisions.get(task.id);
    if (decision === undefined || decision.agent === null || !decision.runnable)
      return notRun(task, decision);
    return this.#input.approvals.get(task.id) === false ? notApproved(task, decision.agent) : null;
  }

  #halted(): ((task: Task) => TaskResult) | null {
    const halt = this.#halt;
    if (halt === null) return null;
    return (task) => stopped(task, this.#decisions.get(task.id)?.agent ?? null, halt.summary, halt.category);
  }

  #stop(halt: Halt): void {
    this.#halt ??= halt;
    this.#all.abort(this.#run.signal.aborted ? this.#run.signal.reason : 'halted');
  }

  async #runOne(task: Task, inputs: readonly TaskResult[]): Promise<TaskResult> {
    const agentId = this.#decisions.get(task.id)?.agent ?? '';
    const { ports, settings } = this.#services;
    this.#begun.add(task.id);
    tell(this.#services, this.#run, { kind: 'task_started', taskId: task.id, agent: agentId });
    try {
      const raw = await runTask(task, agentId, inputs, {
        ports,
        settings: settings.execute,
        run: this.#run,
        request: this.#input.request,
        tier: this.#input.tier,
        resilient: this.#resilient,
        signal: this.#all.signal,
        endedBy: (ended, agent) =>
          stopped(ended, agent, this.#halt?.summary ?? 'stopped', this.#halt?.category),
      });
      const { result, injections } = await cleanResult({ ...raw, agent: agentId }, this.#guard);
      if (injections > 0) {
        const payload = { taskId: task.id, places: injections };
        ports.events.append(this.#run, {
          type: 'injection_found',
          key: `injection_found:${task.id}`,
          payload,
        });
      }
      if (result.status === 'done' || result.status === 'failed')
        await ports.ledger.record(this.#run, { result, task });
      return result;
    } catch (error) {
      // A fault ends the run for this worker: the siblings need not go on.
      this.#all.abort('fault');
      throw error;
    }
  }

  #ended(task: Task, result: TaskResult): readonly Task[] | null {
    this.#results.set(task.id, result);
    this.#begun.add(task.id);
    this.#show(result);
    const { spentMicroUsd, limitMicroUsd } = this.#input;
    const usages = [...this.#results.values()].flatMap(({ modelCalls }) => modelCalls);
    if (limitMicroUsd !== null && result.modelCalls.length > 0)
      if (spentMicroUsd + sumUsage(usages).microUsd >= limitMicroUsd)
        this.#halt ??= {
          summary: 'stopped: the budget reserved for this run is used up',
          category: 'budget',
        };
    return this.#takeIn(result) ? this.#plan.graph.tasks : null;
  }

  #takeIn(result: TaskResult): boolean {
    if (result.status !== 'done' || result.discovered.length === 0 || this.#extended.includes(result.taskId))
      return false;
    const { ports, settings, slots } = this.#services;
    const taken = takeIn(this.#plan, result, {
      ports,
      settings,
      index: ports.agents.index(),
      load: (agentId) => slots.load(agentId),
      extensions: this.#extended.length,
      begun: this.#begun,
    });
    this.#extended.push(result.taskId);
    const payload = { taskId: result.taskId, discovered: result.discovered.length, taken: taken.ok };
    ports.events.append(this.#run, { type: 'plan_extended', key: `plan_extended:${result.taskId}`, payload });
    if (!taken.ok) {
      this.#degraded.push(
        `plan: what “${result.taskId}” found to be done as well was not taken in (${taken.reason})`,
      );
      return false;
    }
    this.#adopt(taken);
    tell(this.#services, this.#run, { kind: 'planned', graph: taken.graph, routing: taken.routing });
    return true;
  }

  /** A drained worker ends nothing: its successor will. */
  #show({ taskId, status, summary, sources, agent, attempts, because, needs, category }: TaskResult): void {
    const { reason } = this.#run.signal;
    if (status === 'stopped' && reason === 'drain') return;
    tell(this.#services, this.#run, {
      kind: 'task_ended',
      taskId,
      status,
      summary,
      sources,
      ...(because === undefined ? {} : { because }),
      ...(needs.length === 0 ? {} : { needs }),
      ...(category === undefined ? {} : { category }),
    });
    this.#services.ports.events.append(this.#run, {
      type: 'task_ended',
      key: `task_ended:${taskId}`,
      payload: { taskId, status, agent, attempts, ...(category === undefined ? {} : { category }) },
    });
  }
}

export function isRisky({ risk }: Task): boolean {
  return risk === 'high' || risk === 'critical';
}

function sameWork(a: Task, b: Task): boolean {
  return a.instruction === b.instruction && a.type === b.type;
}
