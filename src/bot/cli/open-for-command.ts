import { setTimeout as delay } from 'node:timers/promises';
import { storeMode } from '#bot/store-mode.ts';
import { attachStore } from '#store/attach.ts';
import type { StoreAccess } from '#store/open-store.ts';
import { DirectoryInUseError } from '#store/store-errors.ts';
import { EXIT } from './exit-codes.ts';
import { CommandFailure } from './failure.ts';
import type { Loaded } from './load-config.ts';

/** A bot that is just starting has the directory, but does not listen yet. */
const ATTACH_TRIES = 40;
const ATTACH_EVERY_MS = 250;

/**
 * The store for one command: a running bot's where it owns the embedded data, else opened here. Embedded data are
 * brought up to date; a server's are only with `migrate`, so that a command never changes a schema by surprise.
 */
export async function openForCommand(
  { config, secrets, log }: Loaded,
  options: { migrate: boolean },
): Promise<StoreAccess> {
  const mode = storeMode(config, secrets);
  if (mode.kind === 'embedded') {
    const attached = await attachStore(mode.dir);
    if (attached !== null) return attached;
  }
  // Only now: beside a running bot no database needs to be loaded.
  const { openStore } = await import('#store/open-store.ts');
  try {
    const store = await openStore({ mode, now: Date.now, log });
    try {
      if (mode.kind === 'embedded' || options.migrate) await store.migrate();
      else refuseUnmigrated(await store.pendingMigrations());
      return store;
    } catch (error) {
      await store[Symbol.asyncDispose]();
      throw error;
    }
  } catch (error) {
    if (!(error instanceof DirectoryInUseError) || mode.kind !== 'embedded') throw error;
    for (let tries = 0; tries < ATTACH_TRIES; tries++) {
      await delay(ATTACH_EVERY_MS);
      const attached = await attachStore(mode.dir);
      if (attached !== null) return attached;
    }
    throw error;
  }
}

function refuseUnmigrated(pending: readonly string[]): void {
  if (pending.length === 0) return;
  throw new CommandFailure(
    `The database lacks ${pending.length} migrations: run genesis migrate first.`,
    EXIT.failed,
  );
}
