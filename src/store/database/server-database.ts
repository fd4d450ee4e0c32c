import pg from 'pg';
import type { StoreLog } from '#store/store.ts';
import type { Database } from './database.ts';
import { openListener } from './listener.ts';

/** A Postgres server, or the one behind a Supabase project. Connections are made when they are needed. */
export function openServer(url: string, poolSize: number, log: StoreLog): Database {
  const settings: pg.PoolConfig = {
    connectionString: url,
    application_name: 'genesis',
    connectionTimeoutMillis: 10_000,
    keepAlive: true,
    statement_timeout: 30_000,
    idle_in_transaction_session_timeout: 60_000,
  };
  const pool = new pg.Pool({ ...settings, max: poolSize });
  // A connection that dies while idle is replaced by the next query; unheard it would end the process.
  pool.on('error', (error) => log.warn({ error: error.message }, 'idle database connection lost'));
  const listener = openListener(() => new pg.Client(settings), log);
  return {
    pool,
    exclusive: false,
    listen: (channel, onNotification, onReconnect) => listener.listen(channel, onNotification, onReconnect),
    async [Symbol.asyncDispose]() {
      await listener[Symbol.asyncDispose]();
      await pool.end();
    },
  };
}
