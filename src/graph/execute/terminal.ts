import type { FailureCategory } from '#graph/outcome.ts';
import type { TaskResult } from '#graph/result.ts';
import type { RoutingDecision } from '#graph/routing.ts';
import type { Task } from '#graph/task.ts';

/** The ends of tasks that no agent brought to an end. `summary` is shown on the task's card. */
function ended(task: Task, rest: Partial<TaskResult> & Pick<TaskResult, 'status' | 'summary'>): TaskResult {
  return {
    taskId: task.id,
    agent: null,
    output: '',
    fromPlaybook: false,
    sources: [],
    toolUses: [],
    discovered: [],
    needs: [],
    attempts: 0,
    ms: 0,
    modelCalls: [],
    ...rest,
  };
}

const ENDED_HOW = {
  done: 'done',
  failed: 'failed',
  skipped: 'skipped',
  not_run: 'not run',
  stopped: 'stopped',
} as const satisfies Record<TaskResult['status'], string>;

/** Names the task that failed in the first place, however long the chain from there. */
export function skipped(task: Task, because: TaskResult): TaskResult {
  const summary =
    because.status === 'skipped'
      ? because.summary
      : `skipped: ${because.taskId} ${ENDED_HOW[because.status]}`;
  return ended(task, { status: 'skipped', summary, because: because.because ?? because.taskId });
}

export function stuck(task: Task, why: string): TaskResult {
  return ended(task, { status: 'failed', summary: why, category: 'decomposition' });
}

export function failed(
  task: Task,
  agent: string | null,
  category: FailureCategory,
  summary: string,
  ms: number,
): TaskResult {
  return ended(task, { status: 'failed', agent, category, summary, attempts: 1, ms });
}

export function stopped(
  task: Task,
  agent: string | null,
  summary: string,
  category?: FailureCategory,
): TaskResult {
  return ended(task, { status: 'stopped', agent, summary, ...(category === undefined ? {} : { category }) });
}

/**
 * A task whose agent lacks something in this deployment. Where it comes from a playbook, the playbook's checklist is its
 * output, marked as such: it is not work done.
 */
export function notRun(task: Task, decision: RoutingDecision | undefined): TaskResult {
  const agent = decision?.agent ?? null;
  const needs = agent === null ? ['agent'] : (decision?.needs ?? []);
  const checklist = (task.checklist ?? []).map((item) => `- ${item}`).join('\n');
  const acceptance = (task.acceptance ?? []).map((item) => `- ${item}`).join('\n');
  const output = [checklist, acceptance === '' ? '' : `_Done when:_\n${acceptance}`].filter(
    (part) => part !== '',
  );
  return ended(task, {
    status: 'not_run',
    agent,
    needs,
    output: output.join('\n\n'),
    fromPlaybook: output.length > 0,
    summary: `not run: needs ${needs.join(', ') || 'what it lacks here'}`,
  });
}

export function notApproved(task: Task, agent: string | null): TaskResult {
  return ended(task, { status: 'not_run', agent, needs: ['approval'], summary: 'not run: not approved' });
}
