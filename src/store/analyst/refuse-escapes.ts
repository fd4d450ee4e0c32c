import type pg from 'pg';
import { DatabaseError } from '#store/store-errors.ts';
import { alone } from './alone.ts';

/** Volatile, and still harmless: they read the clock, chance, or the size of a table. */
const HARMLESS = [
  'clock_timestamp',
  'timeofday',
  'random',
  'random_normal',
  'gen_random_uuid',
  'uuidv4',
  'uuidv7',
  'pg_relation_size',
  'pg_table_size',
  'pg_indexes_size',
  'pg_total_relation_size',
  'pg_database_size',
];

const INSUFFICIENT_PRIVILEGE = '42501';

/** Every function that the view calls, by number or through an operator, but for Postgres' own harmless ones. */
const FORBIDDEN = `
  with tree as (
    select r.ev_action::text as text from pg_catalog.pg_rewrite r where r.ev_class = 'pg_temp.asked'::regclass
  ), called as (
    select m[1]::oid as oid from tree, regexp_matches(text, ':(?:funcid|aggfnoid|winfnoid) ([0-9]+)', 'g') m
    union
    select o.oprcode::oid from tree, regexp_matches(text, ':opno ([0-9]+)', 'g') m
    join pg_catalog.pg_operator o on o.oid = m[1]::oid
  )
  select p.oid::regprocedure::text as name from called join pg_catalog.pg_proc p on p.oid = called.oid
  where p.pronamespace <> 'pg_catalog'::regnamespace or (p.provolatile = 'v' and p.proname <> all ($1))
  order by 1`;

/**
 * Rejects a query that calls anything which could act: change the role or a setting (`set_config`), run text as
 * SQL (`query_to_xml`), sleep, lock, signal, reach files or other servers, or belongs to somebody else than
 * Postgres. Postgres itself parses: the query becomes a view that is never read, and its stored tree names each
 * function by number. So quoting, comments and aliases hide nothing. Expects a transaction that is rolled back.
 */
export async function refuseEscapes(session: pg.ClientBase, query: string): Promise<void> {
  // The closing line on its own: a comment at the end of the query must not swallow it.
  const view = `create temporary view asked as select 1 as one from (\n${query}\n) as query`;
  await alone(session, view);
  const { rows } = await session.query<{ name: string }>(FORBIDDEN, [HARMLESS]);
  if (rows.length === 0) return;
  throw new DatabaseError(
    `analysts may not call ${rows.map((row) => row.name).join(', ')}`,
    INSUFFICIENT_PRIVILEGE,
  );
}
