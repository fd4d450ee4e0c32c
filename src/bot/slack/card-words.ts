import type { TaskResult } from '#graph/result.ts';
import type { RoutingDecision } from '#graph/routing.ts';
import type { Task } from '#graph/task.ts';
import type { CardStatus } from './plan-view.ts';

/** How a task ended, as far as its card tells. */
export type CardEnd = {
  status: TaskResult['status'];
  summary: string;
  needs?: readonly string[] | undefined;
  because?: string | undefined;
  category?: TaskResult['category'] | undefined;
};

/**
 * Who does a task and why, for people: the precise reasons stand in the run's rows, and `genesis ask` prints them.
 */
export function whoAndWhy(task: Task, decision: RoutingDecision | undefined): string {
  if (decision === undefined) return '';
  if (decision.agent === null) return 'no agent fits this';
  return `${agentName(decision.agent)} · ${whyChosen(task, decision)}`;
}

/** "security_agent" is an identifier; people read "security". */
export function agentName(id: string): string {
  return id.replace(/[_-]agent$/, '').replaceAll(/[_-]/g, ' ');
}

function whyChosen(task: Task, { by, reasons }: RoutingDecision): string {
  const kind = task.type.replaceAll('_', ' ');
  switch (by) {
    case 'explicit':
      return 'you asked for it';
    case 'rule':
      return task.type === 'generic' ? 'chosen by rule' : `chosen by rule for ${kind} tasks`;
    case 'capability':
      return `best match: ${matched(reasons) ?? kind}`;
    case 'generalist':
      return 'takes what no specialist fits';
    case 'unroutable':
      return 'no better one is here';
    default:
      return by satisfies never;
  }
}

/** The skills, else the words, that spoke for the agent; routing's reasons name them. */
function matched(reasons: readonly string[]): string | null {
  const text = reasons.join(' ');
  const words = /has the skills ([^;.]+)/.exec(text)?.[1] ?? /speaks of ([^(;.]+)/.exec(text)?.[1];
  return words === undefined ? null : words.trim().replaceAll('_', ' ');
}

/**
 * Slack has two final states for a card. One that was not done must not look done; its line says calmly what is
 * missing.
 */
export function cardStatusOf(status: TaskResult['status']): CardStatus {
  return status === 'done' ? 'complete' : 'error';
}

/** The line under a card at its end. `titleOf` names other tasks of the plan. */
export function endLine(end: CardEnd, titleOf: (taskId: string) => string | undefined): string {
  const { status, summary } = end;
  switch (status) {
    case 'done':
      return summary;
    case 'failed':
      return summary === '' ? 'Failed' : `Failed: ${summary}`;
    case 'stopped':
      // Stopped by a limit: people are told which.
      return end.category === undefined ? 'Stopped' : upperFirst(summary);
    case 'not_run':
      return notDone(end.needs ?? []);
    case 'skipped': {
      const title = end.because === undefined ? undefined : titleOf(end.because);
      return title === undefined ? 'Not done: a step before it is missing' : `Not done: waits for “${title}”`;
    }
    default:
      return status satisfies never;
  }
}

function notDone(needs: readonly string[]): string {
  if (needs.includes('approval')) return 'Not done: it was not approved';
  if (needs.includes('agent')) return 'Not done: no agent here does this';
  const words = needs.map((need) => {
    if (need === 'model') return 'a language model';
    const [kind, name = ''] = need.split(/:(.*)/s);
    if (kind === 'tool') return `the tool ${name}`;
    return kind === 'key' ? `${name} to be set` : need;
  });
  return words.length === 0 ? 'Not done' : `Not done: needs ${words.join(' and ')}`;
}

function upperFirst(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
