-- Roles that Supabase has and a plain Postgres lacks, the schema for what no client may see, and the one
-- procedure that every later migration protects its tables and functions with.

do $$
declare
  wanted text;
  -- From 16 on, whoever creates a role is a member of it that may not act as it.
  may_act constant text := case when current_setting('server_version_num')::int >= 160000 then 'set' else 'member' end;
begin
  foreach wanted in array array['anon', 'authenticated', 'service_role', 'analyst'] loop
    if not exists (select from pg_catalog.pg_roles where rolname = wanted) then
      begin
        execute format('create role %I nologin noinherit', wanted);
      exception when duplicate_object or unique_violation then
        null; -- another database of this server made it at the same moment
      end;
    end if;
  end loop;
  -- The bot's session acts as these two; a superuser may anyway.
  foreach wanted in array array['service_role', 'analyst'] loop
    if not pg_catalog.pg_has_role(current_user, wanted, may_act) then
      execute format('grant %I to current_user', wanted);
    end if;
  end loop;
end
$$;

create schema genesis;
comment on schema genesis is 'Bookkeeping and internal functions of Genesis; not exposed over HTTP.';

revoke all on schema genesis from public;
grant usage on schema genesis to service_role;
grant usage on schema public to anon, authenticated, service_role, analyst;

create table genesis.migrations (
  version text primary key,
  name text not null,
  checksum text not null,
  applied_at timestamptz not null default now()
);
alter table genesis.migrations enable row level security;
comment on table genesis.migrations is 'Which files of supabase/migrations were applied, with the SHA-256 of each.';

create function genesis.is_analyst() returns boolean
language sql stable security invoker set search_path = ''
as $$
  select coalesce(
    nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'app_role' = 'analyst',
    false
  );
$$;
comment on function genesis.is_analyst() is 'True for a signed-in person whose token says app_role = analyst.';
revoke execute on function genesis.is_analyst() from public;
grant usage on schema genesis to authenticated;
grant execute on function genesis.is_analyst() to authenticated, service_role;

-- protect: row level security on, everything revoked, the service role let in, and analysts let in to the given
-- columns (none: the table is internal).
create procedure genesis.protect(p_table regclass, p_analyst_columns text[] default '{}')
language plpgsql security invoker set search_path = ''
as $$
declare
  columns text := (select string_agg(format('%I', c), ', ') from unnest(p_analyst_columns) as c);
begin
  execute format('alter table %s enable row level security', p_table);
  execute format('revoke all on table %s from public, anon, authenticated, analyst', p_table);
  execute format('grant select, insert, update, delete on table %s to service_role', p_table);
  execute format('create policy service on %s for all to service_role using (true) with check (true)', p_table);
  if columns is not null then
    execute format('grant select (%s) on table %s to analyst, authenticated', columns, p_table);
    execute format('create policy analyst on %s for select to analyst using (true)', p_table);
    execute format(
      'create policy signed_in_analyst on %s for select to authenticated using ((select genesis.is_analyst()))',
      p_table);
  end if;
end
$$;
revoke execute on procedure genesis.protect(regclass, text[]) from public;

-- serve: only the bot may call it.
create procedure genesis.serve(p_function regprocedure, p_comment text)
language plpgsql security invoker set search_path = ''
as $$
begin
  execute format('revoke execute on function %s from public, anon, authenticated', p_function);
  execute format('grant execute on function %s to service_role', p_function);
  execute format('comment on function %s is %L', p_function, p_comment);
end
$$;
revoke execute on procedure genesis.serve(regprocedure, text) from public;
