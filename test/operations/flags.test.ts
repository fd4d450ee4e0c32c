import { describe, expect, it } from 'vitest';
import { explainFlag, FLAG_NAMES, FlagSet } from '#bot/flag-set.ts';
import { openLog } from '#bot/log.ts';
import { openFlags } from '#bot/open-flags.ts';
import type { FlagRow, FlagStore } from '#store/flags.ts';
import type { Signal } from '#store/signals.ts';

const on = (percent: number) => ({
  state: 'ENABLED',
  variants: { on: true, off: false },
  defaultVariant: 'off',
  targeting: {
    fractional: [
      ['on', percent],
      ['off', 100 - percent],
    ],
  },
});
const fixed = (variant: 'on' | 'off') => ({
  state: 'ENABLED',
  variants: { on: true, off: false },
  defaultVariant: variant,
});
const users = Array.from({ length: 2_000 }, (_, index) => `U${index.toString(36).toUpperCase()}`);
const rollout = (definition: unknown) => [{ key: 'phase_4_deployment', definition }];

/** The table's contract in memory: what the store's own tests hold the real one to. */
class Table implements FlagStore {
  rows = new Map<string, FlagRow>();
  handler: (signal: Signal) => void = () => {};
  fails = false;

  constructor(definitions: Record<string, unknown>) {
    for (const [key, definition] of Object.entries(definitions)) this.write(key, definition, 'seed');
  }
  write(key: string, definition: unknown, updatedBy: string): FlagRow {
    const version = (this.rows.get(key)?.version ?? 0) + 1;
    const row = { key, definition, version, updatedAt: '2026-01-01T00:00:00Z', updatedBy };
    this.rows.set(key, row);
    return row;
  }
  async list() {
    if (this.fails) throw new Error('gone');
    return [...this.rows.values()];
  }
  async set(change: Parameters<FlagStore['set']>[0]) {
    const row = this.rows.get(change.key) ?? null;
    if (row === null) return { ok: false as const, kind: 'unknown' as const, row };
    if (row.version !== change.expectedVersion) return { ok: false as const, kind: 'conflict' as const, row };
    return { ok: true as const, row: this.write(change.key, change.definition, change.actor) };
  }
  async audit() {
    return [];
  }
}

const open = (table: Table, pollMs = 0) =>
  openFlags({
    store: table,
    signals: {
      async subscribe(handler) {
        table.handler = handler;
        return { async [Symbol.asyncDispose]() {} };
      },
    },
    pollMs,
    log: openLog({ level: 'silent' }),
  });

describe('a percentage', () => {
  it('gives a user the same answer in every process', () => {
    const [here, there] = [new FlagSet(), new FlagSet()];
    here.install(rollout(on(30)));
    there.install(rollout(on(30)));
    for (const user of users) {
      expect(there.enabled('phase_4_deployment', user)).toBe(here.enabled('phase_4_deployment', user));
    }
  });

  it('never drops a user when it grows, through every stage of a rollout', () => {
    const set = new FlagSet();
    let before = new Set<string>();
    for (const percent of [0, 5, 10, 25, 50, 75, 100]) {
      set.install(rollout(on(percent)));
      const now = new Set(users.filter((user) => set.enabled('phase_4_deployment', user)));
      expect([...before].filter((user) => !now.has(user))).toEqual([]);
      expect(Math.abs((100 * now.size) / users.length - percent)).toBeLessThan(3);
      before = now;
    }
    expect(before.size).toBe(users.length);
  });

  it.each([
    [
      'off before on',
      {
        fractional: [
          ['off', 75],
          ['on', 25],
        ],
      },
    ],
    [
      'the same inside a rule',
      {
        if: [
          { in: ['x', 'y'] },
          'on',
          {
            fractional: [
              ['off', 75],
              ['on', 25],
            ],
          },
        ],
      },
    ],
  ])('is refused with %s, which would drop users as it grows', (_, targeting) => {
    const set = new FlagSet();
    set.install(rollout({ ...on(5), targeting }));
    expect(set.problem('phase_4_deployment')).toMatch(/must come first/);
  });
});

