import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { genesis, spawnGenesis } from './run-genesis.ts';

let dir: string;
let env: Record<string, string>;
let bot: ReturnType<typeof spawnGenesis>;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'genesis-cli-'));
  env = { GENESIS_DATA_DIR: join(dir, 'data') };
  // Commands are fast where a bot has the data open; how they are without one, is told where they start alone.
  bot = spawnGenesis(['start'], { ...env, PORT: '0', PLAYGROUND_PORT: '0' });
  await bot.printed(/Ctrl\+C/);
});
afterAll(async () => {
  bot.child.kill('SIGKILL');
  await bot.ended;
  await rm(dir, { recursive: true, force: true });
});

const TRACE = /\n\s+at |node:internal|\.ts:\d+/;

describe('a command line that is wrong', () => {
  it.each([
    ['an unknown command', ['fly']],
    ['ask with nothing to ask', ['ask']],
    ['ask with both a request and a file', ['ask', 'this', '--file', 'that.jsonl']],
    ['ask with a file that is not there', ['ask', '--file', '/nowhere/requests.jsonl']],
    ['a flag that does not exist', ['flags', 'on', 'maintenance_mod']],
    ['a version that is no number', ['flags', 'on', 'maintenance_mode', '--version', 'two']],
  ])('ends with 2 for %s, in a sentence', async (_, args) => {
    const { code, out, err } = await genesis(args, env);
    expect(code).toBe(2);
    expect(out).toBe('');
    expect(err).not.toMatch(TRACE);
    expect(err.length).toBeGreaterThan(10);
  });

  it('ends with 2 for a wrong configuration, with every problem and its remedy', async () => {
    const wrong = { ...env, PORT: 'eighty', SLACK_APP_TOKEN: 'xapp-1', GENESIS_MODEL: 'gpt' };
    const commands = [['start'], ['flags'], ['doctor']];
    for (const { code, out, err } of await Promise.all(commands.map((args) => genesis(args, wrong)))) {
      expect(code).toBe(2);
      for (const variable of ['PORT', 'SLACK_APP_TOKEN', 'GENESIS_MODEL'])
        expect(out + err).toContain(variable);
      expect(err).not.toMatch(TRACE);
    }
  });

  it('ends with 2 where production would start on the playground', async () => {
    const { code, err } = await genesis(['start'], { ...env, GENESIS_ENV: 'production' });
    expect(code).toBe(2);
    expect(err).toContain('SLACK_BOT_TOKEN');
  });
});

