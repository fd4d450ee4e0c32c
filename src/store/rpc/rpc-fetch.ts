import pg from 'pg';
import { type Database, transaction } from '#store/database/database.ts';
import { databaseRefusal } from '#store/database/database-refusal.ts';
import { accepts, readFunctions, type StoredFunction } from './function-catalog.ts';
import { postgrestStatus } from './postgrest-status.ts';

export type RpcIdentity = {
  /** The database role that the call runs as; `anon` where nobody signed in. */
  role: string;
  /** The token's claims, as functions and policies read them from `request.jwt.claims`. */
  claims?: Record<string, unknown>;
};

const SINGLE_OBJECT = 'application/vnd.pgrst.object+json';
const PATH = /\/rest\/v1\/rpc\/([^/?]+)$/;

/** An answer that is known before or instead of the database's: thrown to leave the transaction. */
class Refusal extends Error {
  readonly response: Response;

  constructor(status: number, code: string, message: string, details: string | null = null) {
    super(message);
    this.response = json(status, { code, message, details, hint: null });
  }
}

/**
 * A `fetch` that answers `POST /rest/v1/rpc/<function>` as PostgREST does, from any Postgres session: one
 * transaction per call with role and claims set in it, results formatted by Postgres itself.
 */
export function rpcFetch(database: Database, identity: RpcIdentity): typeof fetch {
  let functions: Map<string, StoredFunction> | null = null;
  const become = identify(identity);

  const find = async (session: pg.ClientBase, name: string, names: string[]): Promise<StoredFunction> => {
    let stored = functions?.get(name);
    if (!stored || !accepts(stored, names)) {
      functions = await readFunctions(session);
      stored = functions.get(name);
    }
    if (stored && accepts(stored, names)) return stored;
    throw new Refusal(
      404,
      'PGRST202',
      `Could not find the function public.${name}(${names.join(', ')}) in the schema cache`,
      `Searched for the function public.${name} with parameters ${names.join(', ')}, but no matches were found in the schema cache.`,
    );
  };

  return async (input, init) => {
    const request = new Request(input, init);
    const name = PATH.exec(new URL(request.url).pathname)?.[1];
    if (!name || request.method !== 'POST') {
      return new Refusal(404, 'PGRST125', 'Invalid path specified in request URL').response;
    }
    const body = await request.text();
    const single = request.headers.get('accept')?.includes(SINGLE_OBJECT) ?? false;
    request.signal.throwIfAborted();
    try {
      const args = parseArguments(body);
      return await transaction(database.pool, async (session) => {
        const stored = await find(session, decodeURIComponent(name), Object.keys(args));
        await session.query(become);
        return call(session, stored, args, single);
      });
    } catch (error) {
      if (error instanceof Refusal) return error.response;
      return refuse(error, identity.role === 'anon');
    }
  };
}

async function call(
  session: pg.ClientBase,
  stored: StoredFunction,
  args: Record<string, unknown>,
  single: boolean,
): Promise<Response> {
  const given = stored.parameters.filter((each) => Object.hasOwn(args, each.name)).map(quoted);
  const columns = given.map((each) => `${each.name} ${each.type}`).join(', ');
  const passed = given.map((each) => `${each.name} => a.${each.name}`).join(', ');
  const source = given.length > 0 ? `json_to_recordset($1::json) as a (${columns}), lateral ` : '';
  const call = `${source}public.${pg.escapeIdentifier(stored.name)}(${passed}) as f`;
  const values = given.length > 0 ? [JSON.stringify([args])] : [];
  if (stored.returns === 'void') {
    await session.query(`select 1 from ${call}`, values);
    return new Response(null, { status: 204 });
  }
  const { rows } = await session.query<{ body: string; first: string | null; n: number }>(
    `select coalesce(json_agg(to_json(f)), '[]')::text as body, count(*)::int as n,
       (json_agg(to_json(f)) -> 0)::text as first from ${call}`,
    values,
  );
  const [row = { body: '[]', first: null, n: 0 }] = rows;
  if (stored.returns === 'set' && !single) return json(200, row.body);
  if (single && row.n !== 1) {
    throw new Refusal(
      406,
      'PGRST116',
      'Cannot coerce the result to a single JSON object',
      `The result contains ${row.n} rows`,
    );
  }
  return json(200, row.first ?? 'null');
}

function quoted(parameter: { name: string; type: string }): { name: string; type: string } {
  return { name: pg.escapeIdentifier(parameter.name), type: parameter.type };
}

function identify(identity: RpcIdentity): string {
  const claims = JSON.stringify({ ...identity.claims, role: identity.role });
  return `select set_config('role', ${pg.escapeLiteral(identity.role)}, true),
    set_config('request.jwt.claims', ${pg.escapeLiteral(claims)}, true)`;
}

function parseArguments(body: string): Record<string, unknown> {
  if (body === '') return {};
  try {
    const parsed: unknown = JSON.parse(body);
    if (typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed)) return { ...parsed };
  } catch (error) {
    throw new Refusal(400, 'PGRST102', `Empty or invalid json: ${String(error)}`);
  }
  throw new Refusal(400, 'PGRST102', 'The body must be a JSON object of arguments');
}

function refuse(error: unknown, anonymous: boolean): Response {
  const refusal = databaseRefusal(error);
  if (refusal) return json(postgrestStatus(refusal.code, anonymous), refusal);
  const message = error instanceof Error ? error.message : String(error);
  return json(503, {
    code: 'PGRST001',
    message: `Database connection error: ${message}`,
    details: null,
    hint: null,
  });
}

function json(status: number, body: unknown): Response {
  return new Response(typeof body === 'string' ? body : JSON.stringify(body), {
    status,
    headers: { 'content-type': 'application/json; charset=utf-8' },
  });
}
