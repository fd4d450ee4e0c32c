import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Request } from '#graph/request.ts';
import { buryJob } from '#store/queue/job-table.ts';
import { openQueue } from '#store/queue/open-queue.ts';
import { eraseUser, expire } from '#store/retention.ts';
import { silent } from '#test/setup/stores.ts';
import { onEveryWorkbench, type Workbench } from '#test/setup/workbench.ts';
import { aReport, aRequest, aResult, aTask, contextOf } from './fixtures.ts';

/** A run that has left `word` wherever text can be, as a person's words and as an answer that quotes them. */
async function spoken(bench: Workbench, word: string, parts: Partial<Request> = {}): Promise<Request> {
  const request = aRequest({
    text: word,
    history: [{ author: 'requester', text: word }],
    attachments: [{ name: 'notes.txt', text: word }],
    ...parts,
  });
  const run = contextOf(request, (await bench.runs.claim(request)).epoch);
  const task = aTask({ title: word, instruction: word });
  const report = aReport(request);
  await bench.ledger.record(run, { task, result: aResult({ output: word }) });
  bench.events.append(run, { type: 'said', key: 'said', payload: { word } });
  await bench.events.flush();
  await bench.outbox.put(run, {
    id: randomUUID(),
    kind: 'answer',
    channel: 'C',
    thread: 't',
    body: { word },
  });
  await bench.runs.record(
    run,
    aReport(request, {
      outcome: { status: 'answered', degraded: [word] },
      taskGraph: { goal: word, clauses: [word], tasks: [task], origin: 'heuristic' },
      routing: report.routing.slice(0, 1).map((decision) => ({ ...decision, reasons: [word] })),
      validation: {
        verdict: 'pass',
        degraded: false,
        score: 1,
        parts: { p: 1, q: 1, c: 1, t: 1 },
        violations: [],
        warnings: [{ rule: 'r', message: word, tasks: [] }],
      },
      reviews: report.reviews.map((review) => ({
        ...review,
        records: review.records.map((record) => ({ ...record, notes: [word] })),
      })),
      results: [aResult({ output: word })],
      reply: { text: word, sources: [], missing: [] },
      degraded: [word],
    }),
  );
  await bench.feedback.give({
    runId: request.runId,
    user: request.user,
    rating: 'down',
    reasons: ['slow'],
    comment: word,
  });
  await checkpoint(bench, request.runId, word);
  return request;
}

async function checkpoint({ pool }: Workbench, thread: string, word: string): Promise<void> {
  await pool.query(
    `insert into langgraph.checkpoints (thread_id, checkpoint_id, checkpoint, metadata) values ($1, 'a', $2, '{}')`,
    [thread, JSON.stringify({ word })],
  );
  await pool.query(
    `insert into langgraph.checkpoint_blobs (thread_id, channel, version, type, blob) values ($1, 'c', '1', 't', $2)`,
    [thread, Buffer.from(word)],
  );
  await pool.query(
    `insert into langgraph.checkpoint_writes (thread_id, checkpoint_id, task_id, idx, channel, type, blob)
     values ($1, 'a', 't', 0, 'c', 't', $2)`,
    [thread, Buffer.from(word)],
  );
}

/** The tables in which a word still stands, whoever wrote it. */
async function traces({ pool }: Workbench, word: string): Promise<string[]> {
  const { rows } = await pool.query<{ name: string }>(
    `select format('%I.%I', schemaname, tablename) as name from pg_tables
     where schemaname in ('public', 'pgboss', 'langgraph') order by 1`,
  );
  const found: string[] = [];
  for (const { name } of rows) {
    const { rowCount } = await pool.query(
      `select 1 from ${name} t where position($1 in t::text) > 0 or position($2 in t::text) > 0 limit 1`,
      [word, Buffer.from(word).toString('hex')],
    );
    if (rowCount) found.push(name);
  }
  return found;
}

