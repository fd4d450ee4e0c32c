import { mkdir, stat } from 'node:fs/promises';
import { dirname } from 'node:path';

/**
 * Makes a directory and those above it; one that exists is good. Node's own recursive mkdir never returns below a
 * file system that answers ENOENT for a parent that exists, such as /proc.
 */
export async function makeDirectory(dir: string, mode: number): Promise<void> {
  if (await isDirectory(dir)) return;
  const parent = dirname(dir);
  if (parent !== dir) await makeDirectory(parent, mode);
  try {
    await mkdir(dir, { mode });
  } catch (error) {
    // Another process may have been faster.
    if (!(await isDirectory(dir))) throw error;
  }
}

async function isDirectory(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return false;
    throw error;
  }
}
