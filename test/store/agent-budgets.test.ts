import { expect, it } from 'vitest';
import { FencedError } from '#graph/ports.ts';
import type { Store } from '#store/open-store.ts';
import { onEveryDatabase } from '#test/setup/stores.ts';
import { aResult, aTask, claimed } from './fixtures.ts';

async function reserved(store: Store, microUsd: number, user: string) {
  const { request, run } = await claimed(store, { user, team: `T-${user}`, channel: `C-${user}` });
  expect(await store.budgets.reserve(request, run, microUsd)).toMatchObject({ ok: true });
  return run;
}

/** Reserved and settled of an agent's day, which has to be the sum of the shares. */
async function dayOf(store: Store, agent: string): Promise<unknown> {
  const { rows } = await store.sql(
    `select reserved_micro_usd, settled_micro_usd from budget_windows
     where scope = 'agent' and subject = '${agent}' and period = 'day'`,
  );
  const shares = await store.sql(
    `select coalesce(sum(s.reserved_micro_usd) filter (where l.settled_at is null), 0)::bigint,
       coalesce(sum(s.settled_micro_usd), 0)::bigint
     from budget_shares s join budget_ledger l using (run_id) where s.agent = '${agent}'`,
  );
  expect(rows).toEqual(shares.rows);
  return rows[0];
}

await onEveryDatabase((store) => {
  it('never lets thirty parallel runs share out more than an agent may spend', async () => {
    const limit = { scope: 'agent', window: 'day', actor: 'a' } as const;
    await store().budgets.setLimit({ ...limit, subject: 'busy', microUsd: 1_005 });
    const runs = await Promise.all(Array.from({ length: 30 }, (_, n) => reserved(store(), 200, `UA${n}`)));
    const answers = await Promise.all(
      runs.map((run, n) =>
        store().budgets.allot(run, n % 2 ? { busy: 100, idle: 50 } : { idle: 50, busy: 100 }),
      ),
    );
    expect(answers.filter((answer) => answer.ok)).toHaveLength(10);
    expect(answers.find((answer) => !answer.ok)).toMatchObject({
      scope: 'agent',
      agent: 'busy',
      window: 'day',
      limitMicroUsd: 1_005,
      leftMicroUsd: 5,
    });
    expect(await dayOf(store(), 'busy')).toEqual([1_000, 0]);
    expect(await dayOf(store(), 'idle')).toEqual([500, 0]);
  });

  it('books what each agent really cost, also one that came in later, and frees the rest', async () => {
    const run = await reserved(store(), 10_000, 'UB1');
    expect(await store().budgets.allot(run, { drafter: 4_000, auditor: 4_000 })).toEqual({ ok: true });
    expect(await store().budgets.allot(run, { drafter: 9_000 })).toEqual({ ok: true });
    expect(await dayOf(store(), 'drafter')).toEqual([4_000, 0]);
    await store().ledger.record(run, { task: aTask(), result: aResult({ agent: 'auditor' }) });
    const later = { task: aTask({ id: 't2' }), result: aResult({ taskId: 't2', agent: 'newcomer' }) };
    await store().ledger.record(run, later);
    await store().budgets.settle(run, 3_314);
    await store().budgets.settle(run, 3_314);
    expect(await dayOf(store(), 'drafter')).toEqual([0, 0]);
    expect(await dayOf(store(), 'auditor')).toEqual([0, 1_507]);
    expect(await dayOf(store(), 'newcomer')).toEqual([0, 1_507]);
  });

  it('refuses a share of a worker that lost its run', async () => {
    const { request, run } = await claimed(store(), { user: 'UB2' });
    await store().budgets.reserve(request, run, 10);
    await store().runs.claim(request);
    await expect(store().budgets.allot(run, { drafter: 1 })).rejects.toBeInstanceOf(FencedError);
  });

  it('lists each limit with what is used, reserved and left, and takes a limit away again', async () => {
    const limit = { scope: 'channel', window: 'month', subject: 'CLIST', actor: 'a' } as const;
    const listed = async () =>
      (await store().budgets.list()).filter(
        ({ subject, window }) => subject === 'CLIST' && window === 'month',
      );
    await store().budgets.setLimit({ ...limit, microUsd: 1_000 });
    expect(await listed()).toMatchObject([{ usedMicroUsd: 0, reservedMicroUsd: 0, leftMicroUsd: 1_000 }]);
    const { request, run } = await claimed(store(), { channel: 'CLIST', user: 'UB3', team: 'TB3' });
    await store().budgets.reserve(request, run, 600);
    expect(await listed()).toMatchObject([{ usedMicroUsd: 0, reservedMicroUsd: 600, leftMicroUsd: 400 }]);
    await store().budgets.settle(run, 250);
    expect(await listed()).toMatchObject([{ usedMicroUsd: 250, reservedMicroUsd: 0, leftMicroUsd: 750 }]);
    await store().budgets.setLimit({ ...limit, microUsd: null });
    expect(await listed()).toMatchObject([{ usedMicroUsd: 250, leftMicroUsd: null, limitMicroUsd: null }]);
    const day = (await store().budgets.list()).find(
      (each) => each.subject === 'UB3' && each.window === 'day',
    );
    expect(day).toMatchObject({ byDefault: true, limitMicroUsd: 10_000_000, leftMicroUsd: 9_999_750 });
    expect(Date.parse(day?.resetsAt ?? '')).toBeGreaterThan(Date.now());
  });
});
