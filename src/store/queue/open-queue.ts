import { setTimeout as delay } from 'node:timers/promises';
import { type JobWithMetadata, PgBoss } from 'pg-boss';
import { z } from 'zod';
import type { Database } from '#store/database/database.ts';
import { type Job, JobKind, type Queue } from '#store/queue.ts';
import { storable } from '#store/storable.ts';
import type { StoreLog } from '#store/store.ts';
import {
  buryExhausted,
  buryJob,
  cancelWaiting,
  giveBack,
  measureDepth,
  readWaiting,
  reclaimAbandoned,
} from './job-table.ts';
import { queueDatabase } from './queue-database.ts';
import { replayLetters } from './replay-letters.ts';

/** One queue for all kinds: the order within a thread spans them. */
const RUNS = 'runs';
const SCHEMA = 'pgboss';

/** Five attempts, 1 to 30 s apart. */
const RETRIES = { retryLimit: 4, retryDelay: 1, retryBackoff: true, retryDelayMax: 30 };
export type Retries = typeof RETRIES;

const POLL_SECONDS = 0.5;
/** What is left to a handler to end in after its signal aborted. Then its job is given back without it. */
const ABORT_GRACE_MS = 1_000;

const SWEEP_MS = 2_000;
const SWEEP_SECONDS = 2;

const Payload = z.object({ kind: JobKind, payload: z.unknown() });

export interface OwnedQueue extends Queue, AsyncDisposable {
  /** Creates or updates the queue's own schema. */
  migrate(): Promise<void>;
}

/**
 * The durable queue: pg-boss with strict order per key. A job that fails for good would block its key, so it is
 * moved to `dead_letters` and completed, by the worker after its last attempt or by a sweep when the worker died.
 */
export function openQueue(database: Database, log: StoreLog, retries: Retries = RETRIES): OwnedQueue {
  const boss = new PgBoss({
    schema: SCHEMA,
    db: queueDatabase(database),
    useListenNotify: true,
    schedule: false,
    registerInstance: false,
    openTelemetry: { enabled: false },
    superviseIntervalSeconds: SWEEP_SECONDS,
    monitorIntervalSeconds: SWEEP_SECONDS,
    ...(database.exclusive && { backend: 'pglite' as const }),
  });
  boss.on('error', (error) => log.warn({ error: error.message }, 'queue maintenance failed'));
  boss.on('warning', (warning) => log.warn({ warning: warning.message }, 'queue warning'));

  let started: Promise<void> | null = null;
  let sweeping: NodeJS.Timeout | undefined;
  let draining = false;
  const drain = new AbortController();
  const running = new Set<JobWithMetadata<unknown>>();

  const start = (): Promise<void> => {
    started ??= boss.start().then(async () => {
      const options = { policy: 'key_strict_fifo', notify: true, heartbeatSeconds: 10, ...retries };
      if (!(await boss.getQueue(RUNS))) await boss.createQueue(RUNS, { ...options, expireInSeconds: 7_200 });
    });
    return started;
  };

  const run = async (job: JobWithMetadata<unknown>, handler: Parameters<Queue['work']>[0]): Promise<void> => {
    const lastAttempt = job.retryCount >= job.retryLimit;
    const attempt = job.retryCount + 1;
    const signal = AbortSignal.any([job.signal, drain.signal]);
    running.add(job);
    try {
      await handler(toJob(job), { signal, attempt, lastAttempt });
    } catch (error) {
      if (drain.signal.aborted) {
        await giveBack(database.pool, job);
        log.info({ jobId: job.id, attempt }, 'job given back');
        return;
      }
      const message = error instanceof Error ? error.message : String(error);
      log.warn({ jobId: job.id, attempt, lastAttempt, error: message }, 'job failed');
      if (!lastAttempt) throw error;
      await buryJob(database.pool, { ...toJob(job), attempts: attempt, error: message });
    } finally {
      running.delete(job);
    }
  };

  /** For handlers that do not heed their signal: a stale one is fenced by the run's next claim. */
  const abandon = async (): Promise<void> => {
    for (const job of running) {
      await giveBack(database.pool, job);
      log.warn({ jobId: job.id }, 'job given back while its handler still worked');
    }
  };

  return {
    migrate: start,
    async enqueue(job) {
      await start();
      const sent = await boss.send(RUNS, storable({ kind: job.kind, payload: job.payload }), {
        id: job.id,
        singletonKey: job.orderKey,
        priority: job.priority,
        ...(job.startAfterMs && { startAfter: job.startAfterMs / 1_000 }),
      });
      return sent === null ? 'duplicate' : 'queued';
    },
    async waiting(orderKey) {
      await start();
      const rows = await readWaiting(database.pool, RUNS, orderKey);
      return rows.map(({ id, data, singleton_key, priority }) => ({
        id,
        ...Payload.parse(data),
        orderKey: singleton_key,
        priority,
      }));
    },
    async cancel(id) {
      await start();
      return cancelWaiting(database.pool, RUNS, id);
    },
    async work(handler, { concurrency }) {
      await start();
      if (database.exclusive) {
        const reclaimed = await reclaimAbandoned(database.pool, RUNS);
        if (reclaimed > 0) log.info({ reclaimed }, 'jobs of the previous process reclaimed');
      }
      const sweep = (): void => {
        buryExhausted(database.pool, RUNS).then(
          (buried) => buried > 0 && log.warn({ buried }, 'jobs of dead workers given up'),
          (error: unknown) => log.warn({ error: String(error) }, 'dead letters could not be swept'),
        );
        replayLetters(database.pool, RUNS, ({ id, kind, orderKey, payload }) =>
          boss.send(RUNS, { kind, payload }, { id, singletonKey: orderKey }),
        ).then(
          (replayed) => replayed > 0 && log.info({ replayed }, 'dead letters are tried again'),
          (error: unknown) => log.warn({ error: String(error) }, 'dead letters could not be replayed'),
        );
      };
      sweep();
      sweeping = setInterval(sweep, SWEEP_MS);
      await boss.work(
        RUNS,
        {
          includeMetadata: true,
          localConcurrency: concurrency,
          pollingIntervalSeconds: POLL_SECONDS,
          notifyPollingIntervalSeconds: POLL_SECONDS,
          heartbeatRefreshSeconds: 3,
        },
        async ([job]: JobWithMetadata<unknown>[]) => {
          if (job) await run(job, handler);
        },
      );
    },
    async stopClaiming({ timeoutMs }) {
      if (draining || !started) return;
      draining = true;
      clearInterval(sweeping);
      const ended = new AbortController();
      const idle = boss.offWork(RUNS, { wait: true }).finally(() => ended.abort());
      const overdue = async (): Promise<void> => {
        await delay(timeoutMs, undefined, { signal: ended.signal });
        drain.abort(new Error('drain'));
        await delay(ABORT_GRACE_MS, undefined, { signal: ended.signal });
        await abandon();
      };
      await Promise.race([
        idle,
        overdue().catch((error: unknown) => {
          if (!ended.signal.aborted) throw error;
          return idle;
        }),
      ]);
    },
    async depth() {
      await start();
      return measureDepth(database.pool, RUNS);
    },
    async [Symbol.asyncDispose]() {
      clearInterval(sweeping);
      if (!started) return;
      drain.abort(new Error('drain'));
      await started.catch(() => log.debug({}, 'the queue never started'));
      await boss.stop({ graceful: false, close: false });
    },
  };
}

function toJob(job: JobWithMetadata<unknown>): Job {
  const { kind, payload } = Payload.parse(job.data);
  return { id: job.id, kind, orderKey: job.singletonKey ?? job.id, priority: job.priority, payload };
}
