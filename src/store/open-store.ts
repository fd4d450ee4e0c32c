import { aggregatesOver } from './aggregates.ts';
import { analystSql } from './analyst/analyst-sql.ts';
import { checkpointerOn } from './checkpointer.ts';
import type { Database } from './database/database.ts';
import { openEmbedded } from './database/embedded-database.ts';
import { openServer } from './database/server-database.ts';
import { applyMigrations, findPending, readMigrations } from './migrations.ts';
import { probeWith } from './probe.ts';
import { openQueue } from './queue/open-queue.ts';
import { eraseUser, expire } from './retention.ts';
import { openRpc } from './rpc/rpc.ts';
import { rpcFetch } from './rpc/rpc-fetch.ts';
import { serveSocket, socketPath } from './rpc/socket.ts';
import { signalsOf } from './signals.ts';
import type { Store, StoreLog, StoreMode } from './store.ts';

export type { Store, StoreAccess, StoreLog, StoreMode } from './store.ts';

export type StoreSettings = {
  mode: StoreMode;
  /** Milliseconds since the epoch. */
  now: () => number;
  log: StoreLog;
  /** Connections to a Postgres server; the embedded database has one session. Default 10. */
  poolSize?: number;
};

/** The rpc transport of our own has no project: the address only has to be one. */
const LOCAL = 'http://genesis.localhost';

/**
 * Opens the database without migrating it. Rejects with `DirectoryInUseError` when another process has the data
 * directory, with `DataDirectoryError` when it cannot be used. A server is first reached by the first call.
 */
export async function openStore({ mode, now, log, poolSize = 10 }: StoreSettings): Promise<Store> {
  if (mode.kind === 'embedded') socketPath(mode.dir);
  await using opening = new AsyncDisposableStack();
  const database = opening.use(await openDatabase(mode, poolSize, now, log));
  const local = rpcFetch(database, { role: 'service_role' });
  const rpc = openRpc(mode.kind === 'supabase' ? mode : { url: LOCAL, key: 'service_role', fetch: local });
  const queue = opening.use(openQueue(database, log));
  const aggregates = aggregatesOver(rpc, log);
  const checkpointer = checkpointerOn(database.pool);
  const sql = (query: string) => analystSql(database, query);
  const erase = (user: string) => eraseUser(rpc, database.pool, user);
  opening.defer(() =>
    aggregates.events[Symbol.asyncDispose]().catch((error: unknown) => {
      log.warn({ error: String(error) }, 'events could not be written before closing');
    }),
  );
  const owned = opening.move();
  let listening = false;
  return {
    ...aggregates,
    mode,
    queue,
    signals: signalsOf(database, log),
    sql,
    eraseUser: erase,
    expire: (lease, retention) => expire(rpc, database.pool, lease, retention),
    checkpointer: () => checkpointer,
    probe: () => probeWith(now, () => database.pool.query('select 1')),
    async migrate() {
      const applied = await applyMigrations(database.pool, await readMigrations());
      await queue.migrate();
      await checkpointer.setup();
      // Not before: other processes take a listening owner for one that serves.
      if (mode.kind === 'embedded' && !listening) {
        listening = true;
        owned.use(await serveSocket(mode.dir, { fetch: local, sql, eraseUser: erase }, log));
      }
      return { applied };
    },
    async pendingMigrations() {
      const pending = await findPending(database.pool, await readMigrations());
      return pending.map((each) => each.file);
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

function openDatabase(
  mode: StoreMode,
  poolSize: number,
  now: () => number,
  log: StoreLog,
): Promise<Database> | Database {
  switch (mode.kind) {
    case 'embedded':
      return openEmbedded(mode.dir, now, log);
    case 'memory':
      return openEmbedded(null, now, log);
    case 'postgres':
      return openServer(mode.url, poolSize, log);
    case 'supabase':
      return openServer(mode.databaseUrl, poolSize, log);
    default:
      return mode satisfies never;
  }
}
