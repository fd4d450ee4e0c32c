import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { stopPostgres } from '#test/setup/postgres-server.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** A directory of this test run alone, shared by all workers and removed at its end. */
    scratch: string;
  }
}

/**
 * Runs once before all tests and costs nothing but an empty directory: the Postgres server and the migrated
 * template are made in it by the first test that asks (`postgres-server.ts`).
 */
export default async function databases(project: TestProject): Promise<() => Promise<void>> {
  const scratch = await mkdtemp(join(tmpdir(), 'genesis-test-'));
  project.provide('scratch', scratch);
  return async () => {
    await stopPostgres(scratch);
    await rm(scratch, { recursive: true, force: true });
  };
}
