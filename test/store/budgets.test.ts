import { expect, it } from 'vitest';
import { FencedError } from '#graph/ports.ts';
import type { Store } from '#store/open-store.ts';
import { onEveryDatabase } from '#test/setup/stores.ts';
import { aReport, claimed } from '#test/store/fixtures.ts';

/** Reservation and spend in one user's day, and what its ledger rows add up to. */
async function dayOf(store: Store, user: string): Promise<unknown> {
  const windows = await store.sql(
    `select reserved_micro_usd, settled_micro_usd from budget_windows
     where scope = 'user' and subject = '${user}' and period = 'day'`,
  );
  const ledger = await store.sql(
    `select coalesce(sum(reserved_micro_usd) filter (where settled_at is null), 0)::bigint,
       coalesce(sum(settled_micro_usd), 0)::bigint from budget_ledger where user_id = '${user}'`,
  );
  expect(windows.rows).toEqual(ledger.rows);
  return windows.rows[0];
}

await onEveryDatabase((store) => {
  it('never lets fifty parallel reservations pass a limit by a micro-dollar', async () => {
    const limit = {
      scope: 'user',
      subject: 'U50',
      window: 'day',
      microUsd: 1_000_003,
      actor: 'U0ADA',
    } as const;
    await store().budgets.setLimit(limit);
    const runs = await Promise.all(
      Array.from({ length: 50 }, () => claimed(store(), { user: 'U50', team: 'T50', channel: 'C50' })),
    );
    const answers = await Promise.all(
      runs.map(({ request, run }) => store().budgets.reserve(request, run, 100_000)),
    );
    expect(answers.filter((answer) => answer.ok)).toHaveLength(10);
    expect(answers.find((answer) => !answer.ok)).toMatchObject({
      scope: 'user',
      window: 'day',
      limitMicroUsd: 1_000_003,
      leftMicroUsd: 3,
    });
    expect(await dayOf(store(), 'U50')).toEqual([1_000_000, 0]);
  });

  it('gives a resumed run its own reservation again and books nothing twice', async () => {
    const { request, run } = await claimed(store(), { user: 'U51' });
    const first = await store().budgets.reserve(request, run, 500);
    expect(await store().budgets.reserve(request, run, 900)).toEqual(first);
    expect(await dayOf(store(), 'U51')).toEqual([500, 0]);
    await store().budgets.settle(run, 120);
    await store().budgets.settle(run, 120);
    expect(await dayOf(store(), 'U51')).toEqual([0, 120]);
    expect(await store().budgets.reserve(request, run, 500)).toEqual(first);
    expect(await dayOf(store(), 'U51')).toEqual([0, 120]);
  });

  it('frees what a run did not use, for the next one', async () => {
    await store().budgets.setLimit({
      scope: 'user',
      subject: 'U52',
      window: 'hour',
      microUsd: 1_000,
      actor: 'a',
    });
    const one = await claimed(store(), { user: 'U52' });
    const two = await claimed(store(), { user: 'U52' });
    expect(await store().budgets.reserve(one.request, one.run, 1_000)).toMatchObject({ ok: true });
    expect(await store().budgets.reserve(two.request, two.run, 1)).toMatchObject({
      ok: false,
      leftMicroUsd: 0,
    });
    await store().budgets.settle(one.run, 400);
    expect(await store().budgets.reserve(two.request, two.run, 601)).toMatchObject({
      ok: false,
      leftMicroUsd: 600,
    });
    expect(await store().budgets.reserve(two.request, two.run, 600)).toMatchObject({ ok: true });
  });

  it('books what was really spent even where it is more than was reserved', async () => {
    const { request, run } = await claimed(store(), { user: 'U53' });
    await store().budgets.reserve(request, run, 10);
    await store().budgets.settle(run, 25);
    expect(await dayOf(store(), 'U53')).toEqual([0, 25]);
  });

  it('settles what nobody settled once the run is recorded as ended, and not while it waits', async () => {
    const { request, run } = await claimed(store(), { user: 'U57' });
    await store().budgets.reserve(request, run, 5_000);
    const outcome = { status: 'awaiting_approval', message: 'approve?' } as const;
    await store().runs.record(run, aReport(request, { outcome }));
    expect(await dayOf(store(), 'U57')).toEqual([5_000, 0]);
    await store().runs.record(run, aReport(request));
    expect(await dayOf(store(), 'U57')).toEqual([0, 1_807]);
  });

  it('names the tightest limit that refuses and when it starts anew', async () => {
    const place = { user: 'U54', channel: 'C54', team: 'T54' };
    await store().budgets.setLimit({
      scope: 'user',
      subject: 'U54',
      window: 'month',
      microUsd: 50,
      actor: 'a',
    });
    await store().budgets.setLimit({
      scope: 'channel',
      subject: 'C54',
      window: 'hour',
      microUsd: 20,
      actor: 'a',
    });
    const { request, run } = await claimed(store(), place);
    const answer = await store().budgets.reserve(request, run, 60);
    if (answer.ok) throw new Error('it must be refused');
    expect(answer).toMatchObject({ scope: 'channel', window: 'hour', limitMicroUsd: 20, leftMicroUsd: 20 });
    const [time] = (await store().sql("select date_trunc('hour', now()) + interval '1 hour'")).rows[0] ?? [];
    expect(Date.parse(answer.resetsAt)).toBe(Date.parse(String(time)));
  });

  it('prefers the limit of one subject to the default of its scope', async () => {
    const { request, run } = await claimed(store(), { user: 'U55', team: 'T55' });
    expect(await store().budgets.reserve(request, run, 10_000_001)).toMatchObject({
      ok: false,
      scope: 'user',
      limitMicroUsd: 10_000_000,
    });
    await store().budgets.setLimit({
      scope: 'user',
      subject: 'U55',
      window: 'day',
      microUsd: 20_000_000,
      actor: 'a',
    });
    expect(await store().budgets.reserve(request, run, 10_000_001)).toMatchObject({ ok: true });
  });

  it('refuses a negative limit and a reservation of a worker that lost its run', async () => {
    const limit = { scope: 'user', subject: 'U56', window: 'day', microUsd: -1, actor: 'a' } as const;
    await expect(store().budgets.setLimit(limit)).rejects.toMatchObject({ code: '23514' });
    const { request, run } = await claimed(store(), { user: 'U56' });
    await store().runs.claim(request);
    await expect(store().budgets.reserve(request, run, 1)).rejects.toBeInstanceOf(FencedError);
  });
});
