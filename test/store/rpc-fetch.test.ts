import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Database } from '#store/database/database.ts';
import { rpcFetch } from '#store/rpc/rpc-fetch.ts';
import { DATABASES, openSessions } from '#test/setup/sessions.ts';
import { freshDatabase } from '#test/setup/stores.ts';

const FUNCTIONS = `
  create function public.t_void(n int) returns void language sql as 'select 1';
  create function public.t_number(n bigint, plus int default 1) returns bigint language sql as 'select n + plus';
  create function public.t_text(v text) returns text language sql as 'select v';
  create function public.t_time() returns timestamptz language sql as $$ select '2026-01-02 03:04:05.678+00'::timestamptz $$;
  create function public.t_many(n int) returns setof int language sql as 'select generate_series(1, n)';
  create function public.t_row() returns public.flags language sql as 'select * from public.flags order by key limit 1';
  create function public.t_rows(n int) returns table (a int, b numeric, c jsonb, d text[])
    language sql as $$ select i, i + 0.5, '{"x":null}'::jsonb, array['q', null] from generate_series(1, n) i $$;
  create function public.t_array(v uuid[]) returns int language sql as 'select cardinality(v)';
  create function public.t_who() returns text language sql as
    $$ select current_user || ' ' || coalesce(nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'sub', '-') $$;
  create function public.t_fail(code text) returns int language plpgsql as
    $$ begin raise exception 'failed on purpose' using errcode = code, detail = 'a detail', hint = 'a hint'; end $$;
  create function public.t_mark(key text) returns void language sql as
    $$ insert into public.conversations values (key, key, key, key, key) $$;
  grant execute on all functions in schema public to service_role, anon;
  revoke execute on function public.t_number(bigint, int) from public, anon;`;

for (const { kind, title, skip } of DATABASES) {
  describe.skipIf(skip)(title, () => {
    const resources = new AsyncDisposableStack();
    let database: Database;

    beforeAll(async () => {
      const fresh = resources.use(await freshDatabase(kind));
      database = resources.use(await openSessions(fresh.mode));
      await database.pool.query(FUNCTIONS);
    });
    afterAll(() => resources.disposeAsync());

    const call = async (name: string, args: unknown = {}, headers: Record<string, string> = {}) => {
      const answer = await rpcFetch(database, { role: 'service_role', claims: { sub: 'bot' } })(
        `http://x/rest/v1/rpc/${name}`,
        { method: 'POST', body: typeof args === 'string' ? args : JSON.stringify(args), headers },
      );
      const text = await answer.text();
      return { status: answer.status, body: text === '' ? null : (JSON.parse(text) as unknown) };
    };
    const single = { accept: 'application/vnd.pgrst.object+json' };

    it.each([
      ['void', 't_void', { n: 1 }, 204, null],
      ['a number, with a default', 't_number', { n: 41 }, 200, 42],
      ['a number, all given, in any order', 't_number', { plus: 2, n: 40 }, 200, 42],
      ['text', 't_text', { v: 'a "b" ä' }, 200, 'a "b" ä'],
      ['null', 't_text', { v: null }, 200, null],
      ['a time', 't_time', {}, 200, '2026-01-02T03:04:05.678+00:00'],
      ['a set of scalars', 't_many', { n: 3 }, 200, [1, 2, 3]],
      ['an empty set', 't_many', { n: 0 }, 200, []],
      ['a set of rows', 't_rows', { n: 1 }, 200, [{ a: 1, b: 1.5, c: { x: null }, d: ['q', null] }]],
      ['an array argument', 't_array', { v: ['00000000-0000-0000-0000-000000000001'] }, 200, 1],
    ])('answers %s as PostgREST does', async (_shape, name, args, status, body) => {
      expect(await call(name, args)).toEqual({ status, body });
    });

    it('answers one composite as one object', async () => {
      expect(await call('t_row')).toMatchObject({
        status: 200,
        body: { key: 'critic_gating_enabled', version: 1 },
      });
    });

    it('answers a set of one as an object where one object is asked for, and refuses others', async () => {
      expect(await call('t_rows', { n: 1 }, single)).toMatchObject({ status: 200, body: { a: 1 } });
      for (const n of [0, 2]) {
        expect(await call('t_rows', { n }, single)).toMatchObject({
          status: 406,
          body: { code: 'PGRST116' },
        });
      }
    });

    it.each([
      ['an unknown function', 'nobody', {}],
      ['an unknown argument', 't_text', { w: 1 }],
      ['a missing argument', 't_text', {}],
      ['a name that is no name', 't_text"; drop table runs; --', { v: 'x' }],
    ])('knows no function for %s', async (_case, name, args) => {
      expect(await call(encodeURIComponent(name), args)).toMatchObject({
        status: 404,
        body: { code: 'PGRST202' },
      });
    });

    it('finds a function that was created after the first call', async () => {
      expect(await call('t_late')).toMatchObject({ status: 404 });
      await database.pool.query("create function public.t_late() returns int language sql as 'select 7'");
      expect(await call('t_late')).toEqual({ status: 200, body: 7 });
    });

    it.each([
      ['P0001', 400],
      ['P0002', 500],
      ['23503', 409],
      ['23505', 409],
      ['23514', 400],
      ['42501', 403],
      ['42883', 404],
      ['42P01', 404],
      ['PT402', 402],
      ['40001', 500],
      ['40P01', 500],
      ['55P03', 500],
      ['57014', 500],
      ['57P01', 503],
      ['58030', 500],
      ['XX000', 500],
      ['08006', 503],
      ['53300', 503],
      ['22P02', 400],
      ['GE001', 400],
    ])('answers SQLSTATE %s with status %i and what Postgres said', async (code, status) => {
      expect(await call('t_fail', { code })).toEqual({
        status,
        body: { code, message: 'failed on purpose', details: 'a detail', hint: 'a hint' },
      });
    });

    it('answers 401 for what nobody may do without signing in', async () => {
      const answer = await rpcFetch(database, { role: 'anon' })('http://x/rest/v1/rpc/t_number', {
        method: 'POST',
        body: '{"n": 1}',
      });
      expect(answer.status).toBe(401);
    });

    it.each(['{', '[]', '1'])('refuses the body %s', async (body) => {
      expect(await call('t_text', body)).toMatchObject({ status: 400, body: { code: 'PGRST102' } });
    });

    it('sets role and claims for the call alone', async () => {
      expect((await call('t_who')).body).toBe('service_role bot');
      const { rows } = await database.pool.query<{ who: string; role: string }>(
        'select public.t_who() as who, current_user as role',
      );
      expect(rows[0]?.who).toBe(`${rows[0]?.role} -`);
    });

    it('undoes what a refused call had written', async () => {
      await call('t_mark', { key: 'once' });
      expect(await call('t_mark', { key: 'once' })).toMatchObject({ status: 409, body: { code: '23505' } });
      const { rows } = await database.pool.query("select 1 from conversations where team = 'once'");
      expect(rows).toHaveLength(1);
    });

    it('keeps forty parallel calls apart, failing ones among them', async () => {
      const calls = Array.from({ length: 40 }, (_, n) =>
        n % 4 === 0 ? call('t_fail', { code: '23505' }) : call('t_number', { n }),
      );
      const answers = await Promise.all(calls);
      expect(answers.map((answer) => (answer.status === 200 ? answer.body : null))).toEqual(
        Array.from({ length: 40 }, (_, n) => (n % 4 === 0 ? null : n + 1)),
      );
    });
  });
}
