import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, inject, it } from 'vitest';
import type { Store } from '#store/open-store.ts';
import type { Job, JobContext } from '#store/queue.ts';
import { postgresServer } from '#test/setup/postgres-server.ts';
import { type FreshDatabase, freshDatabase, openTestStore } from '#test/setup/stores.ts';

const server = await postgresServer(inject('scratch'));

function aJob(parts: Partial<Job> = {}): Job {
  return {
    id: randomUUID(),
    kind: 'message',
    orderKey: 'T:C:1',
    priority: 0,
    payload: { text: 'hi' },
    ...parts,
  };
}

/** Resolves once `count` calls have come in, with what they carried. */
function collect<T>(count: number): { add: (item: T) => void; all: Promise<T[]> } {
  const items: T[] = [];
  const { promise, resolve } = Promise.withResolvers<T[]>();
  return {
    add: (item) => {
      items.push(item);
      if (items.length === count) resolve(items);
    },
    all: promise,
  };
}

for (const kind of ['embedded', 'postgres'] as const) {
  const why = kind === 'postgres' && !server.ok ? `: ${server.why}` : '';
  const title = `on ${kind === 'embedded' ? 'the embedded database' : 'a Postgres server'}${why}`;
  describe.skipIf(why !== '')(title, () => {
    let database: FreshDatabase;
    let store: Store;

    beforeEach(async () => {
      database = await freshDatabase(kind);
      store = await openTestStore(database.mode);
    });

    afterEach(async () => {
      await store[Symbol.asyncDispose]();
      await database[Symbol.asyncDispose]();
    });

    it('accepts a job once, while it waits and after it is done', async () => {
      const job = aJob();
      const done = collect<Job>(1);
      expect(await store.queue.enqueue(job)).toBe('queued');
      expect(await store.queue.enqueue({ ...job, payload: 'other' })).toBe('duplicate');
      await store.queue.work(async (given) => done.add(given), { concurrency: 2 });
      expect(await done.all).toEqual([job]);
      await expect.poll(() => store.queue.depth()).toMatchObject({ queued: 0, active: 0, dead: 0 });
      expect(await store.queue.enqueue(job)).toBe('duplicate');
    });

    it('accepts one of ten simultaneous deliveries of the same message', async () => {
      const job = aJob();
      const answers = await Promise.all(Array.from({ length: 10 }, () => store.queue.enqueue(job)));
      expect(answers.filter((answer) => answer === 'queued')).toHaveLength(1);
    });

    it('keeps the order within a thread while other threads overtake', async () => {
      const order: string[] = [];
      const done = collect<string>(6);
      const open = new Set<string>();
      const gate = Promise.withResolvers<void>();
      for (const n of [1, 2, 3]) await store.queue.enqueue(aJob({ orderKey: 'a', payload: `a${n}` }));
      for (const n of [1, 2, 3]) await store.queue.enqueue(aJob({ orderKey: 'b', payload: `b${n}` }));
      await store.queue.work(
        async (job) => {
          if (open.has(job.orderKey)) throw new Error('two jobs of one thread at once');
          open.add(job.orderKey);
          if (job.payload === 'a1') await gate.promise;
          if (job.payload === 'b3') gate.resolve();
          open.delete(job.orderKey);
          order.push(String(job.payload));
          done.add(String(job.payload));
        },
        { concurrency: 4 },
      );
      await done.all;
      expect(order).toEqual(['b1', 'b2', 'b3', 'a1', 'a2', 'a3']);
    });

    it('shows what waits under a key and takes back what nobody has begun, for good', async () => {
      const seen = collect<unknown>(2);
      const gate = Promise.withResolvers<void>();
      const [first, second, third] = ['first', 'second', 'third'].map((payload) => aJob({ payload }));
      for (const job of [first, second, third]) if (job) await store.queue.enqueue(job);
      await store.queue.enqueue(aJob({ orderKey: 'T:C:2' }));
      expect(await store.queue.waiting('T:C:1')).toEqual([first, second, third]);
      await store.queue.work(
        async ({ payload, orderKey }) => {
          if (orderKey !== 'T:C:1') return;
          seen.add(payload);
          if (payload === 'first') await gate.promise;
        },
        { concurrency: 2 },
      );
      await expect.poll(() => store.queue.waiting('T:C:1')).toEqual([second, third]);
      expect(await store.queue.cancel(first?.id ?? '')).toBe(false);
      expect(await store.queue.cancel(second?.id ?? '')).toBe(true);
      expect(await store.queue.cancel(second?.id ?? '')).toBe(false);
      gate.resolve();
      expect(await seen.all).toEqual(['first', 'third']);
      expect(await store.queue.enqueue(second ?? aJob())).toBe('duplicate');
    });

    it('retries a failed job before its successors of the same thread', async () => {
      const seen = collect<string>(3);
      await store.queue.enqueue(aJob({ payload: 'first' }));
      await store.queue.enqueue(aJob({ payload: 'second' }));
      await store.queue.work(
        async (job, { attempt }) => {
          seen.add(`${job.payload} ${attempt}`);
          if (job.payload === 'first' && attempt === 1) throw new Error('flaky');
        },
        { concurrency: 2 },
      );
      expect(await seen.all).toEqual(['first 1', 'first 2', 'second 1']);
    });

    it('takes the more urgent thread first', async () => {
      const seen = collect<unknown>(3);
      await store.queue.enqueue(aJob({ orderKey: 'a', priority: 0, payload: 'low' }));
      await store.queue.enqueue(aJob({ orderKey: 'b', priority: 9, payload: 'high' }));
      await store.queue.enqueue(aJob({ orderKey: 'c', priority: 5, payload: 'middle' }));
      await store.queue.work(async (job) => seen.add(job.payload), { concurrency: 1 });
      expect(await seen.all).toEqual(['high', 'middle', 'low']);
    });

    it('lets a later job pass one that is not due yet', async () => {
      const seen = collect<unknown>(2);
      await store.queue.enqueue(aJob({ kind: 'approval_expiry', payload: 'expiry', startAfterMs: 1_200 }));
      await store.queue.enqueue(aJob({ payload: 'message' }));
      await store.queue.work(async (job) => seen.add(job.payload), { concurrency: 1 });
      expect(await seen.all).toEqual(['message', 'expiry']);
    });

    it('gives a job back on drain, without counting the attempt', async () => {
      const started = Promise.withResolvers<JobContext>();
      const job = aJob();
      await store.queue.enqueue(job);
      await store.queue.work(
        async (_job, context) => {
          started.resolve(context);
          await new Promise((_, reject) => {
            context.signal.addEventListener('abort', () => reject(context.signal.reason), { once: true });
          });
        },
        { concurrency: 1 },
      );
      await started.promise;
      await store.queue.stopClaiming({ timeoutMs: 20 });
      expect(await store.queue.depth()).toMatchObject({ queued: 1, active: 0, dead: 0 });
      await store[Symbol.asyncDispose]();
      store = await openTestStore(database.mode);
      const again = collect<JobContext>(1);
      await store.queue.work(async (_job, context) => again.add(context), { concurrency: 1 });
      expect((await again.all)[0]).toMatchObject({ lastAttempt: false });
    });

    it('ends the drain though a handler does not heed its signal, and gives the job back under it', async () => {
      const started = Promise.withResolvers<void>();
      const gate = Promise.withResolvers<void>();
      const job = aJob();
      await store.queue.enqueue(job);
      await store.queue.work(
        async () => {
          started.resolve();
          await gate.promise;
        },
        { concurrency: 1 },
      );
      await started.promise;
      const begun = performance.now();
      await store.queue.stopClaiming({ timeoutMs: 20 });
      expect(performance.now() - begun).toBeLessThan(3_000);
      expect(await store.queue.depth()).toMatchObject({ queued: 1, active: 0, dead: 0 });
      await store[Symbol.asyncDispose]();
      gate.resolve();
      store = await openTestStore(database.mode);
      const again = collect<[Job, JobContext]>(1);
      await store.queue.work(async (given, context) => again.add([given, context]), { concurrency: 1 });
      expect((await again.all)[0]).toMatchObject([job, { lastAttempt: false }]);
    });

    it('takes a message that holds what Postgres cannot store', async () => {
      const done = collect<unknown>(1);
      const payload = { text: 'nul \0 and half \ud83d of a pair', list: ['\0'], none: null, n: 1 };
      expect(await store.queue.enqueue(aJob({ payload }))).toBe('queued');
      await store.queue.work(async (job) => done.add(job.payload), { concurrency: 1 });
      expect(await done.all).toEqual([{ ...payload, text: 'nul  and half \ufffd of a pair', list: [''] }]);
    });

    it('takes nothing new once it stopped claiming, and waits for what runs', async () => {
      const begun = Promise.withResolvers<void>();
      const gate = Promise.withResolvers<void>();
      const ended: unknown[] = [];
      await store.queue.enqueue(aJob({ orderKey: 'a', payload: 'running' }));
      await store.queue.work(
        async (job) => {
          begun.resolve();
          await gate.promise;
          ended.push(job.payload);
        },
        { concurrency: 1 },
      );
      await begun.promise;
      const stopped = store.queue.stopClaiming({ timeoutMs: 10_000 });
      await store.queue.enqueue(aJob({ orderKey: 'b', payload: 'new' }));
      gate.resolve();
      await stopped;
      expect(ended).toEqual(['running']);
      expect(await store.queue.depth()).toMatchObject({ queued: 1, active: 0 });
    });
  });
}
