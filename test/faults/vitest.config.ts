import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Faults are injected into real processes one after another, so that what one of them costs does not fail another. */
export default defineConfig({
  test: {
    root,
    include: ['test/faults/*.test.ts'],
    testTimeout: 240_000,
    hookTimeout: 60_000,
    maxWorkers: 1,
    reporters: ['verbose', `${root}test/setup/summary.ts`],
  },
});
