import type { Outcome } from '#graph/outcome.ts';
import type { Reply } from '#graph/reply.ts';
import type { TaskResult } from '#graph/result.ts';
import type { State, Update } from '#graph/state.ts';
import { sumUsage } from '#graph/usage.ts';
import { afterReview } from './critique.ts';
import { Guard } from './guard.ts';
import { listed } from './missing.ts';
import { EMERGENCY, refuse } from './refusals.ts';
import type { Scope, Services } from './step.ts';

/** The last node of every run: says how it ended, hands the reviewed draft out, and settles what was reserved. */
export async function answer(services: Services, state: State, { run }: Scope): Promise<Update> {
  const { ports } = services;
  const degraded = [...new Set([...(state.degraded ?? []), ...criticFailures(state)])];
  const ending = await endingOf(services, { ...state, degraded }, new Guard(services, run, state.request));
  const { microUsd } = sumUsage([
    ...(state.modelCalls ?? []),
    ...(state.results ?? []).flatMap(({ modelCalls }) => modelCalls),
  ]);
  if (state.reservedMicroUsd !== undefined) await ports.budgets.settle(run, microUsd);
  const { outcome } = ending;
  ports.events.append(run, {
    type: 'ended',
    key: 'ended',
    payload: {
      status: outcome.status,
      ...(outcome.status === 'refused' ? { reason: outcome.reason } : {}),
      ...(outcome.status === 'failed' ? { category: outcome.category } : {}),
      microUsd,
      degraded: degraded.length,
    },
  });
  return { ...ending, degraded };
}

type Ending = { outcome: Outcome; reply?: Reply };

async function endingOf({ settings }: Services, state: State, guard: Guard): Promise<Ending> {
  const { stoppedBy, outcome, draft, results = [], reviews = [], degraded = [] } = state;
  if (stoppedBy !== undefined) return { outcome: stopped(state, stoppedBy) };
  if (outcome !== undefined) return { outcome };
  const failed = allFailed(results);
  if (failed !== null) return { outcome: failed };
  const then = afterReview(reviews, settings.critique);
  if (draft === undefined || then === 'withhold') return { outcome: withheld(reviews.at(-1)?.blockedBy) };
  const reply: Reply = {
    text: draft.text,
    sources: await guard.sources(draft.sources),
    missing: draft.missing,
  };
  if (then === 'caveat') {
    const [notes = ''] = await guard.texts([(reviews.at(-1)?.notes ?? []).slice(0, 3).join('; ')]);
    reply.caveat = `Review still has doubts about this answer: ${notes}. Check it before you rely on it.`;
  }
  return { outcome: { status: 'answered', degraded: [...degraded] }, reply };
}

/** Partial results are named, not shown: the critics have not judged them as an answer. */
function stopped({ taskGraph, results = [] }: State, by: 'user' | 'emergency'): Outcome {
  const title = (id: string): string => taskGraph?.tasks.find((task) => task.id === id)?.title ?? id;
  const done = results.filter(({ status }) => status === 'done').map(({ taskId }) => `“${title(taskId)}”`);
  const of = taskGraph?.tasks.length ?? 0;
  const reached =
    of === 0
      ? 'Nothing had been started.'
      : done.length === 0
        ? `None of its ${of} ${of === 1 ? 'task was' : 'tasks were'} done by then.`
        : `Done by then: ${listed(done)}, ${done.length} of ${of}.`;
  if (by === 'emergency' && EMERGENCY.status === 'refused')
    return refuse(
      'emergency_shutdown',
      `An administrator has pulled the emergency stop, and this run was ended. ${reached} Send it again once the stop is lifted.`,
    );
  return refuse('stopped', `Stopped, as you asked. ${reached} Retry goes on with what is left.`);
}

function allFailed(results: readonly TaskResult[]): Outcome | null {
  const failed = results.filter(({ status }) => status === 'failed');
  const [first] = failed;
  const useful = results.some(({ status, output }) => status === 'done' || output !== '');
  if (first === undefined || useful) return null;
  const what =
    failed.length === 1 ? first.summary : `${failed.length} tasks failed, the first one: ${first.summary}`;
  // What only the requester can mend is no fault of the system: nothing to retry, nobody to tell.
  const next = failed.every(({ needs }) => needs.includes('input'))
    ? ''
    : ' Retry in a moment; if it fails again, tell an administrator the reference below.';
  const message = `I could not do this: ${what.replace(/\.$/, '')}.${next}`;
  return { status: 'failed', category: first.category ?? 'agent', message };
}

function withheld(by: string | undefined): Outcome {
  const why =
    by === undefined ? 'review found faults in it that it could not correct' : `review stopped it (${by})`;
  const message = `I have an answer but do not show it: ${why}. Ask for a smaller part, or ask in other words.`;
  return refuse('critic', message);
}

/** A critic that could not judge is a lack of the answer, even where others passed it. */
function criticFailures({ reviews = [] }: State): string[] {
  const names = new Set(
    reviews
      .flatMap(({ records }) => records.filter(({ status }) => status === 'failed'))
      .map(({ name }) => name),
  );
  return [...names].map((name) => `review: ${name} could not judge`);
}
