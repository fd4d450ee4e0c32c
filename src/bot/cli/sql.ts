import { EXIT, type ExitCode } from './exit-codes.ts';
import { loadConfig } from './load-config.ts';
import { openForCommand } from './open-for-command.ts';
import { table, terminal } from './terminal.ts';

/** `genesis sql "<query>"`: one read-only statement as the analyst role. */
export async function sql(query: string, options: { json?: boolean }): Promise<ExitCode> {
  await using store = await openForCommand(loadConfig(), { migrate: false });
  const { columns, rows, truncated } = await store.sql(query);
  if (options.json) {
    terminal.json({ columns, rows, truncated });
    return EXIT.ok;
  }
  const cell = (value: unknown): string =>
    value === null ? '∅' : typeof value === 'object' ? JSON.stringify(value) : String(value);
  terminal.out(table([columns, ...rows.map((row) => row.map(cell))]));
  terminal.progress(
    `${rows.length} rows${truncated ? '; there are more: add a limit or a narrower where' : ''}`,
  );
  return EXIT.ok;
}
