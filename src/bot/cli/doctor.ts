import { parseConfig, readEnvironment } from '#bot/config.ts';
import { openLog } from '#bot/log.ts';
import { checkDisk } from './check-disk.ts';
import { checkSlack } from './check-slack.ts';
import { EXIT, type ExitCode } from './exit-codes.ts';
import { bold, coloured, dim, terminal } from './terminal.ts';

/** `warn` works, with less than it could; only `fail` fails the preflight. */
export type Check = {
  name: string;
  verdict: 'pass' | 'warn' | 'fail';
  detail: string;
  /** What to do; absent where there is nothing to do. */
  remedy?: string;
};

const LOOKS = { pass: ['green', '✓'], warn: ['yellow', '!'], fail: ['red', '✗'] } as const;

/** `genesis doctor`: the preflight. Each check says what it found and, where it is not well, the remedy. */
export async function doctor(options: { json?: boolean }): Promise<ExitCode> {
  const parsed = parseConfig(readEnvironment());
  const checks: Check[] = [];
  const add = (found: readonly Check[]): void => {
    checks.push(...found);
    if (!options.json) for (const check of found) terminal.out(describe(check));
  };
  if (!parsed.ok) {
    add(
      parsed.problems.map(({ variable, problem, remedy }) => ({
        name: 'configuration',
        verdict: 'fail',
        detail: `${variable} ${problem}`,
        remedy,
      })),
    );
  } else {
    const { config, secrets } = parsed;
    const loaded = { config, secrets, log: openLog({ level: config.logLevel ?? 'silent' }) };
    add([{ name: 'configuration', verdict: 'pass', detail: `valid, ${config.environment}` }]);
    const [{ checkDatabase }, { checkAgents, checkModel }] = await Promise.all([
      import('./check-database.ts'),
      import('./check-agents.ts'),
    ]);
    for (const check of [checkDisk, checkDatabase, checkSlack, checkAgents, checkModel]) {
      add(await check(loaded));
    }
  }
  const failed = checks.filter(({ verdict }) => verdict === 'fail').length;
  const warned = checks.filter(({ verdict }) => verdict === 'warn').length;
  if (options.json) terminal.json({ ok: failed === 0, checks });
  else {
    const passed = checks.length - failed - warned;
    terminal.out(`\n${passed} passed, ${warned} with a remark, ${failed} failed`);
  }
  if (!parsed.ok) return EXIT.usage;
  return failed === 0 ? EXIT.ok : EXIT.failed;
}

function describe({ name, verdict, detail, remedy }: Check): string {
  const [colour, mark] = LOOKS[verdict];
  const line = `${coloured(colour, mark)} ${bold(name.padEnd(14))} ${detail}`;
  return remedy === undefined ? line : `${line}\n  ${' '.repeat(14)} ${dim(`→ ${remedy}`)}`;
}
