import { endedReport } from '#bot/worker/ended-report.ts';
import { stopJob } from '#bot/worker/jobs.ts';
import type { Outcome } from '#graph/outcome.ts';
import { FencedError, type RunContext } from '#graph/ports.ts';
import type { Request } from '#graph/request.ts';
import type { ListenerDeps } from './deps.ts';
import type { OpenRun } from './stop-thread-open.ts';

export type EndedBecause = 'stopped' | 'deleted';

const DROPPED: Record<EndedBecause, Outcome> = {
  stopped: {
    status: 'refused',
    reason: 'stopped',
    message: 'You stopped this before it began, so I dropped it.',
  },
  deleted: {
    status: 'refused',
    reason: 'stopped',
    message: 'You deleted this request before I started it, so I dropped it.',
  },
};

/**
 * Ends a request wherever it stands; durable when it resolves. `dropped`: it waited, and nothing will be said of it in
 * its thread. Whether `by` may is decided before.
 */
export async function endOpenRun(
  deps: ListenerDeps,
  { request, status }: OpenRun,
  by: string,
  because: EndedBecause,
): Promise<'dropped' | 'ending'> {
  if (status === 'queued' && (await drop(deps, request, by, because))) return 'dropped';
  // Written down and signalled: whoever runs it, approved or not, aborts it.
  await deps.worker.stopRun(request.runId, by);
  // And where nobody runs it, since it waits for an approval, this job ends it and says so.
  await deps.store.queue.enqueue(stopJob(request, by, because));
  return 'ending';
}

/**
 * Takes a request out of the queue, and leaves a row of it. False where a worker was faster; should one take the job
 * this very moment, it finds a run that has ended, or that is to stop.
 */
async function drop(
  { store }: ListenerDeps,
  request: Request,
  by: string,
  because: EndedBecause,
): Promise<boolean> {
  const { runId, correlationId } = request;
  const taken = !(await store.queue.cancel(runId));
  if (taken && (await store.runs.find(runId)) !== null) return false;
  const { epoch, state } = await store.runs.claim(request);
  if (state !== 'new') return state === 'ended';
  await store.runs.requestStop(runId, by);
  const { signal } = new AbortController();
  const run: RunContext = { runId, correlationId, epoch, signal, progress: () => undefined };
  try {
    await store.runs.record(run, endedReport(request, DROPPED[because]));
    return true;
  } catch (cause) {
    if (cause instanceof FencedError) return false;
    throw cause;
  }
}
