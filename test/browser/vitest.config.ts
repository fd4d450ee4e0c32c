import { defineConfig } from 'vitest/config';

/** The page in a real browser: a suite of its own, since `npm test` must pass on machines without one. */
export default defineConfig({
  test: {
    root: new URL('../..', import.meta.url).pathname,
    include: ['test/browser/**/*.{browser,test}.ts'],
    testTimeout: 30_000,
    hookTimeout: 60_000,
    maxWorkers: 1,
    reporters: ['default'],
  },
});
