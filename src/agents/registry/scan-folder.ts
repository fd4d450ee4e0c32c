import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** Absolute path to a stamp that changes whenever the file does. */
export type FolderScan = ReadonlyMap<string, string>;

/** How many files are looked at concurrently: enough to hide latency, too few to run out of descriptors. */
const AT_ONCE = 64;

/**
 * The files of a folder whose name ends with `extension`, hidden ones left out, in order of path.
 * Rejects when the folder cannot be read; a file that vanishes meanwhile is left out.
 */
export async function scanFolder(
  folder: string,
  extension: string,
  options: { recursive: boolean },
): Promise<FolderScan> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: options.recursive });
  const paths = entries
    .filter((entry) => !entry.isDirectory() && entry.name.endsWith(extension) && !entry.name.startsWith('.'))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
  const scan = new Map<string, string>();
  for (let start = 0; start < paths.length; start += AT_ONCE) {
    const batch = paths.slice(start, start + AT_ONCE);
    const stamps = await Promise.all(batch.map(stampOf));
    stamps.forEach((stamp, offset) => {
      const path = batch[offset];
      if (path !== undefined && stamp !== null) scan.set(path, stamp);
    });
  }
  return scan;
}

export function sameScan(a: FolderScan, b: FolderScan): boolean {
  return a.size === b.size && [...a].every(([path, stamp]) => b.get(path) === stamp);
}

/** Inode and change time beside size and modification time: a quick second write in the same millisecond counts too. */
async function stampOf(path: string): Promise<string | null> {
  try {
    const { mtimeNs, ctimeNs, size, ino } = await stat(path, { bigint: true });
    return `${ino}:${size}:${mtimeNs}:${ctimeNs}`;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
}
