import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, inject, it } from 'vitest';
import { attachStore } from '#store/attach.ts';
import { transaction } from '#store/database/database.ts';
import { openEmbedded } from '#store/database/embedded-database.ts';
import { createCluster, EMPTY_CLUSTER } from '#store/database/empty-cluster.ts';
import { DataDirectoryError, DirectoryInUseError } from '#store/store-errors.ts';
import { type FreshDatabase, freshDatabase, openTestStore, silent } from '#test/setup/stores.ts';
import { claimed } from '#test/store/fixtures.ts';

const OWNER = fileURLToPath(new URL('./owner.ts', import.meta.url));

describe('a data directory', () => {
  let fresh: FreshDatabase;
  let dir: string;

  beforeEach(async () => {
    fresh = await freshDatabase('embedded');
    dir = fresh.mode.kind === 'embedded' ? fresh.mode.dir : '';
  });
  afterEach(() => fresh[Symbol.asyncDispose]());

  it('keeps every commit over kill -9, is locked while its owner lives and free at once when it died', async () => {
    const owner = spawn(process.execPath, [OWNER, dir], { stdio: ['ignore', 'pipe', 'inherit'] });
    const exited = once(owner, 'exit');
    const committed: string[] = [];
    for await (const line of createInterface({ input: owner.stdout })) {
      committed.push(line);
      if (committed.length === 1) {
        await expect(openTestStore(fresh.mode)).rejects.toBeInstanceOf(DirectoryInUseError);
        await expect(openTestStore(fresh.mode)).rejects.toThrow(
          `in use by another Genesis process (process ${owner.pid})`,
        );
      }
      if (committed.length === 50) owner.kill('SIGKILL');
    }
    await exited;
    expect(committed.length).toBeGreaterThanOrEqual(50);
    expect(await attachStore(dir)).toBeNull();

    await using store = await openTestStore(fresh.mode);
    expect((await store.migrate()).applied).toEqual([]);
    const ids = committed.map((id) => `'${id}'`).join(',');
    expect((await store.sql(`select count(*) from runs where id in (${ids})`)).rows).toEqual([
      [committed.length],
    ]);
    const again = Promise.withResolvers<[unknown, number]>();
    await store.queue.work(async (job, { attempt }) => again.resolve([job.payload, attempt]), {
      concurrency: 1,
    });
    expect(await again.promise).toEqual(['left active', 2]);
  });

  it('serves other processes of the same user over its socket, and nobody once it is closed', async () => {
    const store = await openTestStore(fresh.mode);
    expect(await attachStore(dir)).toBeNull();
    await store.migrate();
    const { run, request } = await claimed(store);
    expect((await stat(join(dir, 'genesis.sock'))).mode & 0o777).toBe(0o600);
    const attached = await attachStore(dir);
    expect(await attached?.runs.find(run.runId)).toMatchObject({ request });
    expect(await attached?.sql('select count(*) as n from runs')).toEqual({
      columns: ['n'],
      rows: [[1]],
      truncated: false,
    });
    await expect(attached?.sql('select request from runs')).rejects.toMatchObject({ code: '42501' });
    await expect(
      attached?.feedback.give({
        runId: request.correlationId,
        user: 'U',
        rating: 'up',
        reasons: [],
        comment: null,
      }),
    ).rejects.toMatchObject({ code: '22P02' });
    expect(await attached?.probe()).toMatchObject({ ok: true });
    await store[Symbol.asyncDispose]();
    expect(await attachStore(dir)).toBeNull();
    expect(await attached?.probe()).toMatchObject({ ok: false });
  });

  it('closes a directory that others can read', async () => {
    await chmod(dir, 0o755);
    await using _store = await openTestStore(fresh.mode);
    expect((await stat(dir)).mode & 0o777).toBe(0o700);
  });

  it('rolls back whoever leaves a transaction open, before anybody else gets the session', async () => {
    await using database = await openEmbedded(dir, Date.now, silent);
    const session = await database.pool.connect();
    await session.query('begin');
    await session.query("insert into conversations values ('a', 'a', 'a', 'a', 'a')");
    const waiting = database.pool.query(
      'select count(*)::int as n, pg_current_xact_id_if_assigned() as xid from conversations',
    );
    session.release();
    expect((await waiting).rows).toEqual([{ n: 0, xid: null }]);
  });

  it('fails a transaction in which a statement failed, even when the error was caught', async () => {
    await using database = await openEmbedded(dir, Date.now, silent);
    const careless = transaction(database.pool, async (session) => {
      await session.query("insert into conversations values ('a', 'a', 'a', 'a', 'a')");
      await session.query('select no_such_column').catch(() => {});
    });
    await expect(careless).rejects.toThrow('was rolled back because a statement in it had failed');
    expect((await database.pool.query('select count(*)::int as n from conversations')).rows).toEqual([
      { n: 0 },
    ]);
  });

  it('lets timers run while a hundred callers keep the session busy', async () => {
    await using store = await openTestStore(fresh.mode);
    let longest = 0;
    let last = performance.now();
    const timer = setInterval(() => {
      longest = Math.max(longest, performance.now() - last);
      last = performance.now();
    }, 1);
    await Promise.all(Array.from({ length: 300 }, () => store.flags.list()));
    clearInterval(timer);
    expect(longest).toBeLessThan(200);
  });

  it('starts afresh when an earlier first start was killed halfway', async () => {
    await rm(join(dir, 'postgres', 'base'), { recursive: true });
    await writeFile(join(dir, 'postgres.unfinished'), '');
    await using store = await openTestStore(fresh.mode);
    expect((await store.migrate()).applied).not.toEqual([]);
  });
});

it('ships the empty cluster of the very PGlite that is installed', async () => {
  const { dependencies } = JSON.parse(await readFile('package.json', 'utf8'));
  expect(basename(EMPTY_CLUSTER)).toBe(`empty-cluster-${dependencies['@electric-sql/pglite']}.tgz`);
  const cluster = await createCluster();
  const { rows } = await cluster.query<{ count: number }>(
    `select count(*)::int from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where n.nspname not in ('pg_catalog', 'information_schema', 'pg_toast')`,
  );
  await cluster.close();
  expect(rows).toEqual([{ count: 0 }]);
});

it('names a data directory that cannot be used, with the remedy', async () => {
  const file = join(inject('scratch'), 'a-file');
  await writeFile(file, '');
  const opening = openTestStore({ kind: 'embedded', dir: join(file, 'data') });
  await expect(opening).rejects.toBeInstanceOf(DataDirectoryError);
  await expect(opening).rejects.toThrow(/cannot be written .* GENESIS_DATA_DIR/);
});

it('names a data directory whose path is too long for a socket, to the bot and to its commands', async () => {
  const dir = join(inject('scratch'), 'd'.repeat(110));
  const opening = openTestStore({ kind: 'embedded', dir });
  await expect(opening).rejects.toBeInstanceOf(DataDirectoryError);
  await expect(opening).rejects.toThrow(/bytes too long .* GENESIS_DATA_DIR/);
  await expect(attachStore(dir)).rejects.toBeInstanceOf(DataDirectoryError);
});

it('forgets everything with the process when it has no directory', async () => {
  await using store = await openTestStore({ kind: 'memory' });
  expect(await store.pendingMigrations()).toHaveLength((await store.migrate()).applied.length);
  expect(await store.pendingMigrations()).toEqual([]);
  expect(await store.flags.list()).not.toEqual([]);
});
