import pg from 'pg';
import type { Database } from '#store/database/database.ts';
import { databaseRefusal } from '#store/database/database-refusal.ts';
import type { SqlResult } from '#store/store.ts';
import { DatabaseError } from '#store/store-errors.ts';
import { alone } from './alone.ts';
import { refuseEscapes } from './refuse-escapes.ts';
import { refuseLong } from './refuse-long.ts';

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

/** What may stand before a query: asks for its plan. */
const EXPLAIN = /^explain(?:\s+(?:analyze|verbose)\b|\s*\([\w\s,]*\))*\s*/i;
const SHOW = /^show\s+[\w. ]+$/i;

/**
 * Runs one query, EXPLAIN of one, or SHOW, as the role `analyst` in a read-only transaction that is always rolled
 * back. The login behind it may be anybody (a superuser, a project's owner), so the role alone would be undone by
 * the query itself: what calls a function that could is refused before it runs ({@link refuseEscapes}). Within
 * these limits the analyst's grants hold, whatever the login. It is no wall against people who have the login or
 * the data directory: they need no analyst. On a server a query ends after 5 s; on the embedded database nothing
 * can end it, and {@link refuseLong} stands before it.
 */
export async function analystSql(database: Database, text: string): Promise<SqlResult> {
  const statement = text.trim().replace(/;\s*$/, '');
  const query = SHOW.test(statement) ? null : statement.replace(EXPLAIN, '');
  const session = await database.pool.connect();
  try {
    await session.query('begin');
    await session.query(`set local statement_timeout = ${TIMEOUT_MS}`);
    await session.query("set local search_path = public; set local timezone = 'UTC'; set local role analyst");
    if (query !== null) {
      await session.query('savepoint unread');
      await refuseEscapes(session, query);
      await session.query('rollback to savepoint unread');
    }
    await session.query('set transaction read only');
    if (query !== null && database.exclusive) await refuseLong(session, query);
    if (query !== statement) return toResult(await alone(session, statement));
    await alone(session, `declare answer no scroll cursor for ${query}`);
    return toResult(
      await session.query({ text: `fetch ${MAX_ROWS + 1} from answer`, rowMode: 'array', types }),
    );
  } catch (error) {
    const refusal = databaseRefusal(error);
    if (!refusal || error instanceof DatabaseError) throw error;
    throw new DatabaseError(refusal.message, refusal.code, { cause: error });
  } finally {
    const broken = await session.query('rollback').then(
      () => false,
      () => true,
    );
    session.release(broken);
  }
}

function toResult({ rows, fields }: pg.QueryArrayResult<unknown[]>): SqlResult {
  return {
    columns: fields.map((field) => field.name),
    rows: rows.slice(0, MAX_ROWS),
    truncated: rows.length > MAX_ROWS,
  };
}
