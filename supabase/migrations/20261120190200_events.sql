-- Append-only facts. Read by replay: of one run, in order, in pages.

create table public.events (
  id bigint generated always as identity primary key,
  stream text not null,
  type text not null,
  correlation_id text not null,
  causation_id text,
  idempotency_key text not null,
  payload jsonb not null,
  at timestamptz not null default now(),
  unique (stream, idempotency_key)
);
create index events_time on public.events (at, id);
comment on table public.events is
  'What happened, append-only. stream is run:<id>; idempotency_key is unique within it, so that a repeated append is one row.';
call genesis.protect('public.events', array['id', 'stream', 'type', 'correlation_id', 'causation_id', 'at']);
-- What happened stays as it was written; what is too old is deleted.
revoke update on table public.events from service_role;

create function public.events_append(p_events jsonb) returns integer
language plpgsql security invoker set search_path = ''
as $$
declare
  stale integer;
begin
  with given as (
    select e.* from rows from (jsonb_to_recordset(p_events) as (
      run_id uuid, epoch bigint, type text, correlation_id text, causation_id text, key text, payload jsonb)
    ) with ordinality as e (run_id, epoch, type, correlation_id, causation_id, key, payload, ordinality)
  ), owned as (
    select r.id, r.epoch from public.runs r where r.id in (select g.run_id from given g) for share
  ), written as (
    insert into public.events (stream, type, correlation_id, causation_id, idempotency_key, payload)
    select 'run:' || g.run_id, g.type, g.correlation_id, g.causation_id, g.key, g.payload
    from given g join owned o on o.id = g.run_id and o.epoch = g.epoch
    order by g.ordinality
    on conflict (stream, idempotency_key) do nothing
  )
  select count(*) into stale from given g
  where not exists (select from owned o where o.id = g.run_id and o.epoch = g.epoch);
  return stale;
end
$$;
call genesis.serve('public.events_append(jsonb)',
  'Appends a batch, in order. Answers how many were refused because their run was claimed again or never.');

create function public.events_of_run(p_run uuid, p_after bigint default 0, p_limit integer default 500)
returns table (id bigint, type text, correlation_id text, causation_id text, payload jsonb, at timestamptz)
language sql stable security invoker set search_path = ''
as $$
  select e.id, e.type, e.correlation_id, e.causation_id, e.payload, e.at from public.events e
  where e.stream = 'run:' || p_run and e.id > p_after
  order by e.id limit least(greatest(p_limit, 1), 1000);
$$;
call genesis.serve('public.events_of_run(uuid, bigint, integer)', 'The events of one run, in order, paged by id.');
