-- Limits for agents. Who works on a run is known only once its plan is routed: what was reserved for the run is then
-- shared out among its agents, and each share has to fit into its agent's windows.

alter table public.budgets drop constraint budgets_scope_check;
alter table public.budgets add constraint budgets_scope_check
  check (scope in ('workspace', 'channel', 'user', 'agent'));

create table public.budget_shares (
  run_id uuid not null references public.runs on delete cascade,
  agent text not null,
  reserved_micro_usd bigint not null default 0 check (reserved_micro_usd >= 0),
  settled_micro_usd bigint check (settled_micro_usd >= 0),
  reserved_at timestamptz not null default now(),
  primary key (run_id, agent)
);
comment on table public.budget_shares is
  'How the reservation of a run is shared out among its agents, and what each really cost once the run is settled. What a run reserves for nobody is for planning and review.';
call genesis.protect('public.budget_shares', array[
  'run_id', 'agent', 'reserved_micro_usd', 'settled_micro_usd', 'reserved_at']);

create function genesis.agent_windows(p_run uuid) returns table (
  scope text, subject text, period text, starts_at timestamptz, resets_at timestamptz,
  reserved_micro_usd bigint, settled_micro_usd bigint)
language sql stable security invoker set search_path = ''
as $$
  select 'agent', s.agent, p.period, date_trunc(p.period, s.reserved_at, 'UTC'),
    (date_trunc(p.period, s.reserved_at at time zone 'UTC') + ('1 ' || p.period)::interval) at time zone 'UTC',
    s.reserved_micro_usd, s.settled_micro_usd
  from public.budget_shares s cross join (values ('day'), ('hour'), ('month')) as p (period)
  where s.run_id = p_run;
$$;
call genesis.serve('genesis.agent_windows(uuid)', 'The windows of the agents that share a run, three each.');

create function public.budget_allot(p_run uuid, p_epoch bigint, p_shares jsonb) returns table (
  ok boolean, agent text, period text, limit_micro_usd bigint, left_micro_usd bigint, resets_at timestamptz)
language plpgsql security invoker set search_path = ''
as $$
declare
  refusal record;
begin
  perform genesis.fence(p_run, p_epoch);
  if not exists (select from public.budget_shares s where s.run_id = p_run) then
    insert into public.budget_shares (run_id, agent, reserved_micro_usd)
    select p_run, e.key, e.value::bigint from jsonb_each_text(p_shares) e;
    insert into public.budget_windows as w (scope, subject, period, starts_at)
    select n.scope, n.subject, n.period, n.starts_at from genesis.agent_windows(p_run) n
    order by n.scope, n.subject, n.period on conflict do nothing;
    perform from public.budget_windows w
    join genesis.agent_windows(p_run) n
      on n.scope = w.scope and n.subject = w.subject and n.period = w.period and n.starts_at = w.starts_at
    order by w.scope, w.subject, w.period for update of w;

    select n.subject, n.period, b.limit_micro_usd,
      b.limit_micro_usd - w.reserved_micro_usd - w.settled_micro_usd as left_micro_usd, n.resets_at
    into refusal
    from genesis.agent_windows(p_run) n
    join public.budget_windows w
      on w.scope = n.scope and w.subject = n.subject and w.period = n.period and w.starts_at = n.starts_at
    cross join lateral (
      select l.limit_micro_usd from public.budgets l
      where l.scope = n.scope and l.period = n.period and l.subject in (n.subject, '*')
      order by (l.subject = '*') limit 1) b
    where w.reserved_micro_usd + w.settled_micro_usd + n.reserved_micro_usd > b.limit_micro_usd
    order by b.limit_micro_usd - w.reserved_micro_usd - w.settled_micro_usd, n.subject, n.period limit 1;
    if found then
      delete from public.budget_shares s where s.run_id = p_run;
      return query select false, refusal.subject, refusal.period, refusal.limit_micro_usd,
        greatest(refusal.left_micro_usd, 0), refusal.resets_at;
      return;
    end if;
    update public.budget_windows w set reserved_micro_usd = w.reserved_micro_usd + n.reserved_micro_usd
    from genesis.agent_windows(p_run) n
    where w.scope = n.scope and w.subject = n.subject and w.period = n.period and w.starts_at = n.starts_at;
  end if;
  return query select true, null::text, null::text, null::bigint, null::bigint, null::timestamptz;
