import type { RunReport } from '#graph/orchestrator.ts';
import type { ProgressEvent } from '#graph/progress.ts';
import { DEFAULT_SETTINGS } from '#graph/settings.ts';
import type { Card, PlanView } from './plan-view.ts';

export const REVIEW = 'review';

export function reviewStarted(view: PlanView, round: number): PlanView {
  return withReview(view, {
    title: round === 0 ? 'Review' : `Review: round ${round + 1}`,
    status: 'in_progress',
  });
}

/** A round that asks for a revision is no end: which one it comes to, {@link closeReview} says. */
export function reviewEnded(view: PlanView, event: ProgressEvent & { kind: 'review_ended' }): PlanView {
  const { verdict, round } = event;
  const most = DEFAULT_SETTINGS.critique.maxRevisions;
  switch (verdict) {
    case 'pass':
      return withReview(view, { title: 'Review: passed', status: 'complete', output: counted(event) });
    case 'revise':
      return withReview(view, {
        title: round < most ? `Review: revising ${round + 1}/${most}` : 'Review: weighing doubts',
        status: 'in_progress',
      });
    case 'block':
      return withReview(view, { title: 'Review: withheld', status: 'error', output: counted(event) });
    default:
      return verdict satisfies never;
  }
}

/** The review's card once the run is over: what became of the answer. A run without a review gets none. */
export function closeReview(card: Card, report: RunReport): Card {
  const last = report.reviews.at(-1);
  const statuses = last?.records.map(({ status }) => status) ?? [];
  const output =
    card.output ||
    (last === undefined
      ? ''
      : counted({
          ran: statuses.filter((status) => status === 'ran').length,
          gated: statuses.filter((status) => status === 'gated').length,
        }));
  const { outcome } = report;
  if (outcome.status === 'answered') {
    const title = report.reply?.caveat === undefined ? 'Review: passed' : 'Review: passed with a caveat';
    return { ...card, title, status: 'complete', output };
  }
  if (outcome.status === 'refused' && outcome.reason === 'critic') {
    return { ...card, title: 'Review: withheld', status: 'error', output };
  }
  return card.status === 'complete' ? card : { ...card, title: 'Review: not finished', status: 'error' };
}

function counted({ ran, gated }: { ran: number; gated: number }): string {
  return `${ran} ${ran === 1 ? 'critic' : 'critics'} ran, ${gated} not needed`;
}

function withReview(view: PlanView, update: Partial<Card> & { title: string }): PlanView {
  const before = view.cards.find((card) => card.id === REVIEW);
  const card: Card = {
    ...(before ?? { id: REVIEW, status: 'pending', details: '', output: '', sources: [] }),
    ...update,
    // Appended by Slack: a second round's line would stand behind the first's.
    output: before?.output || (update.output ?? ''),
  };
  return { ...view, cards: [...view.cards.filter((one) => one.id !== REVIEW), card] };
}
