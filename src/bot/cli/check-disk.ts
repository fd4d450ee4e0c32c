import { access, constants, statfs } from 'node:fs/promises';
import { makeDirectory } from '#store/database/make-directory.ts';
import type { Check } from './doctor.ts';
import type { Loaded } from './load-config.ts';

const LOW_BYTES = 1_000_000_000;
const FULL_BYTES = 150_000_000;

/** The data folder can be made and written, and the disk under it has room. */
export async function checkDisk({ config }: Loaded): Promise<Check[]> {
  if (config.store.kind !== 'embedded') return [];
  const name = 'disk';
  try {
    await makeDirectory(config.dataDir, 0o700);
    await access(config.dataDir, constants.W_OK);
  } catch {
    const remedy = 'give this user the right to write there, or set GENESIS_DATA_DIR to another folder';
    return [{ name, verdict: 'fail', detail: `${config.dataDir} cannot be written`, remedy }];
  }
  const { bavail, bsize } = await statfs(config.dataDir);
  const free = bavail * bsize;
  const detail = `${config.dataDir} is writable, ${(free / 1e9).toFixed(1)} GB free`;
  if (free >= LOW_BYTES) return [{ name, verdict: 'pass', detail }];
  const remedy = 'free some space: the database stops writing when the disk is full';
  return [{ name, verdict: free < FULL_BYTES ? 'fail' : 'warn', detail, remedy }];
}
