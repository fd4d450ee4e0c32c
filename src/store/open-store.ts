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

/**
 * Opens the database without migrating it. Rejects with `DirectoryInUseError` when another process has the data
 * directory, with `DataDirectoryError` when it cannot be written.
 */
export async function openStore(settings: StoreSettings): Promise<Store> {
  throw new Error(`no store of kind ${settings.mode.kind} yet`);
}
