import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type pg from 'pg';
import { MigrationError } from './store-errors.ts';

/** One file of supabase/migrations: `<timestamp>_<name>.sql`. */
export type Migration = { version: string; name: string; file: string; sql: string; checksum: string };

const MIGRATIONS_DIR = fileURLToPath(new URL('../../supabase/migrations/', import.meta.url));

/** 'genesis' in ASCII: the advisory lock that keeps two instances from migrating at once. */
const LOCK = '29104508263988595';

/** Where `supabase db push` keeps its books; only a Supabase project has it. */
const PUSHED = 'supabase_migrations.schema_migrations';

export async function readMigrations(dir = MIGRATIONS_DIR): Promise<Migration[]> {
  const files = (await readdir(dir)).filter((file) => file.endsWith('.sql')).sort();
  return Promise.all(
    files.map(async (file) => {
      const [, version, name] = /^(\d{14})_([a-z0-9_]+)\.sql$/.exec(file) ?? [];
      if (!version || !name) {
        throw new MigrationError(`${file} is not named <timestamp>_<name>.sql; rename or remove it.`);
      }
      const sql = await readFile(`${dir}/${file}`, 'utf8');
      const checksum = createHash('sha256').update(sql.replaceAll('\r\n', '\n')).digest('hex');
      return { version, name, file, sql, checksum };
    }),
  );
}

/**
 * Applies what is not applied yet, each file in a transaction of its own, while holding the advisory lock: of
 * several instances one migrates and the others wait. Answers the applied files' names.
 */
export async function applyMigrations(pool: pg.Pool, migrations: readonly Migration[]): Promise<string[]> {
  const session = await pool.connect();
  try {
    await session.query('set statement_timeout = 0');
    await session.query(`select pg_advisory_lock(${LOCK})`);
    try {
      const pending = await findPending(session, migrations);
      for (const migration of pending) await apply(session, migration);
      return pending.map((each) => each.file);
    } finally {
      await session.query(`select pg_advisory_unlock(${LOCK})`);
      await session.query('reset statement_timeout');
    }
  } finally {
    session.release();
  }
}

/** What {@link applyMigrations} would apply; rejects with {@link MigrationError} when files and database disagree. */
export async function findPending(
  session: pg.ClientBase | pg.Pool,
  migrations: readonly Migration[],
): Promise<Migration[]> {
  const known = new Map(migrations.map((each) => [each.version, each]));
  const applied = await readApplied(session, known);
  const newest = migrations.at(-1)?.version ?? '';
  for (const row of applied.values()) {
    const file = `${row.version}_${row.name}.sql`;
    const migration = known.get(row.version);
    if (migration) {
      if (row.checksum === null || row.checksum === migration.checksum) continue;
      throw new MigrationError(
        `${migration.file} was changed after it had been applied; restore the file, and put the change into a new one.`,
      );
    }
    throw new MigrationError(
      row.version > newest
        ? `The database is newer than this program: ${file} was applied to it. Deploy the newer program.`
        : `${file} was applied to the database but is missing from supabase/migrations; restore the file.`,
    );
  }
  const pending = migrations.filter((each) => !applied.has(each.version));
  const late = pending.find((each) => [...applied.keys()].some((version) => version > each.version));
  if (late) {
    throw new MigrationError(
      `${late.file} is older than what the database has already applied; give it a newer timestamp.`,
    );
  }
  return pending;
}

type Applied = { version: string; name: string; checksum: string | null };

/** Own bookkeeping, and what `supabase db push` recorded of these files in its place. */
async function readApplied(
  session: pg.ClientBase | pg.Pool,
  known: ReadonlyMap<string, Migration>,
): Promise<Map<string, Applied>> {
  const applied = new Map<string, Applied>();
  if (await exists(session, 'genesis.migrations')) {
    const { rows } = await session.query<Applied>('select version, name, checksum from genesis.migrations');
    for (const row of rows) applied.set(row.version, row);
  }
  if (await exists(session, PUSHED)) {
    const { rows } = await session.query<{ version: string }>(`select version from ${PUSHED}`);
    for (const { version } of rows) {
      const migration = known.get(version);
      if (migration && !applied.has(version)) {
        applied.set(version, { version, name: migration.name, checksum: null });
      }
    }
  }
  return applied;
}

async function apply(session: pg.ClientBase, migration: Migration): Promise<void> {
  const { version, name, checksum, file, sql } = migration;
  try {
    await session.query('begin');
    await session.query(sql);
    await session.query('insert into genesis.migrations (version, name, checksum) values ($1, $2, $3)', [
      version,
      name,
      checksum,
    ]);
    if (await exists(session, PUSHED)) {
      await session.query(`insert into ${PUSHED} (version, name) values ($1, $2) on conflict do nothing`, [
        version,
        name,
      ]);
    }
    await session.query('commit');
  } catch (error) {
    await session.query('rollback');
    const why = error instanceof Error ? error.message : String(error);
    throw new MigrationError(`${file} could not be applied: ${why}`, { cause: error });
  }
}

async function exists(session: pg.ClientBase | pg.Pool, table: string): Promise<boolean> {
  const { rows } = await session.query<{ found: boolean }>('select to_regclass($1) is not null as found', [
    table,
  ]);
  return rows[0]?.found ?? false;
}
