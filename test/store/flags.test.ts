import { expect, it, vi } from 'vitest';
import { SAFE_FLAGS } from '#graph/flags.ts';
import type { Signal } from '#store/signals.ts';
import { onEveryDatabase } from '#test/setup/stores.ts';

const OFF = { state: 'ENABLED', variants: { on: true, off: false }, defaultVariant: 'off' };

await onEveryDatabase((store) => {
  const version = async (key: string): Promise<number> =>
    (await store().flags.list()).find((row) => row.key === key)?.version ?? 0;

  it('seeds exactly the flags that something reads', async () => {
    const rows = await store().flags.list();
    expect(rows.map((row) => row.key)).toEqual(Object.keys(SAFE_FLAGS).sort());
    expect(rows.every((row) => row.version === 1 && row.updatedBy === 'migration')).toBe(true);
  });

  it('changes a flag once for one expected version, and tells who changed it', async () => {
    const change = { key: 'maintenance_mode', definition: OFF, actor: 'U0ADA', via: 'slack' } as const;
    const before = (await store().flags.list()).find((row) => row.key === change.key);
    const set = await store().flags.set({ ...change, expectedVersion: 1 });
    expect(set).toMatchObject({ ok: true, row: { version: 2, definition: OFF, updatedBy: 'U0ADA' } });
    const late = await store().flags.set({ ...change, expectedVersion: 1 });
    expect(late).toMatchObject({ ok: false, kind: 'conflict', row: { version: 2 } });
    expect(await store().flags.audit(change.key, 10)).toMatchObject([
      { version: 2, before: before?.definition, after: OFF, actor: 'U0ADA', via: 'slack' },
    ]);
  });

  it('lets one of twenty simultaneous changes win', async () => {
    const change = { key: 'orchestration_enabled', definition: OFF, expectedVersion: 1, via: 'cli' } as const;
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, n) => store().flags.set({ ...change, actor: `U${n}` })),
    );
    expect(answers.filter((answer) => answer.ok)).toHaveLength(1);
    expect(await store().flags.audit(change.key, 50)).toHaveLength(1);
  });

  it('knows no flag that was not seeded', async () => {
    const change = {
      key: 'no_such_flag',
      definition: OFF,
      expectedVersion: 1,
      actor: 'a',
      via: 'cli',
    } as const;
    expect(await store().flags.set(change)).toEqual({ ok: false, kind: 'unknown', row: null });
  });

  it.each([
    ['no object', 'off'],
    ['no variants', { state: 'ENABLED', defaultVariant: 'off' }],
    ['an unknown state', { ...OFF, state: 'MAYBE' }],
    ['a default that is no variant', { ...OFF, defaultVariant: 'maybe' }],
    ['targeting that is no rule', { ...OFF, targeting: 'everyone' }],
  ])('refuses a definition with %s and keeps the last good one', async (_case, definition) => {
    const key = 'critic_gating_enabled';
    const change = { key, definition, expectedVersion: 1, actor: 'a', via: 'cli' } as const;
    await expect(store().flags.set(change)).rejects.toMatchObject({ code: '23514' });
    expect(await version(key)).toBe(1);
    expect(await store().flags.audit(key, 10)).toEqual([]);
  });

  it('signals a change and a stop to whoever subscribed, until they leave', async () => {
    const heard: Signal[] = [];
    const subscription = await store().signals.subscribe((signal) => heard.push(signal));
    const key = 'emergency_shutdown';
    const change = { key, definition: { ...OFF, defaultVariant: 'on' }, actor: 'a', via: 'cli' } as const;
    await store().flags.set({ ...change, expectedVersion: await version(key) });
    await vi.waitFor(() => expect(heard).toEqual([{ kind: 'flags_changed' }]));
    await subscription[Symbol.asyncDispose]();
    await store().flags.set({ ...change, expectedVersion: await version(key) });
    await store().probe();
    expect(heard).toHaveLength(1);
  });
});
