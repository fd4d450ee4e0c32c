-- Flag definitions as flagd reads them. Every change, from wherever, raises the version, leaves an audit row and
-- tells all instances: a trigger does it, so that plain SQL cannot forget.

create function genesis.valid_flag(p_definition jsonb) returns boolean
language sql immutable security invoker set search_path = ''
as $$
  select coalesce(
    jsonb_typeof(p_definition) = 'object'
    and p_definition ->> 'state' in ('ENABLED', 'DISABLED')
    and jsonb_typeof(p_definition -> 'variants') = 'object'
    and jsonb_typeof(p_definition -> 'defaultVariant') = 'string'
    and p_definition -> 'variants' ? (p_definition ->> 'defaultVariant')
    and jsonb_typeof(coalesce(p_definition -> 'targeting', '{}')) = 'object',
    false);
$$;
call genesis.serve('genesis.valid_flag(jsonb)', 'The least that a flagd definition must have.');

create table public.flags (
  key text primary key check (key ~ '^[a-z][a-z0-9_]{0,63}$'),
  definition jsonb not null constraint flags_definition_is_flagd check (genesis.valid_flag(definition)),
  version integer not null default 1,
  updated_at timestamptz not null default now(),
  updated_by text not null
);
comment on table public.flags is
  'Feature flags: a flagd definition {state, variants, defaultVariant, targeting?} each, with a version that every change raises.';
call genesis.protect('public.flags', array['key', 'definition', 'version', 'updated_at', 'updated_by']);

create table public.flag_audit (
  id bigint generated always as identity primary key,
  key text not null,
  version integer not null,
  before jsonb,
  after jsonb,
  actor text not null,
  via text not null,
  at timestamptz not null default now()
);
create index flag_audit_key on public.flag_audit (key, id desc);
comment on table public.flag_audit is 'Every change of a flag: who, through what, before and after.';
call genesis.protect('public.flag_audit', array['id', 'key', 'version', 'before', 'after', 'actor', 'via', 'at']);
revoke update on table public.flag_audit from service_role;

create function genesis.flag_changed() returns trigger
language plpgsql security invoker set search_path = ''
as $$
declare
  actor constant text := coalesce(nullif(current_setting('genesis.actor', true), ''), current_user);
  via constant text := coalesce(nullif(current_setting('genesis.via', true), ''), 'sql');
begin
  if tg_op = 'DELETE' then
    insert into public.flag_audit (key, version, before, after, actor, via)
    values (old.key, old.version + 1, old.definition, null, actor, via);
  else
    if tg_op = 'UPDATE' then
      if new.key <> old.key then
        raise exception 'a flag keeps its key' using errcode = 'P0001';
      end if;
      new.version := old.version + 1;
    end if;
    new.updated_at := now();
    new.updated_by := actor;
    insert into public.flag_audit (key, version, before, after, actor, via)
    values (new.key, new.version, case when tg_op = 'UPDATE' then old.definition end, new.definition, actor, via);
  end if;
  perform pg_notify('genesis', '{"kind":"flags_changed"}');
  return case when tg_op = 'DELETE' then old else new end;
end
$$;
call genesis.serve('genesis.flag_changed()', 'Audits and announces a change of a flag.');

insert into public.flags (key, definition, updated_by)
select f.key, jsonb_build_object('state', 'ENABLED', 'variants', '{"on": true, "off": false}'::jsonb,
  'defaultVariant', f.variant), 'migration'
from (values
  ('orchestration_enabled', 'on'), ('security_hardening_enabled', 'on'), ('error_handling_enabled', 'on'),
  ('emergency_shutdown', 'off'), ('maintenance_mode', 'off'), ('critic_gating_enabled', 'on'),
  ('critic_retries_enabled', 'on'), ('model_planner_enabled', 'on')) as f (key, variant);
insert into public.flags (key, definition, updated_by) values (
  'phase_4_deployment',
  '{"state": "ENABLED", "variants": {"on": true, "off": false}, "defaultVariant": "off",
    "targeting": {"fractional": [["on", 100], ["off", 0]]}}',
  'migration');

create trigger flag_changed before insert or update or delete on public.flags
for each row execute function genesis.flag_changed();

create function public.flags_list()
returns table (key text, definition jsonb, version integer, updated_at timestamptz, updated_by text)
language sql stable security invoker set search_path = ''
as $$
  select f.key, f.definition, f.version, f.updated_at, f.updated_by from public.flags f order by f.key;
$$;
call genesis.serve('public.flags_list()', 'All flags with their versions.');

create function public.flag_set(p_key text, p_definition jsonb, p_expected integer, p_actor text, p_via text)
returns table (
  kind text, key text, definition jsonb, version integer, updated_at timestamptz, updated_by text)
language plpgsql security invoker set search_path = ''
as $$
declare
  existing integer;
begin
  select f.version into existing from public.flags f where f.key = p_key for update;
  if existing is null then
    return query select 'unknown', p_key, null::jsonb, null::integer, null::timestamptz, null::text;
    return;
  end if;
  if existing = p_expected then
    perform set_config('genesis.actor', p_actor, true), set_config('genesis.via', p_via, true);
    update public.flags f set definition = p_definition where f.key = p_key;
  end if;
  return query select case when existing = p_expected then 'set' else 'conflict' end,
    f.key, f.definition, f.version, f.updated_at, f.updated_by from public.flags f where f.key = p_key;
end
$$;
call genesis.serve('public.flag_set(text, jsonb, integer, text, text)',
  'Changes a flag whose version is the expected one: kind set, conflict or unknown.');

create function public.flag_history(p_key text, p_limit integer default 20) returns table (
  key text, version integer, before jsonb, after jsonb, actor text, via text, at timestamptz)
language sql stable security invoker set search_path = ''
as $$
  select a.key, a.version, a.before, a.after, a.actor, a.via, a.at from public.flag_audit a
  where a.key = p_key order by a.id desc limit least(greatest(p_limit, 1), 500);
$$;
call genesis.serve('public.flag_history(text, integer)', 'The changes of a flag, newest first.');
