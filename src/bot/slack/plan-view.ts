import type { ProgressEvent } from '#graph/progress.ts';
import type { Source, TaskResult } from '#graph/result.ts';
import type { RoutingDecision } from '#graph/routing.ts';
import type { TaskGraph } from '#graph/task.ts';
import { oneLine } from './outbound-text.ts';

type CardStatus = 'pending' | 'in_progress' | 'complete' | 'error';

/** One card of the plan. `details` only grows: Slack appends what it is sent, it does not replace. */
export type Card = {
  id: string;
  title: string;
  status: CardStatus;
  details: string;
  output: string;
  sources: readonly Source[];
};

/** `field`: the most characters that a card's details and its output may each have. */
export type PlanView = { title: string; cards: readonly Card[]; field: number };

/** Slack's limit for every string of a chunk. */
export const TITLE = 256;
/** A stream takes 12,000 bytes with all its cards and text: these leave the better half to the answer. */
const MAX_FIELD = 160;
const CARD_BUDGET = 5_000;
/** Slack takes 50 blocks a message; the answer needs some of them. */
const MAX_CARDS = 40;
const REVIEW = 'review';

export const PLANNING: PlanView = { title: 'Planning…', cards: [], field: MAX_FIELD };

/** The plan as it looks after the event; the same view where the event changes nothing. */
export function showProgress(view: PlanView, event: ProgressEvent): PlanView {
  switch (event.kind) {
    case 'planned':
      return planned(view, event.graph, event.routing);
    case 'task_started':
      return change(view, event.taskId, (card) => ({ ...card, status: 'in_progress' }));
    case 'tool_used':
      return change(view, event.taskId, (card) => grow(card, `used ${event.tool}`, view.field));
    case 'task_retried':
      return change(view, event.taskId, (card) => grow(card, `attempt ${event.attempt}`, view.field));
    case 'task_ended':
      return titled(
        change(view, event.taskId, (card) => ({
          ...card,
          status: statusOf(event.status),
          output: oneLine(endLine(event.status, event.summary), view.field),
          sources: event.sources,
        })),
      );
    case 'review_started':
      return review(view, {
        title: event.round === 0 ? 'Review' : `Review: round ${event.round + 1}`,
        status: 'in_progress',
      });
    case 'review_ended':
      return review(view, {
        title: REVIEW_TITLES[event.verdict],
        status: event.verdict === 'pass' ? 'complete' : event.verdict === 'revise' ? 'in_progress' : 'error',
        output: `${event.ran} critics ran, ${event.gated} not needed`,
      });
    default:
      return event satisfies never;
  }
}

const REVIEW_TITLES = {
  pass: 'Review: passed',
  revise: 'Review: revising',
  block: 'Review: withheld',
} as const;

/**
 * What is left open when the run ends, however it ended: no card keeps spinning. `lines`: whether cards get the result
 * line of work that this process did not see end; a resumed message has those already.
 */
export function closePlan(
  view: PlanView,
  title: string,
  results: readonly TaskResult[],
  lines = true,
): PlanView {
  const byId = new Map(results.map((result) => [result.taskId, result]));
  const cards = view.cards.map((card): Card => {
    const result = byId.get(card.id);
    if (result !== undefined) {
      const line = lines ? oneLine(endLine(result.status, result.summary), view.field) : '';
      const output = card.output || line;
      return { ...card, status: statusOf(result.status), output };
    }
    return card.status === 'in_progress'
      ? { ...card, status: 'error', output: card.output || 'Stopped' }
      : card;
  });
  return { ...view, title: oneLine(title, TITLE), cards };
}

function planned(view: PlanView, graph: TaskGraph, routing: readonly RoutingDecision[]): PlanView {
  const known = new Map(view.cards.map((card) => [card.id, card]));
  const shownTasks = Math.min(graph.tasks.length, MAX_CARDS);
  const field = Math.min(MAX_FIELD, Math.floor(CARD_BUDGET / (3 * Math.max(1, shownTasks))));
  const decisions = new Map(routing.map((decision) => [decision.taskId, decision]));
  const shown = graph.tasks.slice(0, MAX_CARDS).map(
    (task): Card =>
      known.get(task.id) ?? {
        id: task.id,
        title: oneLine(task.title, Math.max(field, 60)),
        status: 'pending',
        details: oneLine(whoAndWhy(decisions.get(task.id)), field),
        output: '',
        sources: [],
      },
  );
  const more = graph.tasks.length - shown.length;
  const rest: Card[] =
    more > 0
      ? [{ id: 'more', title: `and ${more} more`, status: 'pending', details: '', output: '', sources: [] }]
      : [];
  const reviewCard = view.cards.find((card) => card.id === REVIEW);
  return titled({
    title: view.title,
    field,
    cards: [...shown, ...rest, ...(reviewCard ? [reviewCard] : [])],
  });
}

function whoAndWhy(decision: RoutingDecision | undefined): string {
  if (decision === undefined) return '';
  const [reason] = decision.reasons;
  return `${decision.agent ?? 'no agent'}${reason === undefined ? '' : `: ${reason}`}`;
}

/** "3 of 5 done" while it runs; cards of the review do not count. */
function titled(view: PlanView): PlanView {
  const tasks = view.cards.filter((card) => card.id !== REVIEW && card.id !== 'more');
  const done = tasks.filter((card) => card.status === 'complete').length;
  const of = tasks.length === 1 ? '1 step' : `${tasks.length} steps`;
  return { ...view, title: done === 0 ? `Working on ${of}` : `${done} of ${of} done` };
}

function endLine(status: TaskResult['status'], summary: string): string {
  if (status === 'done' || summary !== '') return summary;
  return { failed: 'Failed', skipped: 'Skipped', not_run: 'Not run', stopped: 'Stopped' }[status];
}

/** A task that never ran is neither done nor an error: its card stays open, its line says why. */
function statusOf(status: TaskResult['status']): CardStatus {
  switch (status) {
    case 'done':
      return 'complete';
    case 'failed':
    case 'stopped':
      return 'error';
    case 'skipped':
    case 'not_run':
      return 'pending';
    default:
      return status satisfies never;
  }
}

function review(view: PlanView, update: Partial<Card> & { title: string }): PlanView {
  const before = view.cards.find((card) => card.id === REVIEW);
  const card: Card = {
    ...(before ?? { id: REVIEW, status: 'pending', details: '', output: '', sources: [] }),
    ...update,
    // Appended by Slack: the second round's line would stand behind the first's.
    output: before?.output || (update.output ?? ''),
  };
  const others = view.cards.filter((one) => one.id !== REVIEW);
  return {
    ...view,
    title: update.status === 'in_progress' ? 'Reviewing' : view.title,
    cards: [...others, card],
  };
}

function grow(card: Card, more: string, most: number): Card {
  const details = card.details === '' ? more : `${card.details} · ${more}`;
  return details.length > most ? card : { ...card, details };
}

function change(view: PlanView, id: string, update: (card: Card) => Card): PlanView {
  if (!view.cards.some((card) => card.id === id)) return view;
  return { ...view, cards: view.cards.map((card) => (card.id === id ? update(card) : card)) };
}
