import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Database } from '#store/database/database.ts';
import { applyMigrations, findPending, type Migration, readMigrations } from '#store/migrations.ts';
import { DATABASES, openSessions } from '#test/setup/sessions.ts';
import { freshDatabase } from '#test/setup/stores.ts';

const files = await readMigrations();

function aMigration(version: string, sql: string): Migration {
  return { version, name: 'later', file: `${version}_later.sql`, sql, checksum: `sum of ${sql}` };
}

it('finds the files in the order of their timestamps', () => {
  expect(files.map((each) => each.version)).toEqual(files.map((each) => each.version).sort());
  expect(new Set(files.map((each) => each.version)).size).toBe(files.length);
});

for (const { kind, title, skip } of DATABASES) {
  describe.skipIf(skip)(title, () => {
    const resources = new AsyncDisposableStack();
    let database: Database;

    beforeAll(async () => {
      const fresh = resources.use(await freshDatabase(kind));
      database = resources.use(await openSessions(fresh.mode));
    });
    afterAll(() => resources.disposeAsync());

    it('applies nothing twice', async () => {
      expect(await applyMigrations(database.pool, files)).toEqual([]);
      expect(await findPending(database.pool, files)).toEqual([]);
    });

    it('names a file that was changed after it had been applied', async () => {
      const changed = files.map((each, n) => (n === 1 ? { ...each, checksum: 'other' } : each));
      await expect(applyMigrations(database.pool, changed)).rejects.toThrow(
        `${files[1]?.file} was changed after it had been applied; restore the file`,
      );
    });

    it('names a file that is missing, and a database that is newer than the program', async () => {
      await expect(findPending(database.pool, files.toSpliced(1, 1))).rejects.toThrow(
        `${files[1]?.file} was applied to the database but is missing`,
      );
      await expect(findPending(database.pool, files.slice(0, -1))).rejects.toThrow(
        `The database is newer than this program: ${files.at(-1)?.file} was applied to it.`,
      );
    });

    it('names a file that comes too late', async () => {
      const late = aMigration('20261120190001', 'select 1');
      const all = [...files, late].sort((a, b) => a.version.localeCompare(b.version));
      await expect(findPending(database.pool, all)).rejects.toThrow('20261120190001_later.sql is older than');
    });

    it('leaves nothing of a file that fails, and applies it once it is mended', async () => {
      const broken = aMigration('20990101000000', 'create table public.half (n int); select no_such_column');
      await expect(applyMigrations(database.pool, [...files, broken])).rejects.toThrow(
        '20990101000000_later.sql could not be applied: column "no_such_column" does not exist',
      );
      const { rows } = await database.pool.query("select to_regclass('public.half') as half");
      expect(rows).toEqual([{ half: null }]);
      const mended = aMigration('20990101000000', 'create table public.half (n int)');
      expect(await applyMigrations(database.pool, [...files, mended])).toEqual([mended.file]);
      expect(await applyMigrations(database.pool, [...files, mended])).toEqual([]);
    });

    it('lets one of several instances migrate while the others wait', async () => {
      const first = aMigration('20990101000000', 'create table public.half (n int)');
      const next = aMigration('20990102000000', 'create table public.once (n int)');
      const applied = await Promise.all(
        [1, 2, 3].map(() => applyMigrations(database.pool, [...files, first, next])),
      );
      expect(applied.flat()).toEqual([next.file]);
    });

    it('goes on where `supabase db push` has been', async () => {
      await database.pool.query(
        'create schema supabase_migrations; create table supabase_migrations.schema_migrations (version text primary key, statements text[], name text)',
      );
      await database.pool.query(
        "insert into supabase_migrations.schema_migrations values ('20010101000000', null, 'not ours')",
      );
      const [first] = files;
      await database.pool.query('delete from genesis.migrations where version >= $1', ['2099']);
      await database.pool.query('delete from genesis.migrations where version = $1', [first?.version]);
      await database.pool.query(
        'insert into supabase_migrations.schema_migrations (version, name) values ($1, $2)',
        [first?.version, first?.name],
      );
      const pushed = aMigration('20990103000000', 'create table public.pushed (n int)');
      expect(await applyMigrations(database.pool, [...files, pushed])).toEqual([pushed.file]);
      const { rows } = await database.pool.query(
        'select version from supabase_migrations.schema_migrations order by 1',
      );
      expect(rows.map((row) => row.version)).toEqual(['20010101000000', first?.version, pushed.version]);
    });
  });
}
