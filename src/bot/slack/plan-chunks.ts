import type { types } from '@slack/bolt';
import type { Source } from '#graph/result.ts';
import { oneLine } from './outbound-text.ts';
import { type Card, type PlanView, TITLE } from './plan-view.ts';

/**
 * The chunks that take what is shown to `after`. Slack replaces a task's title and status and **appends** details,
 * output and sources, so only what is new of those is sent; `before` is null for a message that shows nothing yet.
 */
export function chunksBetween(before: PlanView | null, after: PlanView): types.AnyChunk[] {
  const chunks: types.AnyChunk[] = [];
  if (before?.title !== after.title) chunks.push({ type: 'plan_update', title: after.title });
  const shown = new Map(before?.cards.map((card) => [card.id, card]));
  for (const card of after.cards) {
    const chunk = taskUpdate(shown.get(card.id), card);
    if (chunk !== null) chunks.push(chunk);
  }
  return chunks;
}

function taskUpdate(before: Card | undefined, after: Card): types.TaskUpdateChunk | null {
  const details = appended(before?.details ?? '', after.details);
  const output = appended(before?.output ?? '', after.output);
  const sources = before?.sources.length ? [] : after.sources.flatMap(sourceElement).slice(0, 10);
  const same = before !== undefined && before.status === after.status && before.title === after.title;
  if (same && details === '' && output === '' && sources.length === 0) return null;
  return {
    type: 'task_update',
    id: after.id,
    title: after.title,
    status: after.status,
    ...(details === '' ? {} : { details }),
    ...(output === '' ? {} : { output }),
    ...(sources.length === 0 ? {} : { sources }),
  };
}

/** What has to be appended to `before` to read `after`; nothing where that is impossible. */
function appended(before: string, after: string): string {
  return after.startsWith(before) ? after.slice(before.length) : '';
}

/** Slack's source elements are links; a file of the team's own knowledge has no address to link to. */
function sourceElement(source: Source): { type: 'url'; url: string; text: string }[] {
  if (!/^https?:\/\//.test(source.locator)) return [];
  return [{ type: 'url', url: source.locator, text: oneLine(source.title, TITLE) }];
}

/** The plan for a workspace without streams, as a block. */
export function planBlock(view: PlanView): types.PlanBlock {
  const rich = (text: string): types.RichTextBlock => ({
    type: 'rich_text',
    elements: [{ type: 'rich_text_section', elements: [{ type: 'text', text }] }],
  });
  return {
    type: 'plan',
    title: view.title,
    tasks: view.cards.map((card) => ({
      type: 'task_card',
      task_id: card.id,
      title: card.title,
      status: card.status,
      ...(card.details === '' ? {} : { details: rich(card.details) }),
      ...(card.output === '' ? {} : { output: rich(card.output) }),
    })),
  };
}

const MARKS = { pending: '○', in_progress: '◐', complete: '●', error: '✕' } as const;

/** The plan as plain text, for workspaces that take no such block and for notifications. */
export function planText(view: PlanView): string {
  const lines = view.cards.map(
    (card) => `${MARKS[card.status]} ${card.title}${card.output === '' ? '' : `: ${card.output}`}`,
  );
  return [view.title, ...lines].join('\n');
}
