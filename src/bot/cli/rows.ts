import type { SqlResult } from '#store/store.ts';
import { table } from './terminal.ts';

/** What a statement answered, as a table with its column names; null is ∅, JSON as it is. */
export function rowsTable({ columns, rows }: Pick<SqlResult, 'columns' | 'rows'>): string {
  return table([columns, ...rows.map((row) => row.map(cell))]);
}

function cell(value: unknown): string {
  if (value === null) return '∅';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
