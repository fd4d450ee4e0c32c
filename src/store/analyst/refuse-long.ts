import type pg from 'pg';
import { z } from 'zod';
import { DatabaseError } from '#store/store-errors.ts';
import { alone } from './alone.ts';

/** In the planner's units. Counting a generated series of 60 million rows is 750,000 of them and took 28 s: this is about two seconds. */
const MAX_COST = 50_000;

/** Postgres' own code for a statement that took too long. */
const QUERY_CANCELED = '57014';

const Plan = z.object({ 'Total Cost': z.number() }).loose();
/** One row of one column, which holds a list of one plan. */
const Explained = z.tuple([z.tuple([z.tuple([z.object({ Plan }).loose()])])]);

/**
 * The embedded database runs on the event loop and cannot be interrupted: nothing of the bot moves while a query
 * runs. So what the planner expects to be long is refused before it begins, and so is what it cannot foresee: a
 * recursion, and a series whose bounds are no constants. A bound on accidents and not on time: an expression that
 * is dear in itself (a regular expression with back references, say) passes.
 */
export async function refuseLong(session: pg.ClientBase, query: string): Promise<void> {
  const { rows } = await alone(session, `explain (verbose, format json) ${query}`);
  const plans = Explained.parse(rows)[0][0];
  const cost = plans[0].Plan['Total Cost'];
  const text = JSON.stringify(plans);
  if (text.includes('"Recursive Union"')) throw tooLong('recursive queries');
  if (!seriesOf(text).every(isConstant)) throw tooLong('series whose bounds are not constants');
  if (cost > MAX_COST) throw tooLong(`queries with a planned cost above ${MAX_COST} (this one: ${cost})`);
}

function tooLong(what: string): DatabaseError {
  return new DatabaseError(
    `the embedded database, which cannot interrupt a query, does not run ${what}; ask less of it, or use DATABASE_URL`,
    QUERY_CANCELED,
  );
}

/** What stands behind each opening bracket of the function, literals taken out. */
function seriesOf(plan: string): string[] {
  return plan
    .replaceAll(/'(?:[^']|'')*'/g, "''")
    .split('generate_series(')
    .slice(1)
    .map(withinBrackets);
}

function withinBrackets(text: string): string {
  let depth = 1;
  const end = [...text].findIndex((char) => {
    if (char === '(') depth += 1;
    if (char === ')') depth -= 1;
    return depth === 0;
  });
  return end === -1 ? text : text.slice(0, end);
}

/** Verbose plans write columns with their table and parameters with a dollar or the plan's name. */
function isConstant(bounds: string): boolean {
  return !/[a-z_"\\]\.|\$|Plan/i.test(bounds);
}
