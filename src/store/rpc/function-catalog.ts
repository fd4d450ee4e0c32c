import type pg from 'pg';

export type StoredFunction = {
  name: string;
  /** Input parameters by name, with their SQL types, in order; the last `defaults` may be left out. */
  parameters: readonly { name: string; type: string }[];
  defaults: number;
  returns: 'void' | 'scalar' | 'object' | 'set';
};

type Row = {
  name: string;
  names: string[] | null;
  types: string[];
  defaults: number;
  is_set: boolean;
  is_void: boolean;
  is_row: boolean;
};

const QUERY = `
  select p.proname as name, p.proargnames as names, p.pronargdefaults::int as defaults, p.proretset as is_set,
    p.prorettype = 'void'::regtype as is_void,
    t.typtype = 'c' or coalesce(p.proargmodes && '{o,b,t}'::"char"[], false) as is_row,
    array(select format_type(a.type, null) from unnest(p.proargtypes) with ordinality as a (type, n)
          order by a.n)::text[] as types
  from pg_catalog.pg_proc p
  join pg_catalog.pg_type t on t.oid = p.prorettype
  where p.pronamespace = 'public'::regnamespace and p.prokind = 'f'`;

/** What can be called: the functions of the exposed schema. None of ours is overloaded. */
export async function readFunctions(session: pg.ClientBase): Promise<Map<string, StoredFunction>> {
  const { rows } = await session.query<Row>(QUERY);
  return new Map(
    rows.map((row) => {
      const parameters = row.types.map((type, n) => ({ name: row.names?.[n] ?? `$${n + 1}`, type }));
      const returns = row.is_void ? 'void' : row.is_set ? 'set' : row.is_row ? 'object' : 'scalar';
      return [row.name, { name: row.name, parameters, defaults: row.defaults, returns }];
    }),
  );
}

/** True when these named arguments call this function: none unknown, none missing but those with defaults. */
export function accepts(stored: StoredFunction, names: readonly string[]): boolean {
  const known = new Set(stored.parameters.map((each) => each.name));
  const needed = stored.parameters.slice(0, stored.parameters.length - stored.defaults);
  return names.every((name) => known.has(name)) && needed.every((each) => names.includes(each.name));
}