end
$$;
call genesis.serve('public.budget_allot(uuid, bigint, jsonb)',
  'Shares a run''s reservation out among its agents under lock, or answers the tightest limit that refuses. Once per run.');

-- As before, and for the run's agents what their finished tasks cost, also where they had no share.
create or replace function public.budget_settle(p_run uuid, p_epoch bigint, p_micro_usd bigint) returns void
language plpgsql security invoker set search_path = ''
as $$
declare
  entry record;
begin
  perform genesis.fence(p_run, p_epoch);
  select * into entry from public.budget_ledger l where l.run_id = p_run and l.settled_at is null for update;
  if not found then
    return;
  end if;
  insert into public.budget_shares as s (run_id, agent, settled_micro_usd)
  select p_run, t.agent, sum(t.micro_usd) from public.run_tasks t
  where t.run_id = p_run and t.in_ledger and t.agent is not null group by t.agent having sum(t.micro_usd) > 0
  on conflict (run_id, agent) do update set settled_micro_usd = excluded.settled_micro_usd;
  insert into public.budget_windows as w (scope, subject, period, starts_at)
  select n.scope, n.subject, n.period, n.starts_at from genesis.agent_windows(p_run) n
  order by n.scope, n.subject, n.period on conflict do nothing;

  perform from public.budget_windows w
  join (
    select n.scope, n.subject, n.period, n.starts_at from genesis.agent_windows(p_run) n
    union all
    select n.scope, n.subject, n.period, n.starts_at
    from genesis.windows_of(entry.team, entry.channel, entry.user_id, entry.reserved_at) n
  ) n on n.scope = w.scope and n.subject = w.subject and n.period = w.period and n.starts_at = w.starts_at
  order by w.scope, w.subject, w.period for update of w;
  update public.budget_windows w set
    reserved_micro_usd = w.reserved_micro_usd - entry.reserved_micro_usd,
    settled_micro_usd = w.settled_micro_usd + p_micro_usd
  from genesis.windows_of(entry.team, entry.channel, entry.user_id, entry.reserved_at) n
  where w.scope = n.scope and w.subject = n.subject and w.period = n.period and w.starts_at = n.starts_at;
  update public.budget_windows w set
    reserved_micro_usd = w.reserved_micro_usd - n.reserved_micro_usd,
    settled_micro_usd = w.settled_micro_usd + coalesce(n.settled_micro_usd, 0)
  from genesis.agent_windows(p_run) n
  where w.scope = n.scope and w.subject = n.subject and w.period = n.period and w.starts_at = n.starts_at;
  update public.budget_ledger l set settled_micro_usd = p_micro_usd, settled_at = now() where l.run_id = p_run;
end
$$;

-- As before, and no limit at all where p_limit_micro_usd is null.
create or replace function public.set_budget(
  p_scope text, p_subject text, p_period text, p_limit_micro_usd bigint, p_actor text
) returns void
language sql security invoker set search_path = ''
as $$
  delete from public.budgets b
  where b.scope = p_scope and b.subject = coalesce(p_subject, '*') and b.period = p_period
    and p_limit_micro_usd is null;
  insert into public.budgets (scope, subject, period, limit_micro_usd, updated_by)
  select p_scope, coalesce(p_subject, '*'), p_period, p_limit_micro_usd, p_actor
  where p_limit_micro_usd is not null
  on conflict (scope, subject, period) do update set
    limit_micro_usd = excluded.limit_micro_usd, updated_by = excluded.updated_by, updated_at = now();
$$;
call genesis.serve('public.set_budget(text, text, text, bigint, text)',
  'Sets or replaces one spending limit; null removes it.');

create function public.budget_list() returns table (
  scope text, subject text, period text, limit_micro_usd bigint, used_micro_usd bigint, reserved_micro_usd bigint,
  left_micro_usd bigint, by_default boolean, resets_at timestamptz)
language sql stable security invoker set search_path = ''
as $$
  select s.scope, s.subject, s.period, s.limit_micro_usd, s.used_micro_usd, s.reserved_micro_usd, s.left_micro_usd,
    s.by_default, s.resets_at
  from public.budget_status s
  order by array_position(array['workspace', 'channel', 'user', 'agent'], s.scope), s.subject collate "C",
    array_position(array['hour', 'day', 'month'], s.period);
$$;
call genesis.serve('public.budget_list()', 'The present windows with what is used, reserved and left of each.');
