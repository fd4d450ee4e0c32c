import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { genesis, spawnGenesis } from './run-genesis.ts';

let dir: string;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'genesis-start-'));
});
afterAll(() => rm(dir, { recursive: true, force: true }));

const FREE = { PORT: '0', PLAYGROUND_PORT: '0' };

describe('a start that cannot be', () => {
  it.each([
    ['below a file', () => join(dir, 'file', 'data')],
    ['where the system makes no folders', () => '/proc/genesis/data'],
  ])('says in one sentence that it cannot write %s', async (_, place) => {
    await writeFile(join(dir, 'file'), '');
    const { code, err } = await genesis(['start'], { ...FREE, GENESIS_DATA_DIR: place() });
    expect(code).toBe(1);
    expect(err.trim().split('\n')).toHaveLength(1);
    expect(err).toContain('GENESIS_DATA_DIR');
  });

  it.each(['PORT', 'PLAYGROUND_PORT'])('says in one sentence that %s is taken', async (variable) => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const port = String((other.address() as AddressInfo).port);
    const env = { ...FREE, GENESIS_DATA_DIR: join(dir, 'unused'), [variable]: port };
    const { code, err } = await genesis(['start'], env);
    other.close();
    expect(code).toBe(1);
    expect(err.trim().split('\n')).toHaveLength(1);
    expect(err).toContain(port);
    expect(err).toContain(variable);
  });
});

describe('a running bot', () => {
  let bot: ReturnType<typeof spawnGenesis>;
  let env: Record<string, string>;
  let page: string;
  let http: string;
  beforeAll(async () => {
    env = { GENESIS_DATA_DIR: join(dir, 'data') };
    bot = spawnGenesis(['start'], { ...env, ...FREE });
    const printed = await bot.printed(/Ctrl\+C/);
    page = printed.match(/Open (http:\S+)/)?.[1] ?? '';
    http = printed.match(/(http:\S+)\/health/)?.[1] ?? '';
  });
  afterAll(() => void bot.child.kill('SIGKILL'));

  const get = async (path: string) => {
    const response = await fetch(`${http}${path}`);
    return { status: response.status, text: await response.text() };
  };

  it('prints the page’s address, what is missing, and what that means', async () => {
    const printed = await bot.printed(/ready/);
    expect((await fetch(page)).status).toBe(200);
    expect((await fetch(`${page}/_control/ready`)).status).toBe(200);
    for (const variable of ['SLACK_BOT_TOKEN', 'OPENAI_API_KEY', 'DATABASE_URL'])
      expect(printed).toContain(variable);
  });

  it('answers its probes, and counts what it did', async () => {
    for (const path of ['/livez', '/startupz', '/readyz', '/health'])
      expect((await get(path)).status).toBe(200);
    const health = JSON.parse((await get('/health')).text);
    expect(health.components.map((component: { name: string }) => component.name)).toEqual([
      'slack',
      'database',
      'queue',
      'models',
      'agents',
    ]);
    const metrics = (await get('/metrics')).text;
    for (const name of [
      'genesis_queue_jobs',
      'genesis_agent_cache_total',
      'genesis_event_loop_lag_seconds',
    ]) {
      expect(metrics).toContain(`# TYPE ${name}`);
    }
    expect((await get('/nothing')).status).toBe(404);
    expect((await fetch(`${http}/livez`, { method: 'POST' })).status).toBe(405);
  });

  it('keeps a second process off its data, and its port', async () => {
    const second = await genesis(['start'], { ...env, ...FREE });
    expect(second.code).toBe(1);
    expect(second.err.trim().split('\n')).toHaveLength(1);
    expect(second.err).toMatch(/in use by another Genesis process/);
  });

  it('lends its data to commands', async () => {
    expect((await genesis(['doctor'], env)).out).toContain('running bot');
    const health = await genesis(['health', '--json'], { ...env, PORT: new URL(http).port });
    expect(JSON.parse(health.out)).toMatchObject({ status: 'healthy' });
  });

  it('has a flag that the command line switched in force within two seconds', async () => {
    expect((await genesis(['flags', 'on', 'maintenance_mode'], env)).code).toBe(0);
    const post = await fetch(`${page}/_control/message`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ channel: 'C0ENG', user: 'U0LIN', text: '@genesis what is 1 + 1?' }),
    });
    expect(post.ok).toBe(true);
    await expect
      .poll(async () => (await fetch(`${page}/_control/messages?channel=C0ENG`)).text(), { timeout: 5_000 })
      .toMatch(/maintenance/i);
    expect((await genesis(['flags', 'off', 'maintenance_mode'], env)).code).toBe(0);
  });

  it('drains on SIGTERM and ends with 0, and its data are free again', async () => {
    bot.child.kill('SIGTERM');
    expect(await bot.ended).toMatchObject({ code: 0, err: '' });
    const alone = await genesis(['ask', '--json', 'what is 6 * 7?'], env);
    expect(alone.code).toBe(0);
    expect(JSON.parse(alone.out).answer).toContain('42');
  });
});
