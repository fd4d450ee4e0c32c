import { randomUUID } from 'node:crypto';
import { Annotation, START, StateGraph } from '@langchain/langgraph';
import { describe, expect, inject, it, vi } from 'vitest';
import { FencedError } from '#graph/ports.ts';
import type { Signal } from '#store/signals.ts';
import { postgresServer } from '#test/setup/postgres-server.ts';
import { freshDatabase, onEveryDatabase, openTestStore, superuser } from '#test/setup/stores.ts';
import { aReport, claimed } from '#test/store/fixtures.ts';

await onEveryDatabase((store) => {
  /** A graph of two steps that counts how often each ran, as LangGraph itself would drive the checkpointer. */
  const aGraph = (onSecond: () => Promise<void>) => {
    const State = Annotation.Root({
      steps: Annotation<string[]>({ reducer: (a, b) => [...a, ...b], default: () => [] }),
    });
    return new StateGraph(State)
      .addNode('first', () => ({ steps: ['first'] }))
      .addNode('second', async () => {
        await onSecond();
        return { steps: ['second'] };
      })
      .addEdge(START, 'first')
      .addEdge('first', 'second')
      .compile({ checkpointer: store().checkpointer() });
  };

  it('lets interrupted runs go on from their own last checkpoint, many at once', async () => {
    const threads = Array.from({ length: 10 }, () => randomUUID());
    const dying = aGraph(() => Promise.reject(new Error('killed here')));
    const next = aGraph(() => Promise.resolve());
    await Promise.all(
      threads.map(async (thread_id) => {
        const config = { configurable: { thread_id } };
        await expect(dying.invoke({ steps: [thread_id] }, config)).rejects.toThrow('killed here');
        expect((await next.invoke(null, config)).steps).toEqual([thread_id, 'first', 'second']);
      }),
    );
  });

  it('refuses the checkpoints of a worker whose run was claimed again', async () => {
    const { request, run } = await claimed(store());
    const graph = aGraph(async () => {
      await store().runs.claim(request);
    });
    const config = { configurable: { thread_id: run.runId, epoch: run.epoch } };
    await expect(graph.invoke({ steps: [] }, config)).rejects.toBeInstanceOf(FencedError);
    const tuple = await store()
      .checkpointer()
      .getTuple({ configurable: { thread_id: run.runId } });
    expect(tuple?.checkpoint.channel_values.steps ?? []).not.toContain('second');
  });

  it('reads as the analyst role, one statement, no writes, in time, and no more than a thousand rows', async () => {
    const { request, run } = await claimed(store());
    await store().runs.record(run, aReport(request));
    const refused = async (query: string) =>
      store()
        .sql(query)
        .then(
          () => 'ran',
          (error) => error.code,
        );
    expect(await refused('select request from runs')).toBe('42501');
    expect(await refused('select 1; select 2')).toBe('42601');
    expect(await refused('delete from runs')).toBe('42601');
    expect(await refused('with gone as (delete from runs returning id) select * from gone')).toMatch(
      /0A000|42501/,
    );
    expect(await refused('select * from pgboss.job')).toBe('42501');
    expect(await refused("select public.run_request_stop(gen_random_uuid(), 'x')")).toBe('42501');
    const many = await store().sql('select n from generate_series(1, 5000) n;');
    expect([many.rows.length, many.truncated]).toEqual([1_000, true]);
    const shapes = await store().sql(
      "select 1::bigint as a, 9007199254740993::bigint as b, 1.25::numeric as c, '2026-01-02 03:04:05+00'::timestamptz as d, null as e, true as f",
    );
    expect(shapes).toEqual({
      columns: ['a', 'b', 'c', 'd', 'e', 'f'],
      rows: [[1, '9007199254740993', 1.25, '2026-01-02T03:04:05+00:00', null, true]],
      truncated: false,
    });
    expect((await store().sql('explain select * from cost_daily')).rows.length).toBeGreaterThan(0);
    expect((await store().sql('select current_user')).rows).toEqual([['analyst']]);
  });

  it.each([
    "select set_config('role', 'service_role', true), query_to_xml('select request from public.runs limit 1', true, true, '')",
    "select set_config('role', 'postgres', true), query_to_xml('select pg_read_file(''/etc/hostname'')', true, true, '')",
    "select set_config('session_authorization', 'postgres', true)",
    "select set_config('statement_timeout', '0', false)",
    "select pg_catalog.\"set_config\"/* */('role', 'service_role', true)",
    "select U&\"s\\0065t_config\"('role', 'service_role', true)",
    "select query_to_xml('select 1', true, true, '')",
    "select 1 from (select 1) x where exists (select set_config('role', 'service_role', true)) -- ",
    "select 1 order by set_config('role', 'service_role', true)",
    "with x as materialized (select set_config('role', 'service_role', true)) select 1 from x",
    "select 1 from set_config('role', 'service_role', true)",
    "explain analyze select set_config('role', 'service_role', true)",
    "explain (analyze, verbose) select set_config('role', 'service_role', true)",
    "explain (select set_config('role', 'service_role', true)) union select ''",
    "explain analyze update pg_settings set setting = 'service_role' where name = 'role'",
    "select ts_stat('select to_tsvector(request::text) from runs')",
    'select pg_sleep(20)',
    'select pg_advisory_lock(1)',
    "select pg_read_file('/etc/hostname')",
    'select lo_create(0)',
    "select pg_notify('genesis', '{}')",
    'set role service_role',
    'reset role',
    'show role; set role service_role',
    "do $$ begin perform set_config('role', 'service_role', true); end $$",
    "execute stolen('x')",
    'create temp table x as select 1',
    'select 1) as query; reset role; select (1',
  ])('lets no analyst become somebody else, sleep, lock or run text: %s', async (query) => {
    await claimed(store());
    await expect(store().sql(query)).rejects.toMatchObject({
      code: expect.stringMatching(/42501|42601|0A000|42P01/),
    });
    expect((await store().sql('select current_user')).rows).toEqual([['analyst']]);
  });

  it('leaves no trace of an analyst in the session that the bot uses next', async () => {
    await store()
      .sql('select request from runs')
      .catch(() => {});
    await store().sql('select 1, 1, now(), random(), gen_random_uuid()');
    await store().sql('show statement_timeout');
    expect(await store().flags.list()).not.toEqual([]);
    const { run } = await claimed(store());
    expect(await store().runs.find(run.runId)).not.toBeNull();
    expect((await store().sql("select count(*) from pg_class where relname = 'asked'")).rows).toEqual([[0]]);
  });

  it('runs what analysts write', async () => {
    const queries = [
      "select date_trunc('hour', created_at) h, count(*), count(*), percentile_cont(0.5) within group (order by total_ms) from runs group by 1 order by 1",
      "select g::date, count(r.id) from generate_series(now() - interval '7 days', now(), interval '1 day') g left join runs r on r.created_at::date = g::date group by 1",
      'select t.agent, lag(t.ms) over (partition by t.agent order by t.recorded_at) from run_tasks t join runs r on r.id = t.run_id -- per agent',
      'table cost_daily',
      'values (1), (2)',
      "select pg_size_pretty(pg_total_relation_size('runs')), 'a' || 1, row_to_json(r) from (select 1 as a) r",
      'with a as (select 1 as x) select * from a, a b',
      'show server_version',
      'explain (verbose, costs off) select 1',
    ];
    for (const query of queries) expect((await store().sql(query)).columns, query).not.toEqual([]);
  });

  it('adds up the costs of a day by model', async () => {
    const { request, run } = await claimed(store(), { team: 'T-cost' });
    await store().runs.record(run, aReport(request));
    await claimed(store(), { team: 'T-cost' });
    const { rows } = await store().sql(
      "select model, runs, calls, failed_calls, input_tokens, output_tokens, micro_usd, usd from cost_daily where team = 'T-cost' order by 1",
    );
    expect(rows).toEqual([
      ['m-large', 1, 2, 1, 105, 50, 1_507, 0.001507],
      ['m-small', 1, 1, 0, 200, 20, 300, 0.0003],
      ['none', 1, 0, 0, 0, 0, 0, 0],
    ]);
  });

  it('answers a probe with the time of a real round trip', async () => {
    expect(await store().probe()).toMatchObject({ ok: true, ms: expect.any(Number) });
  });
});

