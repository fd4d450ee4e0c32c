import { EXIT, type ExitCode } from './exit-codes.ts';
import { CommandFailure } from './failure.ts';
import { loadConfig } from './load-config.ts';
import { openForCommand } from './open-for-command.ts';
import { terminal } from './terminal.ts';

/** `genesis erase <user>`: ends with 1 while runs of that person still go, whose text has to stay until they end. */
export async function erase(user: string, options: { json?: boolean }): Promise<ExitCode> {
  if (!/^(?:[UW][A-Z0-9]+|cli:.+)$/.test(user)) {
    throw new CommandFailure(`${user} is no member id: write one such as U012AB3CD.`, EXIT.usage);
  }
  await using store = await openForCommand(loadConfig(), { migrate: false });
  const erased = await store.eraseUser(user);
  if (options.json) terminal.json({ user, ...erased });
  else {
    terminal.out(
      `Erased the text of ${erased.runs} runs, ${erased.jobs} jobs, ${erased.comments} comments and ${erased.deadLetters} dead letters of ${user}.`,
    );
    if (erased.open > 0)
      terminal.out(`${erased.open} runs still go or wait: erase again when they have ended.`);
  }
  return erased.open > 0 ? EXIT.failed : EXIT.ok;
}
