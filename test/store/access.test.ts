import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Database } from '#store/database/database.ts';
import { DATABASES, openSessions } from '#test/setup/sessions.ts';
import { freshDatabase } from '#test/setup/stores.ts';

/** What no analyst may read: message text, answers and whatever quotes them. */
const TEXT = [
  ['runs', 'request'],
  ['runs', 'reply'],
  ['runs', 'goal'],
  ['runs', 'plan'],
  ['runs', 'outcome'],
  ['runs', 'validation'],
  ['run_tasks', 'task'],
  ['run_tasks', 'result'],
  ['run_tasks', 'title'],
  ['routing_decisions', 'reasons'],
  ['critic_results', 'notes'],
  ['outbox', 'body'],
  ['feedback', 'comment'],
  ['events', 'payload'],
  ['dead_letters', 'payload'],
] as const;

for (const { kind, title, skip } of DATABASES) {
  describe.skipIf(skip)(title, () => {
    const resources = new AsyncDisposableStack();
    let database: Database;
    let tables: string[];
    let views: string[];

    beforeAll(async () => {
      const fresh = resources.use(await freshDatabase(kind));
      database = resources.use(await openSessions(fresh.mode));
      tables = await names(
        `select relname as name from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r'`,
      );
      views = await names(
        `select relname as name from pg_class where relnamespace = 'public'::regnamespace and relkind = 'v'`,
      );
    });
    afterAll(() => resources.disposeAsync());

    const names = async (sql: string): Promise<string[]> =>
      (await database.pool.query<{ name: string }>(`${sql} order by 1`)).rows.map((row) => row.name);

    /** Runs a statement as somebody and answers the SQLSTATE of its refusal, or the number of rows. */
    const as = async (role: string, statement: string, claims = '{}'): Promise<string | number> => {
      const session = await database.pool.connect();
      try {
        await session.query(`begin; set local role ${role}; set local "request.jwt.claims" = '${claims}'`);
        return (await session.query(statement)).rowCount ?? 0;
      } catch (error) {
        return error instanceof Error && 'code' in error ? String(error.code) : String(error);
      } finally {
        await session.query('rollback');
        session.release();
      }
    };
    const ANALYST = '{"app_role":"analyst"}';

    it('has row level security on every table, and a comment on every table, view and function', async () => {
      const open = `select relname as name from pg_class where relkind = 'r' and not relrowsecurity
        and relnamespace in ('public'::regnamespace, 'genesis'::regnamespace)`;
      expect(await names(open)).toEqual([]);
      const silentRelations = `select relname as name from pg_class where relkind in ('r', 'v')
        and relnamespace = 'public'::regnamespace and obj_description(oid) is null`;
      expect(await names(silentRelations)).toEqual([]);
      const silentFunctions = `select proname as name from pg_proc where pronamespace = 'public'::regnamespace
        and obj_description(oid) is null`;
      expect(await names(silentFunctions)).toEqual([]);
    });

    it('lets no function run as its owner, search by path, or be called by strangers', async () => {
      const loose = `select proname as name from pg_proc where pronamespace = 'public'::regnamespace and (prosecdef
        or proconfig is null or not 'search_path=""' = any (proconfig)
        or has_function_privilege('anon', oid, 'execute') or has_function_privilege('authenticated', oid, 'execute')
        or not has_function_privilege('service_role', oid, 'execute'))`;
      expect(await names(loose)).toEqual([]);
    });

    it('has no view that reads as its owner', async () => {
      const loose = `select relname as name from pg_class where relkind = 'v' and relnamespace = 'public'::regnamespace
        and not coalesce('security_invoker=true' = any (reloptions), false)`;
      expect(await names(loose)).toEqual([]);
    });

    it('shows strangers nothing of any table', async () => {
      for (const table of [...tables, ...views]) {
        expect(await as('anon', `select * from public.${table}`), table).toBe('42501');
      }
    });

    it('shows signed-in people rows only when their token says analyst', async () => {
      const rows = 'select key from public.flags';
      expect(await as('authenticated', rows)).toBe(0);
      expect(await as('authenticated', rows, '{"app_role":"admin"}')).toBe(0);
      expect(await as('authenticated', rows, ANALYST)).toBe(9);
      expect(await as('analyst', rows)).toBe(9);
    });

    it('lets analysts read every view, and other signed-in people only nothing of it', async () => {
      await database.pool.query(
        `insert into budget_windows values ('user', 'U1', 'day', date_trunc('day', now(), 'UTC'))`,
      );
      for (const view of views) {
        const rows = `select * from public.${view}`;
        expect(await as('analyst', rows), view).toEqual(expect.any(Number));
        expect(await as('authenticated', rows, ANALYST), view).toBe(await as('analyst', rows));
        expect(await as('authenticated', rows), view).toBe(0);
        expect(await as('analyst', `delete from public.${view}`), view).not.toEqual(expect.any(Number));
      }
      expect(await as('analyst', 'select * from public.budget_status')).toBeGreaterThan(0);
    });

    it.each(TEXT)('hides %s.%s from analysts', async (table, column) => {
      expect(await as('analyst', `select ${column} from public.${table}`)).toBe('42501');
      expect(await as('authenticated', `select ${column} from public.${table}`, ANALYST)).toBe('42501');
      expect(await as('service_role', `select ${column} from public.${table}`)).toBe(0);
    });

    it('lets analysts write nowhere', async () => {
      for (const table of tables) {
        expect(await as('analyst', `delete from public.${table}`), table).toBe('42501');
        expect(await as('authenticated', `delete from public.${table}`, ANALYST), table).toBe('42501');
      }
    });

    it('keeps queue, checkpoints and bookkeeping from everybody but the bot', async () => {
      for (const table of ['pgboss.job', 'langgraph.checkpoints', 'genesis.migrations']) {
        for (const role of ['anon', 'authenticated', 'analyst']) {
          expect(await as(role, `select * from ${table}`, ANALYST), `${role} ${table}`).toBe('42501');
        }
      }
    });

    it('lets nobody, not even the bot, rewrite what happened', async () => {
      expect(await as('service_role', "update public.events set type = 'x'")).toBe('42501');
      expect(await as('service_role', "update public.flag_audit set actor = 'x'")).toBe('42501');
    });

    it('lets the service role use every table', async () => {
      for (const table of tables)
        expect(await as('service_role', `select * from public.${table}`)).not.toBe('42501');
    });
  });
}
