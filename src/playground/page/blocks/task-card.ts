import type { types } from '@slack/bolt';
import { type Child, h } from '#playground/page/dom/h.ts';
import { icon } from '#playground/page/dom/icon.ts';
import type { StreamTask, TaskStatus } from '#playground/page/feed/wire.ts';
import { markdown } from '#playground/page/text/markdown.ts';
import type { Names } from '#playground/page/text/names.ts';
import { richText } from '#playground/page/text/rich-text.ts';
import { safeLink } from '#playground/page/text/safe-link.ts';
import type { Surface } from './surface.ts';

export type TaskCard = {
  id: string;
  title: string;
  status: TaskStatus;
  /** Who does it and why, while closed in one line. */
  details: Child;
  /** What came out. */
  output: Child;
  sources: readonly { url: string; text: string }[];
};

const STATUS_WORDS: Record<TaskStatus, string> = {
  pending: 'Waiting',
  in_progress: 'Working',
  complete: 'Done',
  error: 'Failed',
};

export function taskCardBlock(block: types.TaskCardBlock, surface: Surface): HTMLElement {
  return h('div', { class: 'plan-tasks' }, taskCard(fromBlock(block, block.task_id, surface), true));
}

export function fromStream(task: StreamTask, names: Names): TaskCard {
  return {
    id: task.id,
    title: task.title,
    status: task.status in STATUS_WORDS ? task.status : 'pending',
    details: task.details ? markdown(task.details, names) : null,
    output: task.output ? markdown(task.output, names) : null,
    sources: task.sources ?? [],
  };
}

export function fromBlock(
  task: types.TaskCardBlock | Record<string, unknown>,
  fallbackId: string,
  surface: Surface,
): TaskCard {
  // A plan's tasks are typed loosely by Slack itself; anything that is no task card is shown with its type.
  if (!isTaskCard(task)) {
    const title = typeof task.title === 'string' ? task.title : String(task.type ?? 'task');
    return { id: fallbackId, title, status: 'pending', details: null, output: null, sources: [] };
  }
  return {
    id: task.task_id,
    title: task.title,
    status: task.status,
    details: task.details ? richText(task.details, surface.names) : null,
    output: task.output ? richText(task.output, surface.names) : null,
    sources: task.sources ?? [],
  };
}

function isTaskCard(task: types.TaskCardBlock | Record<string, unknown>): task is types.TaskCardBlock {
  const status = task['status' as keyof typeof task];
  return typeof status === 'string' && status in STATUS_WORDS && 'task_id' in task;
}

/**
 * One task: icon and words for its state, a line on who and why, a line on the outcome; opens for all of it. What
 * still waits when its plan is over (`live` is false) was not done.
 */
export function taskCard(task: TaskCard, live: boolean): HTMLElement {
  const left = task.status === 'pending' && !live;
  const status = left ? 'left' : task.status;
  const mark = h(
    'span',
    {
      class: 'task-mark',
      'data-status': status,
      role: 'img',
      'aria-label': left ? 'Not done' : STATUS_WORDS[task.status],
    },
    task.status === 'complete' ? icon('check') : task.status === 'error' ? icon('cross') : null,
  );
  const title = h('span', { class: 'task-title' }, task.title);
  const lines = [
    task.details && h('div', { class: 'task-details prose' }, task.details),
    task.output && h('div', { class: 'task-output prose' }, task.output),
  ];
  if (!task.details && task.sources.length === 0) {
    return h(
      'div',
      { class: 'task', 'data-status': status },
      h('div', { class: 'task-head' }, mark, title),
      h('div', { class: 'task-lines' }, lines),
    );
  }
  return h(
    'details',
    { class: 'task', 'data-status': status },
    h(
      'summary',
      { class: 'task-summary' },
      h(
        'span',
        { class: 'task-head' },
        mark,
        title,
        task.sources.length > 0 && h('span', { class: 'task-count' }, sourceCount(task.sources.length)),
        h('span', { class: 'task-chevron' }, icon('chevron')),
      ),
      h('span', { class: 'task-lines' }, lines),
    ),
    task.sources.length > 0 &&
      h(
        'ul',
        { class: 'task-sources', 'aria-label': 'Sources' },
        task.sources.map((source) => h('li', {}, safeLink(source.url, source.text))),
      ),
  );
}

function sourceCount(count: number): string {
  return count === 1 ? '1 source' : `${count} sources`;
}
