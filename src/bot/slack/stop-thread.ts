import type { Request } from '#graph/request.ts';
import type { ListenerDeps } from './deps.ts';
import { endOpenRun } from './stop-thread-end.ts';
import { type OpenRun, openRuns, type StopPlace } from './stop-thread-open.ts';

export type StopAsked = StopPlace & {
  /** Slack's timestamp of the stop: what was asked for later is not meant, also when the stop is delivered again. */
  ts: string;
};

export type StopAnswer =
  /** `dropped`: how many of them were waiting for their turn and say nothing in the thread. */
  | { kind: 'stopped'; dropped: number }
  | { kind: 'nothing_runs' }
  /** The latest run of the thread was stopped before. */
  | { kind: 'stopped_already' }
  | { kind: 'not_yours' };

/** Aborts at once what this process runs there, before anything is looked up that could take time. */
export async function abortHere(deps: ListenerDeps, asked: StopAsked): Promise<void> {
  const here = deps.worker.find((request) => isMeant(request, asked));
  if (here !== null && (await mayStop(deps, asked.user, here.user))) {
    await deps.worker.stopRun(here.runId, asked.user);
  }
}

/**
 * Stops all that waits for its turn, runs, or waits for an approval in a thread, here or on another instance: for the
 * requester or an admin. Durable when it resolves; repeating it is harmless.
 */
export async function stopThread(deps: ListenerDeps, asked: StopAsked): Promise<StopAnswer> {
  await abortHere(deps, asked);
  const meant = (await openRuns(deps, asked)).filter(({ request }) => isMeant(request, asked));
  if (meant.length === 0) {
    return { kind: (await wasStopped(deps, asked)) ? 'stopped_already' : 'nothing_runs' };
  }
  const mine: OpenRun[] = [];
  for (const run of meant) if (await mayStop(deps, asked.user, run.request.user)) mine.push(run);
  if (mine.length === 0) return { kind: 'not_yours' };
  let dropped = 0;
  for (const run of mine) {
    if ((await endOpenRun(deps, run, asked.user, 'stopped')) === 'dropped') dropped += 1;
  }
  return { kind: 'stopped', dropped };
}

/** What to tell the person who asked; null where the run itself says it in the thread. */
export function stopWords(answer: StopAnswer): string | null {
  switch (answer.kind) {
    case 'stopped':
      if (answer.dropped === 0) return null;
      return answer.dropped === 1
        ? 'Stopped: one request was waiting for its turn, and I have dropped it.'
        : `Stopped: ${answer.dropped} requests were waiting for their turn, and I have dropped them.`;
    case 'nothing_runs':
      return 'Nothing of yours is running here that I could stop.';
    case 'stopped_already':
      return 'This is stopped already.';
    case 'not_yours':
      return 'Only the person who asked, or an admin, can stop this.';
    default:
      return answer satisfies never;
  }
}

function isMeant(request: Request, { team, channel, thread, user, ts }: StopAsked): boolean {
  if (request.team !== team || request.channel !== channel || Number(request.ts) > Number(ts)) return false;
  return thread === null ? request.user === user : request.thread === thread;
}

async function mayStop({ people }: ListenerDeps, user: string, requester: string): Promise<boolean> {
  return user === requester || (await people.person(user)).role === 'admin';
}

async function wasStopped({ store }: ListenerDeps, asked: StopAsked): Promise<boolean> {
  const { team, channel, thread } = asked;
  const latest = thread === null ? null : await store.runs.latestInThread({ team, channel, thread });
  const run = latest === null ? null : await store.runs.find(latest.runId);
  return run?.outcome?.status === 'refused' && run.outcome.reason === 'stopped';
}
