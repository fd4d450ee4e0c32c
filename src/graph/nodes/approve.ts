import { interrupt } from '@langchain/langgraph';
import { z } from 'zod';
import { isRisky } from '#graph/execute/execution.ts';
import type { State, Update } from '#graph/state.ts';
import type { Task } from '#graph/task.ts';
import { listed } from './missing.ts';
import { refuse, usd } from './refusals.ts';
import type { Scope, Services } from './step.ts';

const Decision = z.object({
  approved: z.boolean(),
  by: z.string(),
  reason: z.enum(['clicked', 'expired']),
});

/** What the interrupt carries; `message` is shown to whoever may approve. */
type Question = { message: string; tasks: string[] };

/**
 * Stops for a person where a task is risky, or the whole is expensive; passes through else. A risky task asks even
 * where no agent can carry it out yet: what is approved is the plan, and the question says what cannot be done here.
 */
export function approve(services: Services, state: State, { run }: Scope): Update {
  const asked = openQuestions(services, state);
  if (asked === null) return {};
  const before = state.decisions ?? [];
  const { events } = services.ports;
  const payload = { tasks: asked.tasks };
  // Everything above the interrupt happens again on resume: the key makes the event one.
  events.append(run, { type: 'approval_requested', key: `approval_requested:${before.length}`, payload });
  const decision = Decision.parse(interrupt(asked));
  events.append(run, {
    type: 'approval_answered',
    key: `approval_answered:${before.length}`,
    payload: { approved: decision.approved, by: decision.by, reason: decision.reason },
  });
  const decisions = [...before, { ...decision, tasks: asked.tasks }];
  // Once work has begun, a denial leaves out what was asked for and keeps what is done.
  if (decision.approved || state.results !== undefined) return { decisions };
  return { decisions, outcome: decision.reason === 'expired' ? EXPIRED : DENIED };
}

function openQuestions(
  { settings }: Services,
  { taskGraph, routing, decisions, reservedMicroUsd }: State,
): Question | null {
  const answered = new Set(decisions?.flatMap(({ tasks }) => tasks));
  const risky = (taskGraph?.tasks ?? []).filter((task) => isRisky(task) && !answered.has(task.id));
  const unable = new Set(routing?.flatMap(({ taskId, runnable }) => (runnable ? [] : [taskId])));
  const expensive = decisions === undefined && (reservedMicroUsd ?? 0) > settings.approve.microUsdAbove;
  if (risky.length === 0 && !expensive) return null;
  const minutes = Math.round(settings.approve.expiresMs / 60_000);
  const why = [
    risky.length > 0 ? riskOf(risky) : '',
    risky.length > 0 && risky.every(({ id }) => unable.has(id))
      ? 'As things stand no agent here can carry it out; the answer will say what it would take.'
      : '',
    expensive ? `It may cost up to ${usd(reservedMicroUsd ?? 0)}.` : '',
  ].filter((part) => part !== '');
  const message = `${why.join(' ')} Approve or deny it within ${minutes} min; nothing of it runs before.`;
  return { message, tasks: risky.map(({ id }) => id) };
}

function riskOf(tasks: readonly Task[]): string {
  const titles = listed(tasks.slice(0, 3).map(({ title }) => `“${title}”`));
  const more = tasks.length > 3 ? ` and ${tasks.length - 3} more` : '';
  return `${titles}${more} may have effects that cannot be undone.`;
}

const DENIED = refuse(
  'denied',
  'This was denied, so I have not run it. Send a changed request if part of it is fine.',
);
const EXPIRED = refuse(
  'expired',
  'Nobody approved this in time, so I have not run it. Send it again to ask once more.',
);
