import type { RunReport } from '#graph/orchestrator.ts';
import type { TaskResult } from '#graph/result.ts';
import { cardStatusOf, endLine } from './card-words.ts';
import { oneLine, plainLine } from './outbound-text.ts';
import { type Card, type PlanView, TITLE, titleOf } from './plan-view.ts';
import { closeReview, REVIEW } from './review-card.ts';

/**
 * The plan when the run is over, however it ended: every card is in a final state and says what became of it. `lines`:
 * whether cards get the line of work that this process did not see end; a resumed message has those already.
 */
export function closePlan(view: PlanView, report: RunReport, lines = true): PlanView {
  const byId = new Map(report.results.map((result) => [result.taskId, result]));
  const cards = view.cards.map((card): Card => {
    if (card.id === REVIEW) return closeReview(card, report);
    if (card.id === 'more') return closeRest(card, report);
    return closeTask(card, byId.get(card.id), (result) =>
      lines
        ? plainLine(
            endLine(result, (id) => titleOf(view, id)),
            view.field,
          )
        : '',
    );
  });
  return { ...view, title: oneLine(planTitle(report), TITLE), cards };
}

function closeTask(card: Card, result: TaskResult | undefined, lineOf: (result: TaskResult) => string): Card {
  if (result !== undefined) {
    return { ...card, status: cardStatusOf(result.status), output: card.output || lineOf(result) };
  }
  if (card.status === 'complete' || card.status === 'error') return card;
  const output = card.output || (card.status === 'in_progress' ? 'Stopped' : 'Not done: not reached');
  return { ...card, status: 'error', output };
}

/** The card that stands for all those that do not fit. */
function closeRest(card: Card, { results, taskGraph }: RunReport): Card {
  const of = taskGraph?.tasks.length ?? results.length;
  const complete = results.length >= of && results.every(({ status }) => status === 'done');
  return { ...card, status: complete ? 'complete' : 'error' };
}

function planTitle({ outcome, results, taskGraph }: RunReport): string {
  switch (outcome.status) {
    case 'answered': {
      const done = results.filter((result) => result.status === 'done').length;
      const count = taskGraph?.tasks.length ?? results.length;
      const of = count === 1 ? '1 step' : `${count} steps`;
      if (done === count) return `Done: ${done} of ${of}`;
      return done === 0 ? `Planned, not done: ${of}` : `Done in part: ${done} of ${of}`;
    }
    case 'failed':
      return 'Failed';
    case 'refused':
      return outcome.reason === 'stopped' ? 'Stopped' : 'Not done';
    case 'awaiting_approval':
      return 'Waiting for approval';
    default:
      return outcome satisfies never;
  }
}
