import type { BotFlags } from '#bot/flags.ts';
import type { Logger } from '#bot/log.ts';
import type { Metrics } from '#bot/metrics.ts';
import { questionOf } from '#bot/slack/approval-question.ts';
import type { Orchestrator, RunReport } from '#graph/orchestrator.ts';
import type { Outcome } from '#graph/outcome.ts';
import { FencedError, type RunContext, type StoredResult } from '#graph/ports.ts';
import type { Request } from '#graph/request.ts';
import { DEFAULT_SETTINGS } from '#graph/settings.ts';
import type { JobContext } from '#store/queue.ts';
import type { Store } from '#store/store.ts';
import { endedReport } from './ended-report.ts';
import { expiryJob } from './jobs.ts';
import type { Presentation, Presenter } from './presenter.ts';
import type { Running } from './running.ts';

export type PerformDeps = {
  store: Pick<Store, 'runs' | 'ledger' | 'queue' | 'events' | 'conversations'>;
  orchestrator: Orchestrator;
  flags: BotFlags;
  presenter: Presenter;
  running: Running;
  metrics: Metrics;
  log: Logger;
  approvalExpiresMs: number;
  /** Milliseconds since the epoch. */
  now: () => number;
};

/** What came later than this after its message is looked at again before it starts, milliseconds. */
const UNSEEN_MS = 1_000;

const WITHDRAWN: Outcome = {
  status: 'refused',
  reason: 'stopped',
  message: 'You deleted this request before I started it, so I dropped it.',
};

const BROKEN: Outcome = {
  status: 'failed',
  category: 'store',
  message:
    'Something on my side broke while I worked on this, and trying again did not help. ' +
    'Please use Retry in a few minutes; if it fails again, give an admin the reference below.',
};

/** What a job asks of its run. */
export type RunStep = {
  request: Request;
  /** Refused before planning, with this message. */
  refusal: string | null;
  files: readonly unknown[];
  /** True where the person takes the request back by deleting its message. */
  withdrawable: boolean;
  proceed: (request: Request, run: RunContext) => Promise<RunReport>;
};

/**
 * One claim of a run, from claiming to completing: history → graph with progress → delivery → rows. Rejects when the
 * job has to be tried again; a run that was taken over by another claim ends silently.
 */
export async function performRun(deps: PerformDeps, step: RunStep, job: JobContext): Promise<void> {
  const { request } = step;
  const log = deps.log.child({
    runId: request.runId,
    correlationId: request.correlationId,
    team: request.team,
  });
  const claim = await deps.store.runs.claim(request);
  if (claim.state === 'ended') return;

  let presentation: Presentation | null = null;
  const { signal, run: entry } = deps.running.add(request, (reason) => {
    if (reason === 'user' || reason === 'emergency') presentation?.stopping();
  });
  // The queue's signal: draining took too long, or the job went to another worker. Both leave the run to its successor.
  const giveBack = () => entry.stop('drain');
  job.signal.addEventListener('abort', giveBack, { once: true });
  if (job.signal.aborted) giveBack();

  const run: RunContext = {
    runId: request.runId,
    correlationId: request.correlationId,
    epoch: claim.epoch,
    signal,
    progress: (event) => presentation?.progress(event),
  };
  try {
    if (await wasWithdrawn(deps, step)) {
      // Without a word: there is no message any more to say it under.
      await deps.store.runs.record(run, endedReport(request, WITHDRAWN));
      log.info({}, 'run of a deleted message dropped');
      return;
    }
    const answered = claim.state === 'running' && (await deps.presenter.delivered(run, request));
    presentation = deps.presenter.present(run, request, {
      from: answered ? 'ended' : willBeRefused(deps.flags, step) ? 'planned' : 'now',
      first: claim.state === 'new',
      signal: job.signal,
    });
    const [report] = await Promise.all([
      reportOf(deps, step, run, job, log, { state: claim.state, answered }),
      deps.store.conversations.touch(request, request.user),
    ]);
    try {
      // Even when the answer stands: of its other parts, or of the word to the requester, some may be missing.
      await presentation.deliver(report);
    } catch (cause) {
      // The job becomes a dead letter; what the run decided and spent is kept all the same. A job that is given back
      // does not: it goes on with the delivery later.
      const ended = job.lastAttempt && !job.signal.aborted && !(cause instanceof FencedError);
      if (ended) await deps.store.runs.record(run, report);
      throw cause;
    }
    if (report.outcome.status === 'awaiting_approval') {
      const question = questionOf(report.outcome);
      await deps.store.queue.enqueue(expiryJob(request, deps.approvalExpiresMs, question));
    }
    await deps.store.runs.record(run, report);
    await deps.store.events.flush();
    deps.metrics.runEnded(report);
    log.info({ status: report.outcome.status, totalMs: report.timings.totalMs }, 'run delivered');
  } catch (cause) {
    if (!(cause instanceof FencedError)) throw cause;
    log.info({ epoch: run.epoch }, 'run taken over by another claim');
  } finally {
    job.signal.removeEventListener('abort', giveBack);
    deps.running.remove(entry);
    await presentation?.leave();
  }
}

/**
 * A deletion is an event that may come while the message waits behind another, on another instance, or while nobody
 * listens. So whoever starts a message that waited asks Slack whether it still stands.
 */
async function wasWithdrawn(
  { presenter, now }: PerformDeps,
  { request, withdrawable }: RunStep,
): Promise<boolean> {
  return withdrawable && now() - request.receivedAt > UNSEEN_MS && presenter.withdrawn(request);
}

async function reportOf(
  deps: PerformDeps,
  step: RunStep,
  run: RunContext,
  job: JobContext,
  log: Logger,
  before: { state: 'new' | 'running' | 'suspended' | 'ended'; answered: boolean },
): Promise<RunReport> {
  const { request, refusal } = step;
  if (refusal !== null) {
    return endedReport(request, { status: 'refused', reason: 'access', message: refusal });
  }
  try {
    // Nobody can have asked a run to stop that had no row; signal and polling carry what is asked from now on.
    if (before.state !== 'new' && (await deps.store.runs.stopRequested([run.runId])).length > 0) {
      deps.running.stop(run.runId, 'user');
    }
    // The checkpoint of a run that waited, or has ended, holds its request as it was completed then.
    const kept = before.state === 'suspended' || before.answered;
    return await step.proceed(kept ? request : await deps.presenter.complete(request, step.files), run);
  } catch (cause) {
    const leaving = cause instanceof FencedError || run.signal.reason === 'drain';
    if (leaving || !job.lastAttempt) throw cause;
    log.error({ err: cause }, 'run failed for good');
    return endedReport(request, BROKEN, await finishedBefore(deps, run, log));
  }
}

/** What the run's ledger holds; nothing where it cannot be read, as the run has to end all the same. */
async function finishedBefore(
  { store }: PerformDeps,
  { runId }: RunContext,
  log: Logger,
): Promise<readonly StoredResult[]> {
  try {
    return await store.ledger.finished(runId);
  } catch (cause) {
    log.error({ err: cause }, 'what a failed run spent could not be read');
    return [];
  }
}

/** A guess that only decides whether "Planning…" is shown at once; the graph decides what really happens. */
function willBeRefused(flags: BotFlags, { request, refusal }: RunStep): boolean {
  return (
    refusal !== null ||
    request.text.length > DEFAULT_SETTINGS.admit.maxCharacters ||
    flags.enabled('emergency_shutdown', request.user) ||
    flags.enabled('maintenance_mode', request.user)
  );
}
