import { inspect } from 'node:util';
import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { isDebugging } from '#bot/config.ts';
import { redactText } from '#bot/redact.ts';
import { EXIT, type ExitCode } from './exit-codes.ts';
import { failureOf } from './failure.ts';
import { terminal } from './terminal.ts';

const EXIT_HELP = `
Exit codes: ${EXIT.ok} done, ${EXIT.failed} failed, ${EXIT.usage} wrong configuration or command line,
${EXIT.refused} refused, ${EXIT.awaitingApproval} waits for an approval.
Configuration: environment variables or a .env file; .env.example explains them all.`;

const LINGER_MS = 1_000;

/** Runs one command line and sets the process's exit code. Never throws, and prints no stack trace. */
export async function main(args: readonly string[]): Promise<void> {
  let code: ExitCode = EXIT.ok;
  // A reader such as head that has seen enough ends the command; that is no fault.
  process.stdout.on('error', () => process.exit(code));
  const program = build((ended) => {
    code = ended;
  });
  try {
    await program.parseAsync(args, { from: 'user' });
  } catch (error) {
    code = report(error, args.includes('--json'));
  }
  process.exitCode = code;
  // Everything is closed; what a library left open must not hold the process.
  setTimeout(() => process.exit(code), LINGER_MS).unref();
}

function report(error: unknown, json: boolean): ExitCode {
  if (error instanceof CommanderError) {
    // Help and version arrive here too, with 0; commander has printed what it had to say.
    return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
  }
  const { message, code } = failureOf(error);
  if (json) terminal.json({ error: message, code });
  terminal.progress(message);
  if (isDebugging() && error instanceof Error) terminal.progress(redactText(inspect(error)));
  return code;
}

function build(ended: (code: ExitCode) => void): Command {
  const program = new Command('genesis')
    .description(
      'Genesis: a Slack agent orchestrator. Without a workspace, database or model key it brings its own.',
    )
    .addHelpText('after', EXIT_HELP)
    .showHelpAfterError('(genesis --help lists the commands)')
    .exitOverride();
  const json = () => new Option('--json', 'machine-readable output on standard output');
  // Each command is imported when it is called: `genesis flags` does not wait for Bolt to load.
  program
    .command('start')
    .description('serve Slack, or the local playground where no Slack tokens are set')
    .action(async () => ended(await (await import('./start.ts')).start()));
  program
    .command('ask')
    .description('answer one request here, with its plan, routing, validation and critics')
    .argument('[request]', 'what to do, in quotes')
    .addOption(json())
    .option('--file <file>', 'a batch: one {"text": "…"} a line; - reads standard input')
    .option('--approve', 'approve what would wait for an approval')
    .action(async (request: string | undefined, options) =>
      ended(await (await import('./ask.ts')).ask(request, options)),
    );
  program
    .command('doctor')
    .description('the preflight: configuration, disk, database, clock, flags, Slack, catalog, model')
    .addOption(json())
    .action(async (options) => ended(await (await import('./doctor.ts')).doctor(options)));
  program
    .command('migrate')
    .description('bring the database to this version')
    .addOption(json())
    .action(async (options) => ended(await (await import('./migrate.ts')).migrate(options)));
  program
    .command('health')
    .description('what the running bot’s probes found')
    .addOption(json())
    .action(async (options) => ended(await (await import('./health.ts')).health(options)));
  program
    .command('sql')
    .description('run one read-only statement as the analyst')
    .argument('<query>', 'such as: "select * from cost_daily"')
    .addOption(json())
    .action(async (query: string, options) => ended(await (await import('./sql.ts')).sql(query, options)));
  program
    .command('erase')
    .description('erase what a person wrote and was answered, everywhere; figures stay')
    .argument('<user>', 'Slack member id, such as U012AB3CD')
    .addOption(json())
    .action(async (user: string, options) => ended(await (await import('./erase.ts')).erase(user, options)));
  addFlags(program, ended, json);
  addBudget(program, ended, json);
  addDeadLetters(program, ended, json);
  return program;
}

