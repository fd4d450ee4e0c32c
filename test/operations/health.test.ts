import { describe, expect, it } from 'vitest';
import { HEALTH_COMPONENTS } from '#bot/health.ts';
import { openLog } from '#bot/log.ts';
import { type Probe, probeHealth } from '#bot/probe-health.ts';

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
) =>
  probeHealth({
    probes: { slack: well, database: well, queue: well, models: well, agents: well, ...over },
    timeoutMs,
    everyMs: 0,
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
});
