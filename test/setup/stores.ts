import { randomUUID } from 'node:crypto';
import { cp, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, inject } from 'vitest';
import { openStore, type Store, type StoreLog, type StoreMode } from '#store/open-store.ts';
import { postgresServer, withLock } from '#test/setup/postgres-server.ts';

export const silent: StoreLog = { debug() {}, info() {}, warn() {}, error() {} };

export type Kind = 'embedded' | 'postgres';

/** A migrated database of its own: a copy of a template that the first caller of the test run makes. */
export type FreshDatabase = AsyncDisposable & { mode: StoreMode };

export function openTestStore(mode: StoreMode, log: StoreLog = silent): Promise<Store> {
  return openStore({ mode, now: Date.now, log });
}

export async function freshDatabase(kind: Kind, scratch = inject('scratch')): Promise<FreshDatabase> {
  return kind === 'embedded' ? freshDirectory(scratch) : freshServerDatabase(scratch);
}

/** Runs the same claims on the embedded database and on a Postgres server; where no server can run, says so by name. */
export async function onEveryDatabase(claims: (store: () => Store) => void): Promise<void> {
  const server = await postgresServer(inject('scratch'));
  for (const kind of ['embedded', 'postgres'] as const) {
    const title = kind === 'embedded' ? 'on the embedded database' : 'on a Postgres server';
    if (kind === 'postgres' && !server.ok) {
      describe.skip(`${title}: ${server.why}`, () => claims(notOpen));
      continue;
    }
    describe(title, () => {
      const resources = new AsyncDisposableStack();
      let store: Store | null = null;
      beforeAll(async () => {
        const database = resources.use(await freshDatabase(kind));
        store = resources.use(await openTestStore(database.mode));
      });
      afterAll(() => resources.disposeAsync());
      claims(() => store ?? notOpen());
    });
  }
}

/** A plain session beside the store, as an operator with psql has it; on the embedded database there is none. */
export async function superuser(mode: StoreMode): Promise<pg.Client> {
  if (mode.kind !== 'postgres') throw new Error(`no second session on ${mode.kind}`);
  const client = new pg.Client({ connectionString: mode.url });
  await client.connect();
  return client;
}

function notOpen(): never {
  throw new Error('the store is open only while a test runs');
}

async function freshDirectory(scratch: string): Promise<FreshDatabase> {
  const template = join(scratch, 'template');
  await withLock(join(scratch, 'template.lock'), async () => {
    if (await stat(template).catch(() => null)) return;
    const unfinished = `${template}.new`;
    const store = await openTestStore({ kind: 'embedded', dir: unfinished });
    await store.migrate();
    await store[Symbol.asyncDispose]();
    await cp(unfinished, template, { recursive: true });
  });
  const dir = join(scratch, `data-${randomUUID().slice(0, 8)}`);
  await cp(template, dir, { recursive: true });
  return {
    mode: { kind: 'embedded', dir },
    [Symbol.asyncDispose]: () => rm(dir, { recursive: true, force: true }),
  };
}

async function freshServerDatabase(scratch: string): Promise<FreshDatabase> {
  const server = await postgresServer(scratch);
  if (!server.ok) throw new Error(server.why);
  const admin = async (statement: string): Promise<void> => {
    const client = new pg.Client({ connectionString: server.url });
    await client.connect();
    await client.query(statement).finally(() => client.end());
  };
  const urlOf = (database: string): string => {
    const url = new URL(server.url);
    url.pathname = `/${database}`;
    return url.href;
  };
  const run = scratch.replaceAll(/[^a-zA-Z0-9]/g, '').slice(-8);
  const template = `genesis_template_${run}`.toLowerCase();
  const made = join(scratch, 'postgres-template');
  await withLock(join(scratch, 'postgres-template.lock'), async () => {
    if (await stat(made).catch(() => null)) return;
    await admin(`drop database if exists ${template}`);
    await admin(`create database ${template}`);
    const store = await openTestStore({ kind: 'postgres', url: urlOf(template) });
    await store.migrate();
    await store[Symbol.asyncDispose]();
    await cp('package.json', made);
  });
  const name = `genesis_${randomUUID().replaceAll('-', '').slice(0, 12)}`;
  await withLock(join(scratch, 'postgres-clone.lock'), () =>
    admin(`create database ${name} template ${template}`),
  );
  return {
    mode: { kind: 'postgres', url: urlOf(name) },
    [Symbol.asyncDispose]: () => admin(`drop database if exists ${name} with (force)`),
  };
}