describe('ask', () => {
  it('prints exactly the documented object, alone on standard output', async () => {
    const { code, out, err } = await genesis(['ask', '--json', 'what is 17 times 23?'], env);
    expect(code).toBe(0);
    const lines = out.trim().split('\n');
    expect(lines).toHaveLength(1);
    const answer = JSON.parse(lines[0] ?? '');
    expect(Object.keys(answer).sort()).toEqual(
      'answer critics degraded plan routing runId status timings usage validation'.split(' '),
    );
    expect(answer).toMatchObject({ status: 'answered', usage: { inputTokens: 0, outputTokens: 0, usd: 0 } });
    expect(answer.answer).toContain('391');
    expect(Object.keys(answer.plan.tasks[0])).toEqual(
      'id title type dependsOn agent status attempts ms usd'.split(' '),
    );
    expect(Object.keys(answer.timings)).toEqual(
      'planMs routeMs validateMs executeMs critiqueMs totalMs'.split(' '),
    );
    expect(err).toMatch(/planned 1 task/);
  });

  it('prints plan, routing with reasons, validation, critics and answer for people', async () => {
    const { code, out } = await genesis(['ask', 'what is 12.5% of 3400?'], env);
    expect(code).toBe(0);
    for (const part of ['Plan', 'calculator', 'Validation', 'Critics', 'Answer', '425'])
      expect(out).toContain(part);
  });

  it('ends with 3 when the request is refused, and says why', async () => {
    const { code, out } = await genesis(['ask', '--json', 'x'.repeat(5_001)], env);
    expect(code).toBe(3);
    expect(JSON.parse(out)).toMatchObject({ status: 'refused', plan: { tasks: [] }, answer: null });
    expect(JSON.parse(out).reason).toMatch(/too_long.*5,?001/);
  });

  it('takes a batch in order, reports its bad lines and ends with 1 for them', async () => {
    const file = join(dir, 'requests.jsonl');
    const good = Array.from({ length: 6 }, (_, index) => `{"text": "what is ${index + 1} * 1000?"}`);
    await writeFile(
      file,
      [...good.slice(0, 2), 'not json', '', '{"words": "x"}', ...good.slice(2), ''].join('\n'),
    );
    const { code, out, err } = await genesis(['ask', '--json', '--file', file], env);
    expect(code).toBe(1);
    const goals = out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line).plan.goal.match(/\d/)?.[0]);
    expect(goals).toEqual(['1', '2', '3', '4', '5', '6']);
    expect(err).toMatch(/line 3 is not JSON/);
    expect(err).toMatch(/line 5 is not an object/);
  });

  it('leaves its runs for analysts, with what each of them cost', async () => {
    const { code, out } = await genesis(
      ['sql', '--json', 'select status, count(*) from runs group by 1'],
      env,
    );
    expect(code).toBe(0);
    const rows = new Map(JSON.parse(out).rows as [string, number][]);
    expect(rows.get('answered')).toBeGreaterThanOrEqual(8);
    expect(rows.get('refused')).toBe(1);
    expect(rows.get('running')).toBeUndefined();
  });
});

