import type pg from 'pg';
import { afterAll, beforeAll, describe } from 'vitest';
import { aggregatesOver } from '#store/aggregates.ts';
import { analystSql } from '#store/analyst/analyst-sql.ts';
import type { Database } from '#store/database/database.ts';
import { openRpc, type Rpc } from '#store/rpc/rpc.ts';
import { rpcFetch } from '#store/rpc/rpc-fetch.ts';
import type { Aggregates, SqlResult } from '#store/store.ts';
import { DATABASES, openSessions } from '#test/setup/sessions.ts';
import { freshDatabase, silent } from '#test/setup/stores.ts';

/** The store's aggregates beside plain sessions of the same database, for what only an operator can do: age rows. */
export type Workbench = Aggregates & {
  database: Database;
  rpc: Rpc;
  pool: pg.Pool;
  /** As the analyst. */
  sql(query: string): Promise<SqlResult>;
};

/** Runs the same claims on the embedded database and on a Postgres server, each with a database of its own. */
export function onEveryWorkbench(claims: (bench: () => Workbench) => void): void {
  for (const { kind, title, skip } of DATABASES) {
    describe.skipIf(skip)(title, () => {
      const resources = new AsyncDisposableStack();
      let bench: Workbench;
      beforeAll(async () => {
        const fresh = resources.use(await freshDatabase(kind));
        const database = resources.use(await openSessions(fresh.mode));
        const fetch = rpcFetch(database, { role: 'service_role' });
        const rpc = openRpc({ url: 'http://genesis.localhost', key: 'service_role', fetch });
        const sql = (query: string) => analystSql(database, query);
        bench = { ...aggregatesOver(rpc, silent), database, rpc, pool: database.pool, sql };
      });
      afterAll(() => resources.disposeAsync());
      claims(() => bench);
    });
  }
}
