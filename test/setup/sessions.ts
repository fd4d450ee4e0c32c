import { inject } from 'vitest';
import type { Database } from '#store/database/database.ts';
import { openEmbedded } from '#store/database/embedded-database.ts';
import { openServer } from '#store/database/server-database.ts';
import type { StoreMode } from '#store/open-store.ts';
import { postgresServer } from '#test/setup/postgres-server.ts';
import { type Kind, silent } from '#test/setup/stores.ts';

const server = await postgresServer(inject('scratch'));

/** Both kinds of database with the title of their tests; `skip` where that one cannot run here. */
export const DATABASES: readonly { kind: Kind; title: string; skip: boolean }[] = [
  { kind: 'embedded', title: 'on the embedded database', skip: false },
  {
    kind: 'postgres',
    title: server.ok ? 'on a Postgres server' : `on a Postgres server: ${server.why}`,
    skip: !server.ok,
  },
];

/** The database itself, without the store around it: for what the store does not offer. */
export async function openSessions(mode: StoreMode): Promise<Database> {
  switch (mode.kind) {
    case 'embedded':
      return openEmbedded(mode.dir, Date.now, silent);
    case 'postgres':
      return openServer(mode.url, 10, silent);
    default:
      throw new Error(`no sessions on ${mode.kind}`);
  }
}
