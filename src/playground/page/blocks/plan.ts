import type { types } from '@slack/bolt';
import { h } from '#playground/page/dom/h.ts';
import { icon } from '#playground/page/dom/icon.ts';
import type { Surface } from './surface.ts';
import { fromBlock, type TaskCard, taskCard } from './task-card.ts';

export type Plan = { title: string; live: boolean; tasks: TaskCard[] };

export function planBlock(block: types.PlanBlock, surface: Surface): HTMLElement {
  const tasks = (block.tasks ?? []).map((task, index) => fromBlock(task, String(index), surface));
  const live = tasks.some((task) => task.status === 'in_progress');
  return plan({ title: block.title, live, tasks });
}

/** A plan with one card per task, collapsible as a whole, its progress as a bar. */
export function plan({ title, live, tasks }: Plan): HTMLElement {
  const ended = tasks.filter((task) => task.status === 'complete' || task.status === 'error').length;
  const failed = tasks.some((task) => task.status === 'error');
  return h(
    'details',
    { class: 'plan', open: true, 'data-live': live, 'data-failed': failed },
    h(
      'summary',
      { class: 'plan-head' },
      h('span', { class: 'plan-mark' }, icon('spark')),
      h('span', { class: 'plan-title' }, title || 'Plan'),
      tasks.length > 0 && h('span', { class: 'plan-chevron' }, icon('down')),
    ),
    tasks.length > 0 &&
      h('progress', {
        class: 'plan-progress',
        max: tasks.length,
        value: ended,
        'aria-label': 'Plan progress',
      }),
    tasks.length > 0 &&
      h(
        'ol',
        { class: 'plan-tasks' },
        tasks.map((task) => h('li', { key: `task-${task.id}` }, taskCard(task, live))),
      ),
  );
}
