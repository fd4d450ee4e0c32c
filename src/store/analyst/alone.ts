import type pg from 'pg';

/** The extended protocol takes one statement only, and a cursor only what returns rows. */
export function alone(session: pg.ClientBase, text: string): Promise<pg.QueryArrayResult<unknown[]>> {
  const extended = { text, rowMode: 'array' as const, values: [], queryMode: 'extended' };
  return session.query(extended);
}
