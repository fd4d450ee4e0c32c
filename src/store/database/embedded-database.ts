import { existsSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import type pg from 'pg';
import type { StoreLog } from '#store/store.ts';
import { DataDirectoryError } from '#store/store-errors.ts';
import type { Database, Listening } from './database.ts';
import { lockDirectory } from './directory-lock.ts';
import { createCluster } from './empty-cluster.ts';
import { keepSmall } from './keep-small.ts';
import { OneSessionPool } from './one-session-pool.ts';

const ACQUIRE_TIMEOUT_MS = 30_000;

/**
 * Postgres in this process. `dir` null keeps everything in memory. One session serves everybody in turn. There is
 * no fsync: what was committed survives the death of the process, not of the machine.
 */
export async function openEmbedded(dir: string | null, now: () => number, log: StoreLog): Promise<Database> {
  await using opening = new AsyncDisposableStack();
  if (dir !== null) opening.use(await lockDirectory(dir));
  const pglite = dir === null ? await createCluster() : await openDirectory(dir);
  opening.defer(() => pglite.close());
  const pool = new OneSessionPool(pglite, {
    acquireTimeoutMs: ACQUIRE_TIMEOUT_MS,
    clock: now,
  });
  opening.defer(() => pool.end());
  const channels = new Map<string, Set<(payload: string) => void>>();
  const hear = (message: pg.Notification): void => {
    for (const handler of channels.get(message.channel) ?? []) handler(message.payload ?? '');
  };
  pool.on('error', (error) => log.error({ error: error.message }, 'embedded database session failed'));
  pool.on('connect', (client) => {
    client.on('notification', hear);
  });
  if (dir !== null) opening.use(keepSmall(pool, log));
  const owned = opening.move();
  return {
    pool,
    exclusive: true,
    async listen(channel, onNotification): Promise<Listening> {
      const handlers = channels.get(channel) ?? new Set();
      channels.set(channel, handlers);
      handlers.add(onNotification);
      await pool.query(`listen "${channel}"`);
      return {
        close: async () => {
          handlers.delete(onNotification);
        },
      };
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

/** A first open that is killed halfway leaves its mark, and what it made is thrown away: never half a cluster. */
async function openDirectory(dir: string): Promise<PGlite> {
  const cluster = join(dir, 'postgres');
  const unfinished = join(dir, 'postgres.unfinished');
  try {
    if (existsSync(unfinished)) await rm(cluster, { recursive: true, force: true });
    if (existsSync(cluster)) return await PGlite.create(cluster);
    await writeFile(unfinished, '');
    const pglite = await createCluster(cluster);
    await rm(unfinished);
    return pglite;
  } catch (error) {
    throw new DataDirectoryError(
      `The embedded database in ${cluster} does not open; restore it from a backup, or move it away to start afresh.`,
      { cause: error },
    );
  }
}
