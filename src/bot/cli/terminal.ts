import { styleText } from 'node:util';

/**
 * What people and programs read: results on standard output, progress and complaints on standard error.
 * Colours only where the stream is a terminal that shows them.
 */
export const terminal = {
  out(line: string): void {
    process.stdout.write(`${line}\n`);
  },
  json(value: unknown): void {
    process.stdout.write(`${JSON.stringify(value)}\n`);
  },
  progress(line: string): void {
    process.stderr.write(`${line}\n`);
  },
};

export function bold(text: string): string {
  return styleText('bold', text, { stream: process.stdout });
}

export function dim(text: string): string {
  return styleText('dim', text, { stream: process.stdout });
}

export function coloured(colour: 'green' | 'yellow' | 'red' | 'cyan', text: string): string {
  return styleText(colour, text, { stream: process.stdout });
}

/** Columns as wide as their widest cell, two spaces apart; a line each. */
export function table(rows: readonly (readonly string[])[]): string {
  const widths: number[] = [];
  for (const row of rows) {
    row.forEach((cell, column) => {
      widths[column] = Math.max(widths[column] ?? 0, cell.length);
    });
  }
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
