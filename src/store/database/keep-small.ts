import type pg from 'pg';
import type { StoreLog } from '#store/store.ts';

const LOOK_EVERY_MS = 30_000;
const WAL_BYTES = 35_000_000;

/** The embedded database has no background processes: without this its WAL reached 1.1 GB. */
export function keepSmall(pool: pg.Pool, log: StoreLog): AsyncDisposable {
  let since: string | null = null;
  let working: Promise<void> = Promise.resolve();
  const look = async (): Promise<void> => {
    const { rows } = await pool.query<{ at: string; bytes: string }>(
      'select pg_current_wal_lsn() as at, pg_wal_lsn_diff(pg_current_wal_lsn(), coalesce($1, pg_current_wal_lsn())) as bytes',
      [since],
    );
    const row = rows[0];
    since ??= row?.at ?? null;
    if (!row || Number(row.bytes) < WAL_BYTES) return;
    await pool.query('vacuum');
    await pool.query('checkpoint');
    since = row.at;
    log.debug({ walBytes: Number(row.bytes) }, 'embedded database vacuumed');
  };
  const timer = setInterval(() => {
    working = working.then(look).catch((error: unknown) => {
      log.warn({ error: String(error) }, 'embedded database could not be vacuumed');
    });
  }, LOOK_EVERY_MS);
  timer.unref();
  return {
    async [Symbol.asyncDispose]() {
      clearInterval(timer);
      await working;
    },
  };
}