function addDeadLetters(program: Command, ended: (code: ExitCode) => void, json: () => Option): void {
  const letters = program
    .command('dead-letters')
    .description('list jobs that were given up, or try one again');
  letters
    .command('list', { isDefault: true })
    .description('the newest, with the last error of each')
    .addOption(json())
    .action(async (options) => ended(await (await import('./dead-letters.ts')).listDeadLetters(options)));
  letters
    .command('replay')
    .description('try one again, with all its attempts; a run that had begun goes on where it was')
    .argument('<id>', 'as the list shows it')
    .addOption(json())
    .action(async (id: string, options) =>
      ended(await (await import('./dead-letters.ts')).replayDeadLetter(id, options)),
    );
}

function addBudget(program: Command, ended: (code: ExitCode) => void, json: () => Option): void {
  const budget = program
    .command('budget')
    .description('list what is used, reserved and left, or set a limit');
  budget
    .command('list', { isDefault: true })
    .description('every limit with what is used, reserved and left in its present window')
    .addOption(json())
    .option('--all', 'also what was used without a limit')
    .action(async (options) => ended(await (await import('./budget.ts')).listBudgets(options)));
  budget
    .command('set')
    .description('set a limit in US dollars, for one subject or for each that has no limit of its own')
    .addArgument(
      program.createArgument('<scope>', 'whose spending').choices(['workspace', 'channel', 'user', 'agent']),
    )
    .addArgument(program.createArgument('<window>', 'UTC').choices(['hour', 'day', 'month']))
    .argument('<usd>', 'such as 12.50; none removes the limit', amount)
    .addOption(json())
    .option('--for <id>', 'a team, channel, user or agent id; each of them where left out')
    .action(async (scope, window, usd: { microUsd: number | null }, options) =>
      ended(await (await import('./budget.ts')).setBudget(scope, window, usd.microUsd, options)),
    );
}

/** Dollars as exact micro-dollars. An object, since commander takes a bare null for a missing argument. */
function amount(text: string): { microUsd: number | null } {
  if (text === 'none') return { microUsd: null };
  if (!/^\d{1,9}(?:\.\d{1,6})?$/.test(text)) {
    throw new InvalidArgumentError('an amount in dollars is needed, such as 12.50, or none.');
  }
  return { microUsd: Math.round(Number(text) * 1_000_000) };
}

function addFlags(program: Command, ended: (code: ExitCode) => void, json: () => Option): void {
  const flags = program.command('flags').description('list the flags, or switch one for everybody');
  flags
    .command('list', { isDefault: true })
    .description('every flag with its share of users and last change')
    .addOption(json())
    .option('--user <id>', 'what this Slack user gets, and why')
    .action(async (options) => ended(await (await import('./flags.ts')).listFlags(options)));
  for (const word of ['on', 'off'] as const) {
    flags
      .command(word)
      .description(`switch a flag ${word} for everybody`)
      .argument('<flag>', 'its name')
      .addOption(json())
      .option('--version <number>', 'refuse unless this is still its version', wholeNumber)
      .action(async (flag: string, options) =>
        ended(await (await import('./flags.ts')).setFlag(flag, word === 'on', options)),
      );
  }
  flags
    .command('set')
    .description('the same, for scripts: flags set <flag> on|off')
    .argument('<flag>', 'its name')
    .addArgument(program.createArgument('<state>', 'on or off').choices(['on', 'off']))
    .addOption(json())
    .option('--version <number>', 'refuse unless this is still its version', wholeNumber)
    .action(async (flag: string, state: string, options) =>
      ended(await (await import('./flags.ts')).setFlag(flag, state === 'on', options)),
    );
}

function wholeNumber(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 0) throw new InvalidArgumentError('a whole number is needed.');
  return value;
}
