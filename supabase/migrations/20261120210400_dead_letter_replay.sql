-- A dead letter can be tried again: whoever works on the queue takes up those that were asked for. The run goes on from
-- its last checkpoint, with a reservation under the limits of that moment.

alter table public.dead_letters add column replay_requested_at timestamptz, add column replay_requested_by text;
comment on column public.dead_letters.replay_requested_at is
  'Set when the job is to be tried again; the row goes when it is back in the queue.';
grant select (replay_requested_at, replay_requested_by) on public.dead_letters to analyst, authenticated;

-- As before, but what is about to be tried again is not given up.
create or replace function public.runs_sweep(p_lease_epoch bigint, p_quiet_seconds integer, p_limit integer default 100)
returns table (given_up integer, freed_micro_usd bigint)
language plpgsql security invoker set search_path = ''
as $$
declare
  dead record;
  spent bigint;
begin
  perform genesis.lease_fence('housekeeping', p_lease_epoch);
  given_up := 0;
  freed_micro_usd := 0;
  for dead in
    select r.id, r.epoch + 1 as epoch, (
      select l.reserved_micro_usd from public.budget_ledger l where l.run_id = r.id and l.settled_at is null
    ) as reserved
    from public.runs r
    where r.status in ('running', 'suspended') and (
      exists (select from public.dead_letters d 
        where d.payload #>> '{request,runId}' = r.id::text and d.replay_requested_at is null)
      or r.via = 'cli' and r.status = 'running'
        and r.updated_at < now() - make_interval(secs => p_quiet_seconds)
        and not exists (
          select from public.run_tasks t
          where t.run_id = r.id and t.recorded_at > now() - make_interval(secs => p_quiet_seconds)))
    order by r.updated_at limit p_limit for update of r skip locked
  loop
    -- What planning and synthesis cost stood in the report that was never written; the tasks' cost is known.
    select coalesce(sum(t.micro_usd), 0) into spent from public.run_tasks t where t.run_id = dead.id and t.in_ledger;
    update public.runs r set status = 'failed', failure_category = 'store', epoch = dead.epoch, micro_usd = spent,
      updated_at = now(), ended_at = now(), outcome = jsonb_build_object('status', 'failed', 'category', 'store',
        'message', 'The process that worked on this died, and nobody will take it up again.')
    where r.id = dead.id;
    perform public.budget_settle(dead.id, dead.epoch, spent);
    given_up := given_up + 1;
    freed_micro_usd := freed_micro_usd + greatest(coalesce(dead.reserved, 0) - spent, 0);
  end loop;
  return next;
end
$$;

-- What a settled run is known to have cost is taken back, and its reservation made again now: settling it once more
-- books the whole. Answers the limit that refuses, or nothing.
create function genesis.budget_reopen(p_run uuid) returns table (
  scope text, period text, limit_micro_usd bigint, left_micro_usd bigint, resets_at timestamptz)
language plpgsql security invoker set search_path = ''
as $$
declare
  at constant timestamptz := now();
  entry record;
begin
  select * into entry from public.budget_ledger l where l.run_id = p_run and l.settled_at is not null for update;
  if not found then
    return;
  end if;
  insert into public.budget_windows as w (scope, subject, period, starts_at)
  select n.scope, n.subject, n.period, n.starts_at
  from genesis.windows_of(entry.team, entry.channel, entry.user_id, at) n order by n.scope, n.subject, n.period
  on conflict do nothing;
  perform from public.budget_windows w
  join (
    select n.scope, n.subject, n.period, n.starts_at from genesis.agent_windows(p_run) n
    union
    select n.scope, n.subject, n.period, n.starts_at
    from genesis.windows_of(entry.team, entry.channel, entry.user_id, entry.reserved_at) n
    union
    select n.scope, n.subject, n.period, n.starts_at
    from genesis.windows_of(entry.team, entry.channel, entry.user_id, at) n
  ) n on n.scope = w.scope and n.subject = w.subject and n.period = w.period and n.starts_at = w.starts_at
  order by w.scope, w.subject, w.period, w.starts_at for update of w;

  return query
  select n.scope, n.period, b.limit_micro_usd, greatest(b.limit_micro_usd - u.used, 0), n.resets_at
  from genesis.windows_of(entry.team, entry.channel, entry.user_id, at) n
  join public.budget_windows w
    on w.scope = n.scope and w.subject = n.subject and w.period = n.period and w.starts_at = n.starts_at
  cross join lateral (
    select l.limit_micro_usd from public.budgets l
    where l.scope = n.scope and l.period = n.period and l.subject in (n.subject, '*')
    order by (l.subject = '*') limit 1) b
  cross join lateral (
    -- Without what this run itself has spent in the same window.
    select w.reserved_micro_usd + w.settled_micro_usd
      - case when n.starts_at = date_trunc(n.period, entry.reserved_at, 'UTC') then entry.settled_micro_usd else 0 end
      as used) u
  where u.used + entry.reserved_micro_usd > b.limit_micro_usd
  order by b.limit_micro_usd - u.used, n.scope, n.period limit 1;
  if found then
    return;
  end if;

  update public.budget_windows w set settled_micro_usd = w.settled_micro_usd - entry.settled_micro_usd
  from genesis.windows_of(entry.team, entry.channel, entry.user_id, entry.reserved_at) n
  where w.scope = n.scope and w.subject = n.subject and w.period = n.period and w.starts_at = n.starts_at;
  update public.budget_windows w set settled_micro_usd = w.settled_micro_usd - coalesce(n.settled_micro_usd, 0)
  from genesis.agent_windows(p_run) n
  where w.scope = n.scope and w.subject = n.subject and w.period = n.period and w.starts_at = n.starts_at;
  delete from public.budget_shares s where s.run_id = p_run;
  update public.budget_windows w set reserved_micro_usd = w.reserved_micro_usd + entry.reserved_micro_usd
  from genesis.windows_of(entry.team, entry.channel, entry.user_id, at) n
  where w.scope = n.scope and w.subject = n.subject and w.period = n.period and w.starts_at = n.starts_at;
  update public.budget_ledger l set settled_at = null, settled_micro_usd = null, reserved_at = at
  where l.run_id = p_run;
end
$$;
call genesis.serve('genesis.budget_reopen(uuid)',
  'Makes the reservation of a settled run again. Answers the tightest limit that refuses; no row when it was made.');

create function public.dead_letters_list(p_limit integer default 50) returns table (
  job_id uuid, kind text, order_key text, user_id text, attempts integer, error text, at timestamptz,
  replay_requested_at timestamptz)
language sql stable security invoker set search_path = ''
as $$
  select d.job_id, d.kind, d.order_key, d.payload #>> '{request,user}', d.attempts, d.error, d.at,
    d.replay_requested_at
  from public.dead_letters d order by d.at desc limit least(greatest(p_limit, 1), 500);
$$;
call genesis.serve('public.dead_letters_list(integer)', 'The newest dead letters, without their text.');

create function public.dead_letter_replay(p_job uuid, p_actor text) returns table (
  kind text, scope text, period text, limit_micro_usd bigint, left_micro_usd bigint, resets_at timestamptz)
language plpgsql security invoker set search_path = ''
as $$
declare
  letter record;
  run record;
begin
  select * into letter from public.dead_letters d where d.job_id = p_job for update;
  if not found then
    return query select 'unknown', null::text, null::text, null::bigint, null::bigint, null::timestamptz;
    return;
  end if;
  if letter.replay_requested_at is null then
    select r.id, r.status into run from public.runs r
    where r.id::text = letter.payload #>> '{request,runId}' for update;
    if run.status in ('answered', 'refused', 'failed') then
      return query select 'over_budget', b.* from genesis.budget_reopen(run.id) b;
      if found then
        return;
      end if;
    end if;
    update public.runs r set status = case letter.kind when 'message' then 'running' else 'suspended' end,
      outcome = null, refusal_reason = null, failure_category = null, ended_at = null, updated_at = now()
    where r.id = run.id;
    update public.dead_letters d set replay_requested_at = now(), replay_requested_by = p_actor
    where d.job_id = p_job;
  end if;
  return query select 'requested', null::text, null::text, null::bigint, null::bigint, null::timestamptz;
end
$$;
call genesis.serve('public.dead_letter_replay(uuid, text)',
  'Asks for a dead letter to be tried again: requested, over_budget with the limit that refuses, or unknown.');
