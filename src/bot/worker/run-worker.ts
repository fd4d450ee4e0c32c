import { questionOf } from '#bot/slack/approval-question.ts';
import type { RunReport } from '#graph/orchestrator.ts';
import type { RunContext, StopReason } from '#graph/ports.ts';
import type { Request } from '#graph/request.ts';
import type { Job, JobContext } from '#store/queue.ts';
import type { StoredRun } from '#store/runs.ts';
import type { Store } from '#store/store.ts';
import {
  AnsweredPayload,
  type Because,
  ExpiryPayload,
  MessagePayload,
  ResumePayload,
} from './job-payloads.ts';
import { resumeJob } from './jobs.ts';
import { type PerformDeps, performRun } from './perform-run.ts';
import { Running } from './running.ts';
import { watchStops } from './watch-stops.ts';

/** Takes the buttons off the message that asks one of a run's questions. A question that was never posted is no fault. */
export type CloseQuestion = (
  run: RunContext,
  request: Request,
  question: number,
  because: Exclude<Because, 'decided'>,
) => Promise<void>;

export type WorkerDeps = Omit<PerformDeps, 'running' | 'store'> & {
  store: Pick<Store, 'runs' | 'ledger' | 'queue' | 'events' | 'conversations' | 'signals'>;
  /** Runs at once in this process. */
  concurrency: number;
  closeQuestion: CloseQuestion;
};

export interface Worker {
  /** Durable for every instance, and at once where the run is in this process. Whether `by` may is decided before. */
  stopRun(runId: string, by: string): Promise<void>;
  /** Aborts everything that runs here. */
  abortAll(reason: StopReason): void;
  /** Runs in this process now. */
  active(): number;
  /** A run of this process that matches, if any. */
  find(matches: (request: Request) => boolean): Request | null;
  /** Takes no more jobs, waits for the running ones, and gives back those that take longer than `timeoutMs`. */
  drain(timeoutMs: number): Promise<void>;
}

/** Takes jobs from the queue until drained. Resolves when it has begun. */
export async function startWorker(deps: WorkerDeps): Promise<Worker> {
  const { store, orchestrator } = deps;
  const running = new Running();
  const watch = await watchStops(deps, running);
  const perform: PerformDeps = { ...deps, running };

  /** Work goes on behind admission here: what holds for new requests has to be asked again. */
  function unlessEmergency(request: Request, proceed: () => Promise<RunReport>): Promise<RunReport> {
    if (deps.flags.enabled('emergency_shutdown', request.user)) running.stop(request.runId, 'emergency');
    return proceed();
  }

  /** A question that nobody clicked stands there with its buttons when the run has ended for another reason. */
  async function closeQuestion(before: StoredRun, because: Exclude<Because, 'decided'>): Promise<void> {
    const { runId, request, outcome } = before;
    const after = await store.runs.find(runId);
    // Only what has ended is claimed: nobody else is at work on it, whom a claim would fence out.
    if (outcome?.status !== 'awaiting_approval' || after === null) return;
    if (after.status === 'running' || after.status === 'suspended') return;
    const { epoch } = await store.runs.claim(request);
    const { signal } = new AbortController();
    const run = { runId, correlationId: request.correlationId, epoch, signal, progress: () => undefined };
    await deps.closeQuestion(run, request, questionOf(outcome), because);
  }

  async function handle(job: Job, context: JobContext): Promise<void> {
    switch (job.kind) {
      case 'message': {
        if (AnsweredPayload.safeParse(job.payload).success) return;
        const payload = MessagePayload.parse(job.payload);
        const withdrawable = payload.request.retryOf === undefined;
        return performRun(
          perform,
          {
            ...payload,
            withdrawable,
            proceed: (completed, run) => {
              const proceed = () => orchestrator.run(completed, run);
              return context.attempt === 1 ? proceed() : unlessEmergency(completed, proceed);
            },
          },
          context,
        );
      }
      case 'resume': {
        const { request, decision, because } = ResumePayload.parse(job.payload);
        const before = await store.runs.find(request.runId);
        await performRun(
          perform,
          {
            request,
            refusal: null,
            files: [],
            // It waited for a person, and meanwhile its message may have gone, with nobody here to hear of it.
            withdrawable: request.retryOf === undefined || because === 'deleted',
            proceed: (completed, run) =>
              unlessEmergency(completed, () => orchestrator.resume(completed, decision, run)),
          },
          context,
        );
        if (before !== null && because !== 'decided') await closeQuestion(before, because);
        return;
      }
      case 'approval_expiry': {
        const { request, question } = ExpiryPayload.parse(job.payload);
        // Answered meanwhile: then that job has this one's id, and this changes nothing.
        const decision = { approved: false, by: 'nobody', reason: 'expired' } as const;
        await store.queue.enqueue(resumeJob(request, decision, question));
        return;
      }
      default:
        return job.kind satisfies never;
    }
  }

  await store.queue.work(handle, { concurrency: deps.concurrency });

  return {
    async stopRun(runId, by) {
      running.stopEvenLater(runId, 'user');
      await store.runs.requestStop(runId, by);
    },
    abortAll: (reason) => running.stopAll(reason),
    active: () => running.size,
    find: (matches) => running.find(matches),
    async drain(timeoutMs) {
      await store.queue.stopClaiming({ timeoutMs });
      await watch[Symbol.asyncDispose]();
    },
  };
}
