import { userInfo } from 'node:os';
import { EXIT, type ExitCode } from './exit-codes.ts';
import { CommandFailure } from './failure.ts';
import { loadConfig } from './load-config.ts';
import { openForCommand } from './open-for-command.ts';
import { table, terminal } from './terminal.ts';

const SHOWN = 50;
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** `genesis dead-letters [list]`: jobs that were given up, newest first. */
export async function listDeadLetters(options: { json?: boolean }): Promise<ExitCode> {
  await using store = await openForCommand(loadConfig(), { migrate: false });
  const letters = await store.deadLetters.list(SHOWN);
  if (options.json) terminal.json(letters);
  else if (letters.length === 0) terminal.out('There are no dead letters.');
  else {
    const rows = letters.map(({ id, kind, at, attempts, user, replaying, error }) => [
      id,
      kind,
      at.slice(0, 19),
      String(attempts),
      user ?? '',
      replaying ? '(about to be tried again)' : (error.split('\n')[0] ?? ''),
    ]);
    terminal.out(table([['id', 'kind', 'given up (UTC)', 'attempts', 'user', 'error'], ...rows]));
  }
  return EXIT.ok;
}

/** `genesis dead-letters replay <id>`: tries it again, unless a budget refuses what it may cost. */
export async function replayDeadLetter(id: string, options: { json?: boolean }): Promise<ExitCode> {
  if (!UUID.test(id))
    throw new CommandFailure(`${id} is no dead letter's id: genesis dead-letters lists them.`, EXIT.usage);
  await using store = await openForCommand(loadConfig(), { migrate: false });
  const answer = await store.deadLetters.replay(id, `cli:${userInfo().username}`);
  switch (answer.kind) {
    case 'unknown':
      throw new CommandFailure(`There is no dead letter ${id}: genesis dead-letters lists them.`, EXIT.usage);
    case 'over_budget': {
      const [limit, left] = [answer.limitMicroUsd, answer.leftMicroUsd].map(
        (microUsd) => `$${microUsd / 1_000_000}`,
      );
      throw new CommandFailure(
        `The ${answer.scope} budget for the ${answer.window} (${limit}) has ${left} left, too little for this run; it starts anew ${answer.resetsAt}.`,
        EXIT.refused,
      );
    }
    case 'requested':
      if (options.json) terminal.json({ id, replaying: true });
      else
        terminal.out('A running bot tries it again within seconds; without one, the next that starts does.');
      return EXIT.ok;
    default:
      return answer satisfies never;
  }
}
