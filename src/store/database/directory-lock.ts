import { readFileSync, writeFileSync } from 'node:fs';
import { chmod, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { DataDirectoryError, DirectoryInUseError } from '#store/store-errors.ts';
import { makeDirectory } from './make-directory.ts';

/**
 * Keeps a second process out of a data directory: PGlite itself does not, and committed rows vanished. The lock is
 * an exclusive SQLite transaction, which the system frees however the process dies.
 */
export async function lockDirectory(dir: string): Promise<Disposable> {
  const file = join(dir, 'lock.sqlite');
  const owner = join(dir, 'owner.pid');
  let database: DatabaseSync;
  try {
    await makeDirectory(dir, 0o700);
    await keepPrivate(dir);
    database = new DatabaseSync(file);
  } catch (error) {
    throw unusable(dir, error);
  }
  try {
    database.exec('begin exclusive');
    writeFileSync(owner, `${process.pid}\n`, { mode: 0o600 });
  } catch (error) {
    database.close();
    if (!isBusy(error)) throw unusable(dir, error);
    throw new DirectoryInUseError(
      `The data directory ${dir} is in use by another Genesis process${ownerOf(owner)}; stop it, or set GENESIS_DATA_DIR to another directory.`,
      { cause: error },
    );
  }
  return { [Symbol.dispose]: () => database.close() };
}

/** Everybody's messages lie in it. A directory of somebody else, as a mounted volume may be, stays as it is. */
async function keepPrivate(dir: string): Promise<void> {
  const { mode, uid } = await stat(dir);
  if ((mode & 0o077) !== 0 && uid === process.getuid?.()) await chmod(dir, 0o700);
}

function unusable(dir: string, cause: unknown): DataDirectoryError {
  const why = cause instanceof Error ? cause.message : String(cause);
  return new DataDirectoryError(
    `The data directory ${dir} cannot be written (${why}); make it writable, or set GENESIS_DATA_DIR to another directory.`,
    { cause },
  );
}

function isBusy(error: unknown): boolean {
  return error instanceof Error && 'errcode' in error && error.errcode === 5;
}

function ownerOf(file: string): string {
  try {
    return ` (process ${readFileSync(file, 'utf8').trim()})`;
  } catch (error) {
    if (error instanceof Error) return '';
    throw error;
  }
}
