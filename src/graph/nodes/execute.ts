import { Execution, type ExecutionOutput, isRisky } from '#graph/execute/execution.ts';
import type { StoredResult } from '#graph/ports.ts';
import type { State, Update } from '#graph/state.ts';
import { sumUsage } from '#graph/usage.ts';
import { canPay, draftAnswer } from './draft.ts';
import { Guard } from './guard.ts';
import { type Scope, type Services, stopOf, tell } from './step.ts';

/** Runs the plan over the ledger, and drafts the answer once every task has its end. */
export async function execute(services: Services, state: State, scope: Scope): Promise<Update> {
  const { request, taskGraph, routing, difficulty } = state;
  const { run } = scope;
  if (taskGraph === undefined || routing === undefined)
    throw new TypeError('There is no routed plan to execute.');
  if (!scope.planShown) tell(services, run, { kind: 'planned', graph: taskGraph, routing });
  scope.planShown = true;

  const planned = sumUsage(state.modelCalls ?? []).microUsd;
  const execution = new Execution(services, run, new Guard(services, run, request), {
    plan: { graph: taskGraph, routing },
    request,
    tier: difficulty?.tier ?? 'small',
    extended: state.extended ?? [],
    approvals: new Map(
      state.decisions?.flatMap(({ tasks, approved }) => tasks.map((id) => [id, approved] as const)),
    ),
    spentMicroUsd: planned,
    limitMicroUsd: state.reservedMicroUsd ?? null,
  });
  const output = await execution.run(await finishedBefore(services, state, scope));
  const degraded = [...(state.degraded ?? []), ...output.degraded, ...failures(output)];
  const executed: Update = {
    taskGraph: output.plan.graph,
    routing: output.plan.routing,
    results: output.results,
    extended: output.extended,
    degraded,
  };
  const stoppedBy = stopOf(run);
  if (stoppedBy !== null) return { ...executed, stoppedBy };
  if (awaitsApproval(output.plan.graph.tasks, output.results)) return executed;

  const spent = planned + sumUsage(output.results.flatMap(({ modelCalls }) => modelCalls)).microUsd;
  const affordable = canPay(spent, state.reservedMicroUsd);
  const drafted = await draftAnswer(services, run, state, output.plan.graph, output.results, affordable);
  return {
    ...executed,
    draft: drafted.draft,
    modelCalls: [...(state.modelCalls ?? []), ...drafted.calls],
    degraded: [...degraded, ...drafted.degraded],
  };
}

/** True while a task has no result because nobody has answered whether it may run. */
export function awaitsApproval(
  tasks: readonly { id: string; risk: string }[],
  results: readonly { taskId: string }[],
): boolean {
  const ended = new Set(results.map(({ taskId }) => taskId));
  return tasks.some(({ id }) => !ended.has(id));
}

/** What need not run again: this run's finished tasks, and those that a retry takes over from the run it retries. */
async function finishedBefore({ ports }: Services, { request, taskGraph }: State, { run }: Scope) {
  const own = await ports.ledger.finished(run.runId);
  if (request.retryOf === undefined) return own;
  const earlier = (await ports.ledger.finished(request.retryOf)).filter(
    ({ result }) => result.status === 'done',
  );
  const reusable = earlier.filter(({ task }) => taskGraph?.tasks.some(({ id }) => id === task.id));
  // Whoever retries a run in which everything was done wants it done anew.
  const partial = reusable.length < (taskGraph?.tasks.length ?? 0);
  const taken: StoredResult[] = partial
    ? reusable
        .filter(({ task }) => !isRisky(task))
        // What it took was booked by the run that did it.
        .map(({ task, result }) => ({ task, result: { ...result, modelCalls: [], toolUses: [], ms: 0 } }))
    : [];
  return [...taken.filter(({ task }) => !own.some((entry) => entry.task.id === task.id)), ...own];
}

function failures({ results }: ExecutionOutput): string[] {
  const failed = results.filter(({ status }) => status === 'failed').length;
  const stopped = results.filter(({ status }) => status === 'stopped').length;
  return [
    ...(failed > 0 ? [`execution: ${failed} of ${results.length} tasks failed`] : []),
    ...(stopped > 0
      ? [`execution: ${stopped} of ${results.length} tasks were stopped before their end`]
      : []),
  ];
}
