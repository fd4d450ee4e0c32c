import { describe, expect, it, vi } from 'vitest';
import { HEALTH_COMPONENTS } from '#bot/health.ts';
import { openLog } from '#bot/log.ts';
import { type Probe, probeHealth } from '#bot/probe-health.ts';
import { runCommand } from '#bot/slack/commands/run-command.ts';
import { MemoryFlags } from '#test/slack/slack-world.ts';

const well: Probe = async () => ({ score: 100, detail: 'well' });
const down: Probe = async () => ({ score: 0, detail: 'down' });
const log = openLog({ level: 'silent' });

function clock() {
  let at = 1_000_000;
  return {
    now: () => at,
    pass(ms: number) {
      at += ms;
    },
  };
}
const open = (
  over: Partial<Record<(typeof HEALTH_COMPONENTS)[number], Probe>> = {},
  time = clock(),
  timeoutMs = 1_000,
  urgentEveryMs = 0,
) =>
  probeHealth({
    probes: { slack: well, database: well, queue: well, models: well, agents: well, ...over },
    timeoutMs,
    everyMs: 0,
    urgentEveryMs,
    now: time.now,
    log,
  });

describe('health', () => {
  it('is not green before the first probe', () => {
    const report = open().report();
    expect(report.status).toBe('unhealthy');
    expect(report.components.map(({ status, ageMs }) => [status, ageMs])).toEqual(
      HEALTH_COMPONENTS.map(() => ['unhealthy', null]),
    );
  });

  it('is green once every component was probed, and says how old the probes are', async () => {
    const time = clock();
    const health = open({}, time);
    await health.refresh();
    time.pass(7_000);
    expect(health.report()).toMatchObject({ status: 'healthy', score: 100 });
    expect(health.report().components.every(({ ageMs }) => ageMs === 7_000)).toBe(true);
  });

  it('is not green any more a minute after the last probe', async () => {
    const time = clock();
    const health = open({}, time);
    await health.refresh();
    time.pass(60_001);
    const report = health.report();
    expect(report.status).not.toBe('healthy');
    expect(report.components.some(({ status }) => status === 'healthy')).toBe(false);
  });

  it.each(['slack', 'database', 'queue'] as const)(
    'is unhealthy when %s is down, however well the rest',
    async (name) => {
      const report = await open({ [name]: down }).refresh();
      expect(report.status).toBe('unhealthy');
    },
  );

  it('stays healthy on the whole without a model, and shows that component as degraded', async () => {
    const report = await open({
      models: async () => ({ score: 55, detail: 'none is configured' }),
    }).refresh();
    expect(report.status).toBe('healthy');
    expect(report.components.find(({ name }) => name === 'models')?.status).toBe('degraded');
  });

  it.each([
    ['hangs', () => new Promise<never>(() => {}), /no answer within/],
    ['throws', () => Promise.reject(new Error('postgres://u:p@h refused')), /failed/],
  ])('counts a probe that %s as down, without its raw error', async (_, probe, detail) => {
    const report = await open({ database: probe }, clock(), 5).refresh();
    const database = report.components.find(({ name }) => name === 'database');
    expect(database).toMatchObject({ status: 'unhealthy', score: 0 });
    expect(database?.detail).toMatch(detail);
    expect(database?.detail).not.toContain('u:p');
  });

  it('runs one round of probes however many ask for it', async () => {
    let calls = 0;
    const health = open({
      queue: async () => {
        calls++;
        return { score: 100, detail: 'well' };
      },
    });
    await Promise.all([health.refresh(), health.refresh(), health.refresh()]);
    expect(calls).toBe(1);
  });

  it('probes only what is named, and says of each its own age', async () => {
    const time = clock();
    const health = open({}, time);
    await health.refresh();
    time.pass(7_000);
    await health.refresh(['database']);
    const ages = health.report().components.map(({ name, ageMs }) => [name, ageMs]);
    expect(Object.fromEntries(ages)).toMatchObject({ database: 0, queue: 7_000, models: 7_000 });
  });

  it('notices between its rounds that the database died', async () => {
    let probe = well;
    using health = open({ database: () => probe() }, clock(), 1_000, 5);
    await health.refresh();
    expect(health.report().status).toBe('healthy');
    probe = down;
    await vi.waitFor(() => expect(health.report().status).toBe('unhealthy'), { interval: 5 });
  });

  it('is measured for whoever asks before the first round', async () => {
    const deps = { health: open(), flags: new MemoryFlags(), self: { user: 'UBOT' } };
    const reply = JSON.stringify(await runCommand(deps, 'health', 'member'));
    expect(reply).not.toContain('not probed');
    expect(reply).toContain('*models* is healthy');
  });
});
