/** The numbers of the orchestration; every one can be set by the deployment. Times are milliseconds. */
export const DEFAULT_SETTINGS = {
  admit: {
    maxCharacters: 5_000,
    /** What a reserved token is taken to cost at each tier; settled from real prices afterwards. */
    microUsdPerToken: { small: 0.5, medium: 4, large: 12 },
  },
  plan: {
    maxDepth: 10,
    warnDepth: 5,
    maxTasks: 100,
    warnTasks: 50,
    /** Tasks that one job may be refined into; a playbook with fewer or more phases is refused. */
    minChildren: 2,
    maxChildren: 10,
    maxDiscoveredPerTask: 20,
    maxExtensions: 10,
  },
  route: { confidenceFloor: 0.2, generalist: 'knowledge', generalistWithModel: 'generalist' },
  validate: { duplicateJaccard: 0.7, maxRepairs: 2 },
  approve: { microUsdAbove: 5_000_000, expiresMs: 3_600_000 },
  execute: {
    /** Tasks at once in one run, and in the whole process. */
    width: 8,
    processWidth: 64,
    taskDeadlineMs: 120_000,
    runDeadlineMs: 900_000,
    /** How long an aborted agent may take to hand in what it has. */
    abortGraceMs: 250,
  },
  critique: {
    maxRevisions: 2,
    withholdSeverity: 0.75,
    concurrency: 10,
    fastTimeoutMs: 1_000,
    timeoutMs: 10_000,
    deepTimeoutMs: 30_000,
    reviewTimeoutMs: 60_000,
    retries: 2,
    retryBaseMs: 50,
    retryCapMs: 1_000,
  },
} as const;

type Widen<T> = T extends number
  ? number
  : T extends string
    ? string
    : { readonly [K in keyof T]: Widen<T[K]> };

export type Settings = Widen<typeof DEFAULT_SETTINGS>;
