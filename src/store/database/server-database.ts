import pg from 'pg';
import type { StoreLog } from '#store/store.ts';
import type { Database } from './database.ts';
import { openListener } from './listener.ts';

/** A connection that says nothing for this long is dead, though the network has not noticed. */
const LISTENER_TIMEOUT_MS = 5_000;

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
  // A connection that dies is replaced by the next query. Unheard it would end the process: the pool hears it while it
  // is idle only, so each is heard by itself as well, and whoever uses it then gets the error as well.
  pool.on('error', (error) => log.warn({ error: error.message }, 'idle database connection lost'));
  pool.on('connect', (client) => {
    client.on('error', (error) => log.debug({ error: error.message }, 'database connection lost'));
  });
  const listener = openListener(
    () => new pg.Client({ ...settings, query_timeout: LISTENER_TIMEOUT_MS }),
    log,
  );
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
