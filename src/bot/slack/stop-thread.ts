import { resumeJob } from '#bot/worker/jobs.ts';
import type { ListenerDeps } from './deps.ts';

export type StopAsked = {
  team: string;
  channel: string;
  /** The thread to stop; null for "whatever I have running in this channel". */
  thread: string | null;
  user: string;
};

export type StopAnswer = 'stopped' | 'nothing_runs' | 'not_yours';

/** Stops what this process runs in a thread, without a look at the store: for the requester or an admin. */
export async function stopRunningHere(deps: ListenerDeps, asked: StopAsked): Promise<StopAnswer> {
  const { channel, thread, user } = asked;
  const here = deps.worker.find(
    (request) =>
      request.channel === channel && (thread === null ? request.user === user : request.thread === thread),
  );
  if (here === null) return 'nothing_runs';
  if (!(await mayStop(deps, asked.user, here.user))) return 'not_yours';
  await deps.worker.stopRun(here.runId, asked.user);
  return 'stopped';
}

/** Stops what runs anywhere, or waits for an approval, in a thread: for the requester or an admin. */
export async function stopThread(deps: ListenerDeps, asked: StopAsked): Promise<StopAnswer> {
  const here = await stopRunningHere(deps, asked);
  if (here !== 'nothing_runs') return here;
  const found = await findOpen(deps, asked);
  if (found === null) return 'nothing_runs';
  if (!(await mayStop(deps, asked.user, found.user))) return 'not_yours';
  const run = await deps.store.runs.find(found.runId);
  if (run?.status === 'suspended') {
    // It waits for an approval and no process runs it: a stop is the answer no.
    await deps.store.queue.enqueue(
      resumeJob(run.request, { approved: false, by: asked.user, reason: 'clicked' }),
    );
  } else {
    await deps.worker.stopRun(found.runId, asked.user);
  }
  return 'stopped';
}

async function mayStop({ people }: ListenerDeps, user: string, requester: string): Promise<boolean> {
  return user === requester || (await people.person(user)).role === 'admin';
}

async function findOpen(
  { store }: ListenerDeps,
  { team, channel, thread, user }: StopAsked,
): Promise<{ runId: string; user: string } | null> {
  if (thread !== null) {
    const latest = await store.runs.latestInThread({ team, channel, thread });
    return latest !== null && isOpen(latest.status) ? latest : null;
  }
  const recent = await store.runs.recent({ user, limit: 10 });
  return recent.find((run) => run.channel === channel && isOpen(run.status)) ?? null;
}

function isOpen(status: string): boolean {
  return status === 'running' || status === 'suspended';
}

export const STOP_WORDS: Record<Exclude<StopAnswer, 'stopped'>, string> = {
  nothing_runs: 'Nothing of yours is running here that I could stop.',
  not_yours: 'Only the person who asked, or an admin, can stop this.',
};
