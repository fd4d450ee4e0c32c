-- Reading runs, and asking for a stop.

create function public.run_find(p_run uuid) returns table (
  run_id uuid, request jsonb, status text, outcome jsonb, user_id text, team text, channel text, thread text)
language sql stable security invoker set search_path = ''
as $$
  select r.id, r.request, r.status, r.outcome, r.user_id, r.team, r.channel, r.thread
  from public.runs r where r.id = p_run;
$$;
call genesis.serve('public.run_find(uuid)', 'One run with its request; no row when it is unknown.');

create function public.run_latest(p_team text, p_channel text, p_thread text)
returns table (run_id uuid, user_id text, status text)
language sql stable security invoker set search_path = ''
as $$
  select r.id, r.user_id, r.status from public.runs r
  where r.team = p_team and r.channel = p_channel and r.thread = p_thread
  order by r.created_at desc, r.received_at desc limit 1;
$$;
call genesis.serve('public.run_latest(text, text, text)', 'The newest run of a thread.');

create function public.run_unfinished(p_team text, p_channel text, p_thread text)
returns table (run_id uuid, user_id text, status text)
language sql stable security invoker set search_path = ''
as $$
  select r.id, r.user_id, r.status from public.runs r
  where r.team = p_team and r.channel = p_channel and r.thread = p_thread and r.status in ('running', 'suspended')
  order by r.created_at desc, r.received_at desc limit 100;
$$;
call genesis.serve('public.run_unfinished(text, text, text)',
  'The runs of a thread that work or wait for an approval, newest first.');

create function public.run_recent(p_user text default null, p_limit integer default 20) returns table (
  run_id uuid, user_id text, team text, channel text, thread text, status text, goal text, tasks integer,
  micro_usd bigint, created_at timestamptz, ended_at timestamptz)
language sql stable security invoker set search_path = ''
as $$
  select r.id, r.user_id, r.team, r.channel, r.thread, r.status, r.goal, r.task_count, r.micro_usd, r.created_at,
    r.ended_at
  from public.runs r where p_user is null or r.user_id = p_user
  order by r.created_at desc limit least(greatest(p_limit, 1), 500);
$$;
call genesis.serve('public.run_recent(text, integer)', 'The newest runs, of one user or of all.');

create function public.run_request_stop(p_run uuid, p_by text) returns boolean
language plpgsql security invoker set search_path = ''
as $$
begin
  update public.runs set stop_requested_at = coalesce(stop_requested_at, now()),
    stop_requested_by = coalesce(stop_requested_by, p_by), updated_at = now()
  where id = p_run and status in ('running', 'suspended');
  if not found then
    return false;
  end if;
  perform pg_notify('genesis', json_build_object('kind', 'stop', 'runId', p_run)::text);
  return true;
end
$$;
call genesis.serve('public.run_request_stop(uuid, text)',
  'Asks for a run to be stopped and notifies every instance; false when it has ended or is unknown.');

create function public.run_stop_requested(p_runs uuid[]) returns setof uuid
language sql stable security invoker set search_path = ''
as $$
  select r.id from public.runs r where r.id = any (p_runs) and r.stop_requested_at is not null;
$$;
call genesis.serve('public.run_stop_requested(uuid[])', 'Those of the given runs whose stop was asked for.');