it('refuses, before it begins, what would stop the bot for long on the embedded database that nobody can interrupt', async () => {
  const long = [
    'select count(*) from generate_series(1, 60000000) a',
    'select generate_series(1, 60000000)',
    'select count(*) from generate_series(1, (select 60000000)) a',
    'select count(*) from (values (60000000)) v(n), generate_series(1, v.n) a',
    'with recursive t as (select 1 as n union all select n + 1 from t where n < 1e8) select count(*) from t',
    'explain analyze select count(*) from generate_series(1, 60000000) a',
    'select count(*) from generate_series(1, 5000) a, generate_series(1, 5000) b, generate_series(1, 5000) c',
  ];
  await using store = await openTestStore({ kind: 'memory' });
  await store.migrate();
  for (const query of long) {
    const begun = performance.now();
    await expect(store.sql(query), query).rejects.toMatchObject({ code: '57014' });
    expect(performance.now() - begun).toBeLessThan(1_000);
  }
});

const server = await postgresServer(inject('scratch'));

const LONG = 'select count(*) from generate_series(1, 10000000000) a';

describe.skipIf(!server.ok)(`with a Postgres server${server.ok ? '' : `: ${server.why}`}`, () => {
  it('hears signals of other instances, and again after its connection was cut', async () => {
    await using fresh = await freshDatabase('postgres');
    await using here = await openTestStore(fresh.mode);
    await using there = await openTestStore(fresh.mode);
    const heard: Signal[] = [];
    await using _subscription = await here.signals.subscribe((signal) => heard.push(signal));
    const { run } = await claimed(there);
    await there.runs.requestStop(run.runId, 'U1');
    await vi.waitFor(() => expect(heard).toEqual([{ kind: 'stop', runId: run.runId }]));
    const operator = await superuser(fresh.mode);
    await operator.query(
      "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and query like 'listen%'",
    );
    await vi.waitFor(() => expect(heard.at(-1)).toEqual({ kind: 'flags_changed' }), { timeout: 5_000 });
    const next = await claimed(there);
    await there.runs.requestStop(next.run.runId, 'U1');
    await vi.waitFor(() => expect(heard.at(-1)).toEqual({ kind: 'stop', runId: next.run.runId }));
    await operator.end();
  });

  it('recovers without restart when all of its connections are cut', async () => {
    await using fresh = await freshDatabase('postgres');
    await using store = await openTestStore(fresh.mode);
    const busy = Array.from({ length: 5 }, () => store.sql(LONG).catch(() => 'cut'));
    const operator = await superuser(fresh.mode);
    await vi.waitFor(async () => {
      const { rowCount } = await operator.query(
        "select 1 from pg_stat_activity where query like '%fetch%' and state = 'active' and pid <> pg_backend_pid()",
      );
      expect(rowCount).toBe(5);
    });
    await operator.query(
      'select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()',
    );
    expect(await Promise.all(busy)).toEqual(busy.map(() => 'cut'));
    await vi.waitFor(async () => expect(await store.flags.list()).not.toEqual([]), { timeout: 5_000 });
    await operator.end();
  });

  it('says that the database is gone instead of failing, when probed', async () => {
    await using store = await openTestStore({ kind: 'postgres', url: 'postgres://nobody@127.0.0.1:1/none' });
    expect(await store.probe()).toMatchObject({ ok: false, detail: expect.stringContaining('ECONNREFUSED') });
  });

  it('ends a query after five seconds', async () => {
    await using fresh = await freshDatabase('postgres');
    await using store = await openTestStore(fresh.mode);
    await expect(store.sql(LONG)).rejects.toMatchObject({ code: '57014' });
  }, 15_000);

  it('needs no superuser: who may create roles and owns the database can migrate and serve', async () => {
    await using fresh = await freshDatabase('postgres');
    const operator = await superuser(fresh.mode);
    const name = `owner_${randomUUID().slice(0, 8)}`;
    await operator.query(`create role ${name} login createrole`);
    await operator.query(`create database ${name} owner ${name}`);
    const url = new URL(fresh.mode.kind === 'postgres' ? fresh.mode.url : '');
    url.username = name;
    url.pathname = `/${name}`;
    {
      await using store = await openTestStore({ kind: 'postgres', url: url.href });
      expect(await store.pendingMigrations()).toHaveLength((await store.migrate()).applied.length);
      const { run } = await claimed(store);
      expect((await store.sql('select id from runs')).rows).toEqual([[run.runId]]);
      const theft =
        "select set_config('role', 'service_role', true), query_to_xml('select request from runs', true, true, '')";
      await expect(store.sql(theft)).rejects.toMatchObject({ code: '42501' });
    }
    await operator.query(`drop database ${name} with (force)`);
    await operator.query(`drop owned by ${name}; drop role ${name}`);
    await operator.end();
  });

  it('audits a flag that was changed by plain SQL, and signals it', async () => {
    await using fresh = await freshDatabase('postgres');
    await using store = await openTestStore(fresh.mode);
    const heard: Signal[] = [];
    await using _subscription = await store.signals.subscribe((signal) => heard.push(signal));
    const operator = await superuser(fresh.mode);
    await operator.query(
      `update flags set definition = jsonb_set(definition, '{defaultVariant}', '"on"') where key = 'maintenance_mode'`,
    );
    await operator.end();
    await vi.waitFor(() => expect(heard).toEqual([{ kind: 'flags_changed' }]));
    expect(await store.flags.audit('maintenance_mode', 5)).toMatchObject([
      { version: 2, via: 'sql', actor: 'postgres' },
    ]);
  });
});
