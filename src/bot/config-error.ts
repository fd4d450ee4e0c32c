import type { ConfigProblem } from './config.ts';

/** The configuration cannot be used: every problem with its remedy, one a line. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  readonly problems: readonly ConfigProblem[];

  constructor(problems: readonly ConfigProblem[]) {
    const count = problems.length === 1 ? 'a problem' : `${problems.length} problems`;
    const lines = problems.map(({ variable, problem, remedy }) => `  ${variable} ${problem}: ${remedy}`);
    super([`The configuration has ${count}:`, ...lines].join('\n'));
    this.problems = problems;
  }
}
