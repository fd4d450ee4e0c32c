import { randomUUID } from 'node:crypto';
import { expect, it } from 'vitest';
import { FencedError } from '#graph/ports.ts';
import type { Request } from '#graph/request.ts';
import { buryJob } from '#store/queue/job-table.ts';
import { onEveryWorkbench } from '#test/setup/workbench.ts';
import { aReport, aRequest, aResult, aTask, contextOf } from './fixtures.ts';

const QUIET = 1_800;

onEveryWorkbench((bench) => {
  const lead = async () => {
    const lease = await bench().leases.take('housekeeping', 'test', 60);
    if (lease === null) throw new Error('nobody else is here');
    return lease;
  };
  const sweep = async () => bench().deadRuns.sweep(await lead(), QUIET);
  const reserving = async (parts: Partial<Request>, microUsd: number) => {
    const request = aRequest(parts);
    const { epoch } = await bench().runs.claim(request);
    const run = contextOf(request, epoch);
    await bench().budgets.reserve(request, run, microUsd);
    return { request, run };
  };
  const hush = async (runId: string) => {
    await bench().pool.query(`update runs set updated_at = now() - interval '31 minutes' where id = $1`, [
      runId,
    ]);
    await bench().pool.query(
      `update run_tasks set recorded_at = now() - interval '31 minutes' where run_id = $1`,
      [runId],
    );
  };
  const bury = (request: Request, kind: 'message' | 'resume') =>
    buryJob(bench().pool, {
      id: randomUUID(),
      kind,
      orderKey: 'T:C:1',
      priority: 0,
      payload: { request },
      attempts: 5,
      error: 'died',
    });
  /** Reserved and settled in the user's day, which the ledger has to agree with. */
  const dayOf = async (user: string) => {
    const { rows } = await bench().sql(
      `select reserved_micro_usd, settled_micro_usd from budget_windows
       where scope = 'user' and subject = '${user}' and period = 'day'`,
    );
    const ledger = await bench().sql(
      `select coalesce(sum(reserved_micro_usd) filter (where settled_at is null), 0)::bigint,
         coalesce(sum(settled_micro_usd), 0)::bigint from budget_ledger where user_id = '${user}'`,
    );
    expect(rows).toEqual(ledger.rows);
    return rows[0];
  };

  it.each(['message', 'resume'] as const)(
    'ends a run whose %s job was given up, frees what it held and fences its worker off',
    async (kind) => {
      const user = `U64${kind}`;
      const { request, run } = await reserving({ user }, 9_000);
      await bench().ledger.record(run, { task: aTask(), result: aResult() });
      expect(await sweep()).toEqual({ givenUp: 0, freedMicroUsd: 0 });
      await bury(request, kind);
      expect(await sweep()).toEqual({ givenUp: 1, freedMicroUsd: 7_493 });
      expect(await dayOf(user)).toEqual([0, 1_507]);
      expect(await bench().runs.find(request.runId)).toMatchObject({
        status: 'failed',
        outcome: { status: 'failed', category: 'store' },
      });
      await expect(bench().runs.record(run, aReport(request))).rejects.toBeInstanceOf(FencedError);
      expect(await sweep()).toEqual({ givenUp: 0, freedMicroUsd: 0 });
    },
  );

  it('ends a run that waits for an approval which nobody can give any more', async () => {
    const { request, run } = await reserving({ user: 'U66' }, 800);
    const outcome = { status: 'awaiting_approval', message: 'approve?' } as const;
    await bench().runs.record(run, aReport(request, { outcome, results: [] }));
    expect(await sweep()).toEqual({ givenUp: 0, freedMicroUsd: 0 });
    await bury(request, 'message');
    expect(await sweep()).toEqual({ givenUp: 1, freedMicroUsd: 800 });
  });

  it('ends a quiet run of the command line, which no queue will take up again', async () => {
    const { request, run } = await reserving({ user: 'U65', via: 'cli' }, 700);
    await hush(request.runId);
    await bench().ledger.record(run, { task: aTask(), result: aResult({ modelCalls: [] }) });
    expect(await sweep(), 'it has just finished a task').toEqual({ givenUp: 0, freedMicroUsd: 0 });
    await hush(request.runId);
    expect(await sweep()).toEqual({ givenUp: 1, freedMicroUsd: 700 });
    expect(await dayOf('U65')).toEqual([0, 0]);
    expect(await bench().runs.find(request.runId)).toMatchObject({ status: 'failed' });
  });

  it('leaves runs alone that ended, or whose job the queue still has, however quiet they are', async () => {
    const ended = await reserving({ user: 'U67' }, 700);
    await bench().runs.record(ended.run, aReport(ended.request));
    await bury(ended.request, 'message');
    const queued = await reserving({ user: 'U68' }, 700);
    await hush(queued.request.runId);
    expect(await sweep()).toEqual({ givenUp: 0, freedMicroUsd: 0 });
    expect(await bench().runs.find(ended.request.runId)).toMatchObject({ status: 'answered' });
    expect(await dayOf('U68')).toEqual([700, 0]);
  });

  it('refuses whoever does not hold the lease any more', async () => {
    const lease = await lead();
    await bench().leases.release(lease);
    await expect(bench().deadRuns.sweep(lease, QUIET)).rejects.toMatchObject({ code: 'GE003' });
    const next = await bench().leases.take('housekeeping', 'another', 60);
    expect(next?.epoch).toBe(lease.epoch + 1);
    expect(await bench().leases.take('housekeeping', 'test', 60)).toBeNull();
    await expect(bench().deadRuns.sweep(lease, QUIET)).rejects.toMatchObject({ code: 'GE003' });
    await bench().pool.query(`update leases set expires_at = now()`);
    const back = await bench().leases.take('housekeeping', 'test', 60);
    expect(back?.epoch).toBe(lease.epoch + 2);
    expect(await bench().leases.take('housekeeping', 'test', 60)).toEqual(back);
  });
});
