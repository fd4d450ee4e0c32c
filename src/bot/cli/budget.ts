import { userInfo } from 'node:os';
import type { BUDGET_SCOPES, BUDGET_WINDOWS, BudgetStatus } from '#store/budgets.ts';
import { EXIT, type ExitCode } from './exit-codes.ts';
import { CommandFailure } from './failure.ts';
import { loadConfig } from './load-config.ts';
import { openForCommand } from './open-for-command.ts';
import { coloured, dim, table, terminal } from './terminal.ts';

const SCOPE_IDS = {
  workspace: /^(?:[TE][A-Z0-9]+|cli)$/,
  channel: /^(?:[CDG][A-Z0-9]+|cli)$/,
  user: /^(?:[UW][A-Z0-9]+|cli:.+)$/,
  agent: /^[a-z][a-z0-9_]*$/,
} as const;

/** `genesis budget [list]`: limits with what is used, reserved and left; with `all` also what has no limit. */
export async function listBudgets(options: { json?: boolean; all?: boolean }): Promise<ExitCode> {
  await using store = await openForCommand(loadConfig(), { migrate: false });
  const known = await store.budgets.list();
  const shown = options.all ? known : known.filter(({ limitMicroUsd }) => limitMicroUsd !== null);
  if (options.json) terminal.json(shown.map(inDollars));
  else {
    terminal.out(
      table([
        ['scope', 'subject', 'window', 'used', 'reserved', 'left', 'limit', 'starts anew'],
        ...shown.map(row),
      ]),
    );
  }
  return EXIT.ok;
}

/** `genesis budget set <scope> <window> <usd>`: for one subject, or for every one that has no limit of its own. */
export async function setBudget(
  scope: (typeof BUDGET_SCOPES)[number],
  window: (typeof BUDGET_WINDOWS)[number],
  microUsd: number | null,
  options: { json?: boolean; for?: string },
): Promise<ExitCode> {
  const subject = options.for ?? null;
  if (subject !== null && !SCOPE_IDS[scope].test(subject)) {
    throw new CommandFailure(`${subject} is no ${scope}'s id: write ${EXAMPLES[scope]}.`, EXIT.usage);
  }
  await using store = await openForCommand(loadConfig(), { migrate: false });
  await store.budgets.setLimit({ scope, subject, window, microUsd, actor: `cli:${userInfo().username}` });
  const set = (await store.budgets.list()).find(
    (each) => each.scope === scope && each.subject === subject && each.window === window,
  );
  if (options.json) terminal.json(set === undefined ? null : inDollars(set));
  else if (microUsd === null)
    terminal.out(`No limit any more: ${scope} ${subject ?? 'each'}, per ${window}.`);
  else terminal.out(`At most ${dollars(microUsd)}: ${scope} ${subject ?? 'each'}, per ${window}.`);
  return EXIT.ok;
}

const EXAMPLES = {
  workspace: 'the team id, such as T012AB3CD',
  channel: 'the channel id, such as C012AB3CD',
  user: 'the member id, such as U012AB3CD',
  agent: 'the agent id, such as finance_agent',
} as const;

function row(status: BudgetStatus): string[] {
  const { scope, subject, window, byDefault, leftMicroUsd, limitMicroUsd } = status;
  const left = leftMicroUsd === null ? '' : dollars(leftMicroUsd);
  return [
    scope,
    subject ?? 'each',
    window,
    dollars(status.usedMicroUsd),
    dollars(status.reservedMicroUsd),
    leftMicroUsd === 0 ? coloured('red', left) : left,
    limitMicroUsd === null ? 'none' : `${dollars(limitMicroUsd)}${byDefault ? dim(' by default') : ''}`,
    status.resetsAt.replace(/:00(?:\.0+)?(?:\+00:00|Z)$/, 'Z'),
  ];
}

function inDollars({ usedMicroUsd, reservedMicroUsd, leftMicroUsd, limitMicroUsd, ...rest }: BudgetStatus) {
  const usd = (microUsd: number | null) => (microUsd === null ? null : microUsd / 1_000_000);
  return {
    ...rest,
    usedUsd: usd(usedMicroUsd),
    reservedUsd: usd(reservedMicroUsd),
    leftUsd: usd(leftMicroUsd),
    limitUsd: usd(limitMicroUsd),
  };
}

/** At least cents, and as many decimals as a small amount has. */
function dollars(microUsd: number): string {
  const exact = (microUsd / 1_000_000).toFixed(6).replace(/0{1,4}$/, '');
  return `$${exact}`;
}
