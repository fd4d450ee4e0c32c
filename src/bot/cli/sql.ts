import { EXIT, type ExitCode } from './exit-codes.ts';
import { loadConfig } from './load-config.ts';
import { openForCommand } from './open-for-command.ts';
import { rowsTable } from './rows.ts';
import { terminal } from './terminal.ts';

/** `genesis sql "<query>"`: one read-only statement as the analyst role. */
export async function sql(query: string, options: { json?: boolean }): Promise<ExitCode> {
  await using store = await openForCommand(loadConfig(), { migrate: false });
  const { columns, rows, truncated } = await store.sql(query);
  if (options.json) {
    terminal.json({ columns, rows, truncated });
    return EXIT.ok;
  }
  terminal.out(rowsTable({ columns, rows }));
  terminal.progress(
    `${rows.length} rows${truncated ? '; there are more: add a limit or a narrower where' : ''}`,
  );
  return EXIT.ok;
}
