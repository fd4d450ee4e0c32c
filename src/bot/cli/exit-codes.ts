/** What the process's exit code says. Stands in the help of the command line. */
export const EXIT = {
  /** Done; for `ask`: answered, perhaps with parts named as not done. */
  ok: 0,
  /** Something failed, or a check did. */
  failed: 1,
  /** The configuration or the command line is wrong: nothing was tried. */
  usage: 2,
  /** The request, or the change, was refused, for the reason given. */
  refused: 3,
  /** The request waits for an approval; say so with --approve. */
  awaitingApproval: 4,
} as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];
