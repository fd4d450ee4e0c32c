import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** The page in a real browser: a suite of its own, since `npm test` must pass on machines without one. */
export default defineConfig({
  test: {
    root,
    include: ['test/browser/*.browser.ts'],
    testTimeout: 30_000,
    hookTimeout: 60_000,
    maxWorkers: 1,
    reporters: ['default', `${root}test/setup/summary.ts`],
  },
});