describe('what is safe', () => {
  it('holds for a flag without a row, and for a rule without a user', () => {
    const set = new FlagSet();
    expect(set.enabled('critic_gating_enabled', 'U1')).toBe(true);
    expect(set.enabled('emergency_shutdown', 'U1')).toBe(false);
    set.install(rollout(on(0)));
    expect(set.enabled('phase_4_deployment', '')).toBe(true);
  });

  it('does not weaken the emergency stop where nobody is named', () => {
    const set = new FlagSet();
    set.install([{ key: 'emergency_shutdown', definition: fixed('on') }]);
    expect(set.enabled('emergency_shutdown', '')).toBe(true);
  });

  it.each([
    ['no object', 'on'],
    ['an unknown state', { ...fixed('off'), state: 'on' }],
    ['a default that is no variant', { ...fixed('off'), defaultVariant: 'maybe' }],
    ['variants that are not boolean', { ...fixed('off'), variants: { on: 'yes', off: 'no' } }],
    ['variants without one for true', { ...fixed('off'), variants: { off: false } }],
    ['an operator that flagd does not know', { ...fixed('off'), targeting: { explode: [1] } }],
    ['a fraction of an unknown variant', { ...fixed('off'), targeting: { fractional: [['blue', 100]] } }],
    ['a fraction that is no list', { ...fixed('off'), targeting: { fractional: 'on' } }],
    ['targeting with a variant that does not exist', { ...fixed('off'), targeting: { if: [true, 'blue'] } }],
  ])('refuses %s and keeps the last good definition', (_, definition) => {
    const set = new FlagSet();
    set.install(rollout(fixed('off')));
    expect(set.install(rollout(definition))).toBe(false);
    expect(set.enabled('phase_4_deployment', 'U1')).toBe(false);
    expect(set.problem('phase_4_deployment')).not.toBeNull();
    set.install(rollout(fixed('on')));
    expect(set.problem('phase_4_deployment')).toBeNull();
    expect(set.enabled('phase_4_deployment', 'U1')).toBe(true);
  });

  it('explains through OpenFeature why a user gets what it gets', async () => {
    const set = new FlagSet();
    set.install([...rollout(on(100)), { key: 'maintenance_mode', definition: fixed('on') }]);
    expect(await explainFlag(set, 'phase_4_deployment', 'U1')).toEqual({
      enabled: true,
      variant: 'on',
      reason: 'TARGETING_MATCH',
    });
    expect((await explainFlag(set, 'maintenance_mode', 'U1')).reason).toBe('STATIC');
  });
});

describe('flags over the table', () => {
  it('are in force as soon as a signal tells of a change, and tell their listeners once', async () => {
    const table = new Table({ emergency_shutdown: fixed('off') });
    await using flags = await open(table);
    let told = 0;
    const changed = new Promise<void>((resolve) => flags.onChange(() => resolve(void told++)));
    table.write('emergency_shutdown', fixed('on'), 'somebody');
    table.handler({ kind: 'flags_changed' });
    await changed;
    expect(flags.enabled('emergency_shutdown', 'U1')).toBe(true);
    await flags.refresh();
    expect(told).toBe(1);
  });

  it('are polled, for signals that never come', async () => {
    const table = new Table({ maintenance_mode: fixed('off') });
    await using flags = await open(table, 5);
    const changed = new Promise<void>((resolve) => flags.onChange(resolve));
    table.write('maintenance_mode', fixed('on'), 'somebody');
    await changed;
    expect(flags.enabled('maintenance_mode', 'U1')).toBe(true);
  });

  it('stay as they were while the table cannot be read', async () => {
    const table = new Table({ maintenance_mode: fixed('on') });
    await using flags = await open(table);
    table.fails = true;
    await expect(flags.refresh()).rejects.toThrow('gone');
    expect(flags.enabled('maintenance_mode', 'U1')).toBe(true);
  });

  it('lists every flag that something reads, with its share and last change', async () => {
    const table = new Table({ phase_4_deployment: on(25) });
    await using flags = await open(table);
    const states = await flags.list();
    expect(states.map((state) => state.key)).toEqual(FLAG_NAMES);
    expect(states.find((state) => state.key === 'phase_4_deployment')).toMatchObject({
      percentage: 25,
      enabled: true,
      version: 1,
      updatedBy: 'seed',
    });
  });

  it('refuses a change by somebody who saw an older version', async () => {
    const table = new Table({ maintenance_mode: fixed('off') });
    await using flags = await open(table);
    const change = { actor: 'U0ADA', via: 'slack' as const, expectedVersion: 1 };
    expect(await flags.set('maintenance_mode', true, change)).toMatchObject({
      ok: true,
      state: { version: 2 },
    });
    expect(flags.enabled('maintenance_mode', 'U1')).toBe(true);
    expect(await flags.set('maintenance_mode', false, change)).toMatchObject({ ok: false, kind: 'conflict' });
    expect(await flags.set('no_such_flag', true, change)).toMatchObject({ ok: false, kind: 'unknown' });
  });
});
