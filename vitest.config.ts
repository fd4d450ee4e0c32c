import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['test/faults/**', 'test/browser/**'],
    globalSetup: ['test/setup/databases.ts'],
    testTimeout: 20_000,
    hookTimeout: 60_000,
    maxWorkers: 2,
    // A worker keeps what it imported: loading LangGraph, Bolt and PGlite anew for every file costs 40 s on two cores.
    isolate: false,
    reporters: ['default', './test/setup/summary.ts'],
  },
});