describe('the other commands', () => {
  it('switch a flag with an audit row, and refuse whoever saw an older version', async () => {
    const on = await genesis(['flags', 'on', 'maintenance_mode', '--json'], env);
    expect(JSON.parse(on.out)).toMatchObject({ key: 'maintenance_mode', percentage: 100, version: 2 });
    const stale = await genesis(['flags', 'off', 'maintenance_mode', '--version', '1'], env);
    expect(stale).toMatchObject({ code: 3, out: '' });
    const refused = await genesis(['ask', '--json', 'what is 1 + 1?'], env);
    expect(refused.code).toBe(3);
    expect(JSON.parse(refused.out).reason).toMatch(/^maintenance/);
    expect((await genesis(['flags', 'off', 'maintenance_mode'], env)).code).toBe(0);
    const audit = await genesis(['sql', '--json', 'select via from flag_audit order by at'], env);
    expect(JSON.parse(audit.out).rows.filter(([via]: [string]) => via === 'cli')).toHaveLength(2);
  });

  it.each([
    ['an unknown table', 'select * from nothing'],
    ['a write', "update flags set key = 'x'"],
    ['a write inside a query', 'with gone as (delete from flags returning *) select * from gone'],
    ['two statements', 'select 1; select 2'],
  ])('refuse %s in sql in one sentence', async (_, query) => {
    const { code, out, err } = await genesis(['sql', query], env);
    expect(code).toBe(1);
    expect(out).toBe('');
    expect(err.trim().split('\n')).toHaveLength(1);
  });

  it('name a broken agent file in doctor, while the others load', async () => {
    const agents = join(dir, 'agents');
    await mkdir(agents, { recursive: true });
    await writeFile(join(agents, 'broken.json'), '{"id": "broken"}');
    const { code, out } = await genesis(['doctor', '--json'], { ...env, GENESIS_AGENTS_DIR: agents });
    expect(code).toBe(1);
    const { checks } = JSON.parse(out);
    const failed = checks.filter((check: { verdict: string }) => check.verdict === 'fail');
    expect(failed.every((check: { name: string }) => check.name === 'agents')).toBe(true);
    expect(failed[0].detail).toContain('broken.json');
    const passed = checks.filter((check: { verdict: string }) => check.verdict === 'pass');
    expect(passed.map((check: { name: string }) => check.name)).toEqual(
      expect.arrayContaining(['configuration', 'disk', 'database', 'clock', 'flags', 'agents']),
    );
  });

  it('set a budget that the next list shows, and refuse what is none', async () => {
    const set = await genesis(
      ['budget', 'set', 'user', 'month', '12.345678', '--for', 'U0LIN', '--json'],
      env,
    );
    expect(set.code).toBe(0);
    expect(JSON.parse(set.out)).toMatchObject({
      scope: 'user',
      subject: 'U0LIN',
      window: 'month',
      limitUsd: 12.345678,
      leftUsd: 12.345678,
    });
    const listed = await genesis(['budget'], env);
    expect(listed.code).toBe(0);
    expect(listed.out).toMatch(/user +U0LIN +month +\$0\.00 +\$0\.00 +\$12\.345678 +\$12\.345678 /);
    expect(listed.out).toMatch(/workspace +each +day .*\$25\.00/);
    expect((await genesis(['budget', 'set', 'user', 'month', 'none', '--for', 'U0LIN'], env)).out).toMatch(
      /No limit/,
    );
    expect(JSON.parse((await genesis(['budget', 'list', '--json'], env)).out)).toHaveLength(2);
    const wrong = [
      ['team', 'day', '1'],
      ['user', 'week', '1'],
      ['user', 'day', '-1'],
      ['user', 'day', '1e3'],
      ['user', 'day', '1', '--for', 'lin'],
    ];
    for (const args of wrong) {
      const { code, out } = await genesis(['budget', 'set', ...args], env);
      expect({ code, out }, args.join(' ')).toEqual({ code: 2, out: '' });
    }
  });

  it('erase what a person asked, and say who is no person', async () => {
    expect((await genesis(['ask', 'what is 77 + 1?'], env)).code).toBe(0);
    const user = `cli:${userInfo().username}`;
    const { code, out } = await genesis(['erase', user, '--json'], env);
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ user, open: 0 });
    expect(JSON.parse(out).runs).toBeGreaterThan(0);
    const query = `select count(*) filter (where text_erased_at is null) from runs where user_id = '${user}'`;
    expect(JSON.parse((await genesis(['sql', '--json', query], env)).out).rows).toEqual([[0]]);
    expect((await genesis(['erase', user], env)).out).toMatch(/^Erased the text of 0 runs/);
    expect((await genesis(['erase', '@lin'], env)).code).toBe(2);
  });

  it('list dead letters, and say which there is none of', async () => {
    expect(await genesis(['dead-letters'], env)).toMatchObject({
      code: 0,
      out: 'There are no dead letters.\n',
    });
    expect(JSON.parse((await genesis(['dead-letters', 'list', '--json'], env)).out)).toEqual([]);
    for (const id of ['7', '00000000-0000-4000-8000-000000000000']) {
      const { code, out, err } = await genesis(['dead-letters', 'replay', id], env);
      expect({ code, out }).toEqual({ code: 2, out: '' });
      expect(err.trim().split('\n')).toHaveLength(1);
    }
  });

  it('find the running bot keeping house', async () => {
    const query = 'select name, expires_at > now() as held from leases';
    const { out } = await genesis(['sql', '--json', query], env);
    expect(JSON.parse(out).rows).toEqual([['housekeeping', true]]);
  });

  it('pass doctor on a machine with nothing configured', async () => {
    const ended = await genesis(['doctor'], env);
    expect(ended).toMatchObject({ code: 0, err: '' });
    expect(ended.out).toContain('OPENAI_API_KEY');
  });

  it('say that no bot answers', async () => {
    const { code, err } = await genesis(['health'], { ...env, PORT: '1' });
    expect(code).toBe(1);
    expect(err).toMatch(/No bot answers/);
  });
});
