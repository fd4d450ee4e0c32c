import type { Review } from '#graph/review.ts';
import type { Settings } from '#graph/settings.ts';
import type { State, Update } from '#graph/state.ts';
import type { Risk } from '#graph/task.ts';
import { type Scope, type Services, tell } from './step.ts';

const RISKS: readonly Risk[] = ['low', 'medium', 'high', 'critical'];

/** Has the draft judged: one round. */
export async function critique(services: Services, state: State, { run }: Scope): Promise<Update> {
  const { draft, request, taskGraph, results = [], reviews = [] } = state;
  if (draft === undefined) throw new TypeError('There is no draft to judge.');
  const { ports } = services;
  const round = reviews.length;
  tell(services, run, { kind: 'review_started', round });
  const review = await services.critics.review(
    {
      kind: 'answer',
      text: draft.text,
      risk: highest(taskGraph?.tasks.map(({ risk }) => risk) ?? []),
      request,
      taskGraph: taskGraph ?? null,
      results,
      missing: draft.missing,
    },
    {
      signal: run.signal,
      gating: ports.flags.enabled('critic_gating_enabled', request.user),
      retries: ports.flags.enabled('critic_retries_enabled', request.user),
    },
  );
  const ran = review.records.filter(({ status }) => status === 'ran').length;
  const gated = review.records.filter(({ status }) => status === 'gated').length;
  tell(services, run, { kind: 'review_ended', verdict: review.verdict, round, gated, ran });
  ports.events.append(run, {
    type: 'reviewed',
    key: `reviewed:${round}`,
    payload: {
      verdict: review.verdict,
      severity: review.severity,
      blockedBy: review.blockedBy ?? null,
      ran,
      gated,
      failed: review.records.filter(({ status }) => status === 'failed').map(({ name }) => name),
      retried: review.records.filter(({ attempts }) => attempts > 1).length,
    },
  });
  return { reviews: [...reviews, review], draft: { ...draft, text: review.text } };
}

/** What follows from a round: `revise` while rounds are left, `withhold` where what is open is too severe to show. */
export function afterReview(
  reviews: readonly Review[],
  settings: Settings['critique'],
): 'answer' | 'revise' | 'caveat' | 'withhold' {
  const last = reviews.at(-1);
  if (last === undefined || last.verdict === 'pass') return 'answer';
  if (last.verdict === 'block') return 'withhold';
  if (reviews.length <= settings.maxRevisions) return 'revise';
  return last.severity >= settings.withholdSeverity ? 'withhold' : 'caveat';
}

function highest(risks: readonly Risk[]): Risk {
  return RISKS[Math.max(0, ...risks.map((risk) => RISKS.indexOf(risk)))] ?? 'low';
}
