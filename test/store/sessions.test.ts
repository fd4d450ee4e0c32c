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

const server = await postgresServer(inject('scratch'));

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
    const busy = Array.from({ length: 5 }, () => store.sql('select pg_sleep(10)').catch(() => 'cut'));
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
