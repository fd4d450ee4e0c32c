import type { StopReason } from '#graph/ports.ts';
import type { Request } from '#graph/request.ts';
import type { Job, JobContext } from '#store/queue.ts';
import type { Store } from '#store/store.ts';
import { ExpiryPayload, MessagePayload, ResumePayload } from './job-payloads.ts';
import { resumeJob } from './jobs.ts';
import { type PerformDeps, performRun } from './perform-run.ts';
import { Running } from './running.ts';
import { watchStops } from './watch-stops.ts';

export type WorkerDeps = Omit<PerformDeps, 'running' | 'store'> & {
  store: Pick<Store, 'runs' | 'queue' | 'events' | 'conversations' | 'signals'>;
  /** Runs at once in this process. */
  concurrency: number;
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

  async function handle(job: Job, context: JobContext): Promise<void> {
    switch (job.kind) {
      case 'message': {
        const payload = MessagePayload.parse(job.payload);
        const proceed = orchestrator.run.bind(orchestrator);
        const withdrawable = payload.request.retryOf === undefined;
        return performRun(perform, { ...payload, withdrawable, proceed }, context);
      }
      case 'resume': {
        const { request, decision } = ResumePayload.parse(job.payload);
        return performRun(
          perform,
          {
            request,
            refusal: null,
            files: [],
            withdrawable: false,
            proceed: (completed, run) => orchestrator.resume(completed, decision, run),
          },
          context,
        );
      }
      case 'approval_expiry': {
        const { request } = ExpiryPayload.parse(job.payload);
        // Answered meanwhile: then that job has this one's id, and this changes nothing.
        await store.queue.enqueue(resumeJob(request, { approved: false, by: 'nobody', reason: 'expired' }));
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
