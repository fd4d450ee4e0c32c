import pg from 'pg';
import type { Database } from './database/database.ts';
import { databaseRefusal } from './database/database-refusal.ts';
import type { SqlResult } from './store.ts';
import { DatabaseError } from './store-errors.ts';

const MAX_ROWS = 1_000;
const TIMEOUT_MS = 5_000;

const INT8 = 20;
const NUMERIC = 1700;
const TIMES = new Set([1082, 1114, 1184]);

/** Postgres' text form, but numbers that JavaScript holds exactly as numbers, and times in ISO 8601. */
const types: pg.CustomTypesConfig = {
  getTypeParser: (oid: number) => {
    if (oid === INT8 || oid === NUMERIC) {
      return (text: string) => (Number.isSafeInteger(Number(text)) || text.length < 16 ? Number(text) : text);
    }
    if (TIMES.has(oid)) return (text: string) => text.replace(' ', 'T').replace(/\+00$/, '+00:00');
    return pg.types.getTypeParser(oid, 'text');
  },
};

/**
 * Runs one statement as the role `analyst` in a read-only transaction that is always rolled back. The role is a
 * guard rail for people with access to the machine, not a wall against them.
 */
export async function analystSql(database: Database, query: string): Promise<SqlResult> {
  const statement = query.trim().replace(/;\s*$/, '');
  const direct = /^(?:explain|show)\b/i.test(statement);
  const session = await database.pool.connect();
  try {
    await session.query('begin transaction read only');
    await session.query(`set local statement_timeout = ${TIMEOUT_MS}`);
    await session.query("set local search_path = public; set local timezone = 'UTC'; set local role analyst");
    if (!direct) await alone(session, `declare answer no scroll cursor for ${statement}`);
    const result = direct
      ? await alone(session, statement)
      : await session.query({ text: `fetch ${MAX_ROWS + 1} from answer`, rowMode: 'array', types });
    const rows = result.rows.slice(0, MAX_ROWS);
    return {
      columns: result.fields.map((field) => field.name),
      rows,
      truncated: result.rows.length > MAX_ROWS,
    };
  } catch (error) {
    const refusal = databaseRefusal(error);
    if (!refusal) throw error;
    throw new DatabaseError(refusal.message, refusal.code, { cause: error });
  } finally {
    const broken = await session.query('rollback').then(
      () => false,
      () => true,
    );
    session.release(broken);
  }
}

/** The extended protocol takes one statement only, and a cursor only what returns rows. */
function alone(session: pg.ClientBase, text: string): Promise<pg.QueryArrayResult<unknown[]>> {
  const extended = { text, rowMode: 'array' as const, values: [], queryMode: 'extended' };
  return session.query(extended);
}
