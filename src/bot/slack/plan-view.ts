import type { ProgressEvent } from '#graph/progress.ts';
import type { Source } from '#graph/result.ts';
import type { RoutingDecision } from '#graph/routing.ts';
import type { TaskGraph } from '#graph/task.ts';
import { cardStatusOf, endLine, whoAndWhy } from './card-words.ts';
import { plainLine } from './outbound-text.ts';
import { REVIEW, reviewEnded, reviewStarted } from './review-card.ts';

export type CardStatus = 'pending' | 'in_progress' | 'complete' | 'error';

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
    case 'task_ended': {
      return titled(
        change(view, event.taskId, (card) => ({
          ...card,
          status: cardStatusOf(event.status),
          output: plainLine(
            endLine(event, (id) => titleOf(view, id)),
            view.field,
          ),
          sources: event.sources,
        })),
      );
    }
    case 'review_started':
      return { ...reviewStarted(view, event.round), title: 'Reviewing' };
    case 'review_ended':
      return reviewEnded(view, event);
    default:
      return event satisfies never;
  }
}

/** What a task is called on its card; undefined where it has none. */
export function titleOf(view: PlanView, id: string): string | undefined {
  return view.cards.find((card) => card.id === id)?.title;
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
        title: plainLine(task.title, Math.max(field, 60)),
        status: 'pending',
        details: plainLine(whoAndWhy(task, decisions.get(task.id)), field),
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

/** "3 of 5 done" while it runs; cards of the review do not count. */
function titled(view: PlanView): PlanView {
  const tasks = view.cards.filter((card) => card.id !== REVIEW && card.id !== 'more');
  const done = tasks.filter((card) => card.status === 'complete').length;
  const of = tasks.length === 1 ? '1 step' : `${tasks.length} steps`;
  return { ...view, title: done === 0 ? `Working on ${of}` : `${done} of ${of} done` };
}

function grow(card: Card, more: string, most: number): Card {
  const details = card.details === '' ? more : `${card.details} · ${more}`;
  return details.length > most ? card : { ...card, details };
}

function change(view: PlanView, id: string, update: (card: Card) => Card): PlanView {
  if (!view.cards.some((card) => card.id === id)) return view;
  return { ...view, cards: view.cards.map((card) => (card.id === id ? update(card) : card)) };
}
