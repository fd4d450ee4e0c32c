import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Database } from '#store/database/database.ts';
import { type OwnedQueue, openQueue } from '#store/queue/open-queue.ts';
import type { Job } from '#store/queue.ts';
import { DATABASES, openSessions } from '#test/setup/sessions.ts';
import { type FreshDatabase, freshDatabase, silent } from '#test/setup/stores.ts';

const ONE_RETRY = { retryLimit: 1, retryDelay: 1, retryBackoff: false, retryDelayMax: 0 };

const aJob = (payload: string): Job => ({
  id: randomUUID(),
  kind: 'message',
  orderKey: 'T:C:1',
  priority: 0,
  payload,
});

for (const { kind, title, skip } of DATABASES) {
  describe.skipIf(skip)(title, () => {
    let fresh: FreshDatabase;
    let database: Database;
    let queue: OwnedQueue;

    beforeEach(async () => {
      fresh = await freshDatabase(kind);
      database = await openSessions(fresh.mode);
      await database.pool.query(
        `update pgboss.queue set retry_limit = 1, retry_delay = 0, retry_backoff = false`,
      );
      queue = openQueue(database, silent, ONE_RETRY);
    });

    afterEach(async () => {
      await queue[Symbol.asyncDispose]();
      await database[Symbol.asyncDispose]();
      await fresh[Symbol.asyncDispose]();
    });

    const deadLetters = async (): Promise<unknown[]> => {
      const { rows } = await database.pool.query(
        'select kind, order_key, payload, attempts, error from dead_letters order by at',
      );
      return rows;
    };

    it('keeps a job that failed for good as a dead letter, and its thread goes on', async () => {
      const next = Promise.withResolvers<void>();
      const last: boolean[] = [];
      const poison = aJob('poison');
      await queue.enqueue(poison);
      await queue.enqueue(aJob('next'));
      await queue.work(
        async (job, { lastAttempt }) => {
          if (job.payload !== 'poison') return next.resolve();
          last.push(lastAttempt);
          throw new Error('cannot be done');
        },
        { concurrency: 1 },
      );
      await next.promise;
      expect(last).toEqual([false, true]);
      const letter = { kind: 'message', order_key: 'T:C:1', payload: 'poison', attempts: 2 };
      expect(await deadLetters()).toEqual([{ ...letter, error: 'cannot be done' }]);
      expect(await queue.depth()).toMatchObject({ dead: 1 });
      expect(await queue.enqueue(poison)).toBe('duplicate');
    });

    it('gives up a job whose worker died in its last attempt, and its thread goes on', async () => {
      await queue.enqueue(aJob('fatal'));
      await queue.enqueue(aJob('next'));
      await database.pool.query(
        `update pgboss.job set state = 'active', started_on = now(), retry_count = 1, heartbeat_on = now() - interval '1 hour'
         where data ->> 'payload' = 'fatal'`,
      );
      const done: unknown[] = [];
      const next = Promise.withResolvers<void>();
      await queue.work(
        async (job) => {
          done.push(job.payload);
          next.resolve();
        },
        { concurrency: 1 },
      );
      await next.promise;
      expect(done).toEqual(['next']);
      expect(await deadLetters()).toMatchObject([{ payload: 'fatal', attempts: 2 }]);
    });

    it('takes up again what a worker that died had begun', async () => {
      await queue.enqueue(aJob('begun'));
      await database.pool.query(
        `update pgboss.job set state = 'active', started_on = now(), heartbeat_on = now() - interval '1 hour'`,
      );
      const again = Promise.withResolvers<number>();
      await queue.work(async (_job, { attempt }) => again.resolve(attempt), { concurrency: 1 });
      expect(await again.promise).toBe(2);
    });
  });
}
