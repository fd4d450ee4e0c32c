import { randomUUID } from 'node:crypto';
import { expect, it } from 'vitest';
import type { Request } from '#graph/request.ts';
import { buryJob } from '#store/queue/job-table.ts';
import { type OwnedQueue, openQueue } from '#store/queue/open-queue.ts';
import type { Job } from '#store/queue.ts';
import { silent } from '#test/setup/stores.ts';
import { onEveryWorkbench } from '#test/setup/workbench.ts';
import { aReport, aRequest, aResult, aTask, contextOf } from './fixtures.ts';

onEveryWorkbench((bench) => {
  const jobOf = (request: Request): Job => ({
    id: request.runId,
    kind: 'message',
    orderKey: 'T:C:1',
    priority: 0,
    payload: { request },
  });
  const bury = (request: Request, kind: Job['kind'] = 'message') =>
    buryJob(bench().pool, { ...jobOf(request), kind, attempts: 5, error: 'Slack was away' });
  const sweep = async () => {
    const lease = await bench().leases.take('housekeeping', 'test', 60);
    if (lease === null) throw new Error('nobody else is here');
    return bench().deadRuns.sweep(lease, 1_800);
  };
  const withQueue = async (work: (queue: OwnedQueue) => Promise<void>) => {
    const queue = openQueue(bench().database, silent);
    try {
      await work(queue);
    } finally {
      await queue.stopClaiming({ timeoutMs: 5_000 });
      await queue[Symbol.asyncDispose]();
    }
  };
  const dayOf = async (scope: string, subject: string) =>
    (
      await bench().sql(
        `select reserved_micro_usd, settled_micro_usd from budget_windows
         where scope = '${scope}' and subject = '${subject}' and period = 'day'`,
      )
    ).rows[0];

  it('has a job tried again under its own id, with all its attempts, and forgets the letter', async () => {
    const request = aRequest({ user: 'UR1' });
    await bench().pool.query(`update pgboss.queue set retry_limit = 0`);
    await withQueue(async (queue) => {
      await queue.enqueue(jobOf(request));
      const again = Promise.withResolvers<{ attempt: number; payload: unknown }>();
      let broken = true;
      const buried = Promise.withResolvers<void>();
      await queue.work(
        async (job, { attempt }) => {
          if (!broken) return again.resolve({ attempt, payload: job.payload });
          buried.resolve();
          throw new Error('Slack was away');
        },
        { concurrency: 1 },
      );
      await buried.promise;
      await expect
        .poll(() => bench().deadLetters.list(5), { timeout: 5_000 })
        .toMatchObject([
          { id: request.runId, kind: 'message', user: 'UR1', error: 'Slack was away', replaying: false },
        ]);
      broken = false;
      expect(await bench().deadLetters.replay(request.runId, 'U0ADA')).toEqual({ kind: 'requested' });
      expect(await again.promise).toEqual({ attempt: 1, payload: { request } });
      await expect.poll(() => bench().deadLetters.list(5)).toEqual([]);
      expect(await queue.enqueue(jobOf(request))).toBe('duplicate');
    });
  });

  it('has a job tried again that the queue has forgotten by age', async () => {
    const request = aRequest({ user: 'UR2' });
    await bury(request);
    expect(await bench().deadLetters.replay(request.runId, 'U0ADA')).toEqual({ kind: 'requested' });
    await withQueue(async (queue) => {
      const taken = Promise.withResolvers<string>();
      await queue.work(async (job) => taken.resolve(job.id), { concurrency: 1 });
      expect(await taken.promise).toBe(request.runId);
      await expect.poll(() => bench().deadLetters.list(5)).toEqual([]);
    });
  });

  it('opens a run again that was given up, with its reservation, and books its cost once in the end', async () => {
    const request = aRequest({ user: 'UR3', team: 'TR3', channel: 'CR3' });
    const run = contextOf(request, (await bench().runs.claim(request)).epoch);
    await bench().budgets.reserve(request, run, 9_000);
    await bench().budgets.allot(run, { ur3_agent: 9_000 });
    await bench().ledger.record(run, { task: aTask(), result: aResult({ agent: 'ur3_agent' }) });
    await bury(request);
    expect(await sweep()).toMatchObject({ givenUp: 1 });
    expect(await dayOf('user', 'UR3')).toEqual([0, 1_507]);

    expect(await bench().deadLetters.replay(request.runId, 'U0ADA')).toEqual({ kind: 'requested' });
    expect(await bench().deadLetters.replay(request.runId, 'U0ADA')).toEqual({ kind: 'requested' });
    expect(await dayOf('user', 'UR3')).toEqual([9_000, 0]);
    expect(await dayOf('agent', 'ur3_agent')).toEqual([0, 0]);
    expect(await sweep(), 'it is about to be tried again').toMatchObject({ givenUp: 0 });
    const claim = await bench().runs.claim(request);
    expect(claim.state).toBe('running');
    const again = contextOf(request, claim.epoch);
    expect((await bench().ledger.finished(request.runId)).map(({ task }) => task.id)).toEqual(['t1']);
    await bench().runs.record(again, aReport(request, { results: [aResult({ agent: 'ur3_agent' })] }));
    expect(await dayOf('user', 'UR3')).toEqual([0, 1_807]);
    expect(await dayOf('agent', 'ur3_agent')).toEqual([0, 1_507]);
  });

  it('opens an answer to an approval as one that still waits', async () => {
    const request = aRequest({ user: 'UR4' });
    await bench().runs.claim(request);
    await bury(request, 'resume');
    await sweep();
    await bench().deadLetters.replay(request.runId, 'U0ADA');
    expect((await bench().runs.claim(request)).state).toBe('suspended');
  });

  it('refuses, and changes nothing, where a limit has no room for what the run reserved', async () => {
    const request = aRequest({ user: 'UR5', team: 'TR5', channel: 'CR5' });
    const run = contextOf(request, (await bench().runs.claim(request)).epoch);
    await bench().budgets.reserve(request, run, 9_000);
    await bury(request);
    await sweep();
    await bench().budgets.setLimit({
      scope: 'user',
      subject: 'UR5',
      window: 'hour',
      microUsd: 8_000,
      actor: 'a',
    });
    expect(await bench().deadLetters.replay(request.runId, 'U0ADA')).toMatchObject({
      kind: 'over_budget',
      scope: 'user',
      window: 'hour',
      limitMicroUsd: 8_000,
      leftMicroUsd: 8_000,
    });
    expect((await bench().deadLetters.list(5)).find(({ id }) => id === request.runId)).toMatchObject({
      replaying: false,
    });
    expect(await bench().runs.find(request.runId)).toMatchObject({ status: 'failed' });
    expect(await dayOf('user', 'UR5')).toEqual([0, 0]);
  });

  it('does not know a letter that nobody wrote', async () => {
    expect(await bench().deadLetters.replay(randomUUID(), 'U0ADA')).toEqual({ kind: 'unknown' });
  });
});
