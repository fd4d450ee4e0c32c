import { userInfo } from 'node:os';
import { didYouMean } from '#bot/did-you-mean.ts';
import { FLAG_NAMES } from '#bot/flag-set.ts';
import type { FlagState } from '#bot/flags.ts';
import { type OpenFlags, openFlags } from '#bot/open-flags.ts';
import { EXIT, type ExitCode } from './exit-codes.ts';
import { CommandFailure } from './failure.ts';
import { loadConfig } from './load-config.ts';
import { openForCommand } from './open-for-command.ts';
import { bold, coloured, dim, table, terminal } from './terminal.ts';

/** `genesis flags [list]`: what is in force; with a user, what that user gets and why. */
export async function listFlags(options: { json?: boolean; user?: string }): Promise<ExitCode> {
  return withFlags(async (flags) => {
    const states = await flags.list();
    const user = options.user;
    if (user !== undefined) {
      const explained = await Promise.all(
        states.map(async ({ key }) => ({ key, user, ...(await flags.explain(key, user)) })),
      );
      if (options.json) terminal.json(explained);
      else
        terminal.out(
          table(explained.map(({ key, enabled, reason }) => [key, enabled ? 'on' : 'off', reason])),
        );
      return EXIT.ok;
    }
    if (options.json) terminal.json(states);
    else for (const state of states) terminal.out(describe(state));
    return EXIT.ok;
  });
}

/** `genesis flags on|off <flag>`: for everybody; with an audit row that names who did it. */
export async function setFlag(
  key: string,
  enabled: boolean,
  options: { json?: boolean; version?: number },
): Promise<ExitCode> {
  return withFlags(async (flags) => {
    const before = (await flags.list()).find((state) => state.key === key);
    if (before === undefined) {
      const meant = didYouMean(key, FLAG_NAMES);
      const hint = meant === undefined ? 'genesis flags lists them' : `did you mean ${meant}?`;
      throw new CommandFailure(`There is no flag named ${key}: ${hint}`, EXIT.usage);
    }
    const answer = await flags.set(key, enabled, {
      actor: `cli:${userInfo().username}`,
      via: 'cli',
      expectedVersion: options.version ?? before.version,
    });
    if (!answer.ok) throw new CommandFailure(answer.message, EXIT.refused);
    if (options.json) terminal.json(answer.state);
    else terminal.out(describe(answer.state));
    return EXIT.ok;
  });
}

async function withFlags(command: (flags: OpenFlags) => Promise<ExitCode>): Promise<ExitCode> {
  const loaded = loadConfig();
  await using store = await openForCommand(loaded, { migrate: false });
  await using flags = await openFlags({ store: store.flags, signals: null, pollMs: 0, log: loaded.log });
  // Awaited here: what it uses is closed when this returns.
  return await command(flags);
}

function describe(state: FlagState): string {
  const share =
    state.percentage === null
      ? 'by rule'
      : state.percentage === 100
        ? 'on'
        : state.percentage === 0
          ? 'off'
          : `${state.percentage} %`;
  const changed =
    state.updatedBy === null
      ? ''
      : dim(`  v${state.version} by ${state.updatedBy}, ${state.updatedAt ?? ''}`);
  const problem = state.problem === null ? '' : `\n    ${coloured('red', `not in force: ${state.problem}`)}`;
  const what = state.description === '' ? '' : `\n    ${dim(state.description)}`;
  return `${bold(state.key.padEnd(28))} ${coloured(state.enabled ? 'green' : 'yellow', share.padEnd(7))}${changed}${what}${problem}`;
}