onEveryWorkbench((bench) => {
  const lead = async () => {
    const lease = await bench().leases.take('housekeeping', 'test', 60);
    if (lease === null) throw new Error('nobody else is here');
    return lease;
  };
  const age = (runId: string, days: number) =>
    bench().pool.query(`update runs set ended_at = now() - make_interval(days => $2) where id = $1`, [
      runId,
      days,
    ]);
  const expireNow = async () =>
    expire(bench().rpc, bench().pool, await lead(), { eventsDays: 30, textDays: 10 });

  describe('erasing one person', () => {
    beforeAll(async () => {
      const mine = await spoken(bench(), 'xylophone', { user: 'UERASE', thread: 'shared' });
      await spoken(bench(), 'xylophone', { user: 'UERASE', thread: 'another' });
      const theirs = await spoken(bench(), 'marimba', { user: 'UOTHER', thread: 'shared' });
      await checkpoint(bench(), theirs.runId.replace(/^./, 'z'), 'marimba');
      await bench().pool.query(
        `update langgraph.checkpoints set checkpoint = '{"history": "xylophone"}' where thread_id = $1`,
        [theirs.runId],
      );
      const rating = { runId: theirs.runId, user: 'UERASE', rating: 'down', reasons: [] } as const;
      await bench().feedback.give({ ...rating, reasons: [], comment: 'like a xylophone' });
      const queue = openQueue(bench().database, silent);
      const job = { kind: 'message', orderKey: 'T:C:1', priority: 0 } as const;
      await queue.enqueue({ ...job, id: mine.runId, payload: { request: mine } });
      const done = Promise.withResolvers<void>();
      await queue.work(async () => done.resolve(), { concurrency: 1 });
      await done.promise;
      await queue.stopClaiming({ timeoutMs: 5_000 });
      await queue[Symbol.asyncDispose]();
      const letter = { ...job, id: randomUUID(), payload: { request: mine }, attempts: 5, error: 'died' };
      await buryJob(bench().pool, letter);
    });

    it('leaves no trace of their words in any table, and everybody else’s alone', async () => {
      expect((await traces(bench(), 'xylophone')).length).toBeGreaterThan(10);
      const before = await bench().sql('select sum(micro_usd)::bigint, count(*) from runs');
      const others = await traces(bench(), 'marimba');
      expect(await eraseUser(bench().rpc, bench().pool, 'UERASE')).toEqual({
        runs: 2,
        comments: 3,
        deadLetters: 1,
        jobs: 1,
        open: 0,
      });
      expect(await traces(bench(), 'xylophone')).toEqual([]);
      // Of a shared thread the others' checkpoints went too, since its history stands in them.
      expect(await traces(bench(), 'marimba')).toEqual(others);
      expect(await bench().sql('select sum(micro_usd)::bigint, count(*) from runs')).toEqual(before);
      expect(await eraseUser(bench().rpc, bench().pool, 'UERASE')).toMatchObject({ runs: 0, jobs: 0 });
    });

    it('keeps runs readable, and gives a retry of one nothing of it', async () => {
      const [run] = await bench().runs.recent({ user: 'UERASE', limit: 1 });
      const found = await bench().runs.find(run?.runId ?? '');
      expect(found).toMatchObject({
        status: 'answered',
        outcome: { degraded: [] },
        request: { text: '', history: [] },
      });
      expect(await bench().ledger.finished(run?.runId ?? '')).toEqual([]);
    });
  });

  it('leaves what still runs or waits, and counts it', async () => {
    const request = aRequest({ user: 'UGOING', text: 'ocarina' });
    await bench().runs.claim(request);
    expect(await eraseUser(bench().rpc, bench().pool, 'UGOING')).toMatchObject({ runs: 0, open: 1 });
    expect((await bench().runs.find(request.runId))?.request.text).toBe('ocarina');
  });

  it('removes text that is older than it may be, checkpoints with it, and nothing younger', async () => {
    const old = await spoken(bench(), 'theremin', { user: 'UOLD', thread: 'old' });
    const young = await spoken(bench(), 'dulcimer', { user: 'UYOUNG', thread: 'young' });
    await age(old.runId, 11);
    await age(young.runId, 9);
    const all = await traces(bench(), 'dulcimer');
    expect(await expireNow()).toMatchObject({ runs: 1 });
    expect(await traces(bench(), 'theremin')).toEqual([]);
    expect(await traces(bench(), 'dulcimer')).toEqual(all);
    expect(await expireNow()).toEqual({ runs: 0, events: 0, deadLetters: 0 });
  });

  it('removes old events and dead letters in batches, the oldest first', async () => {
    await bench().pool.query(
      `insert into events (stream, type, correlation_id, idempotency_key, payload, at)
       select 'run:x', 'noted', 'c', n::text, '{}', now() - make_interval(days => 30, secs => n)
       from generate_series(1, 6001) n`,
    );
    await buryJob(bench().pool, {
      id: randomUUID(),
      kind: 'message',
      orderKey: 'k',
      priority: 0,
      payload: null,
      attempts: 5,
      error: 'died',
    });
    await bench().pool.query(`update dead_letters set at = now() - interval '11 days' where order_key = 'k'`);
    expect(await expireNow()).toEqual({ events: 5_000, runs: 0, deadLetters: 1 });
    const { rows } = await bench().sql(
      `select min(now() - at) > interval '30 days' from events where stream = 'run:x'`,
    );
    expect(rows).toEqual([[true]]);
    expect(await expireNow()).toEqual({ events: 1_001, runs: 0, deadLetters: 0 });
  });

  it('refuses whoever does not hold the lease any more', async () => {
    const lease = await lead();
    await bench().leases.release(lease);
    const ages = { eventsDays: 1, textDays: 1 };
    await expect(expire(bench().rpc, bench().pool, lease, ages)).rejects.toMatchObject({ code: 'GE003' });
  });
});
