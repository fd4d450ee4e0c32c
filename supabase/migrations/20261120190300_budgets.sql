-- Limits that cannot be overspent: what is reserved counts as spent until it is settled. Micro-dollars, UTC windows.

create table public.budgets (
  scope text not null check (scope in ('workspace', 'channel', 'user')),
  subject text not null,
  period text not null check (period in ('hour', 'day', 'month')),
  limit_micro_usd bigint not null check (limit_micro_usd >= 0),
  updated_at timestamptz not null default now(),
  updated_by text not null,
  primary key (scope, subject, period)
);
comment on table public.budgets is 'Spending limits. subject * is the default for every subject of the scope.';
call genesis.protect('public.budgets', array[
  'scope', 'subject', 'period', 'limit_micro_usd', 'updated_at', 'updated_by']);

create table public.budget_windows (
  scope text not null,
  subject text not null,
  period text not null,
  starts_at timestamptz not null,
  reserved_micro_usd bigint not null default 0 check (reserved_micro_usd >= 0),
  settled_micro_usd bigint not null default 0 check (settled_micro_usd >= 0),
  primary key (scope, subject, period, starts_at)
);
comment on table public.budget_windows is
  'What is reserved and spent per scope, subject and window, whether it has a limit or not: sums of budget_ledger.';
call genesis.protect('public.budget_windows', array[
  'scope', 'subject', 'period', 'starts_at', 'reserved_micro_usd', 'settled_micro_usd']);

create table public.budget_ledger (
  run_id uuid primary key references public.runs on delete cascade,
  reservation_id uuid not null default gen_random_uuid(),
  team text not null,
  channel text not null,
  user_id text not null,
  reserved_micro_usd bigint not null check (reserved_micro_usd >= 0),
  settled_micro_usd bigint check (settled_micro_usd >= 0),
  reserved_at timestamptz not null,
  settled_at timestamptz
);
comment on table public.budget_ledger is 'One reservation per run, and what the run really cost once it is settled.';
call genesis.protect('public.budget_ledger', array[
  'run_id', 'team', 'channel', 'user_id', 'reserved_micro_usd', 'settled_micro_usd', 'reserved_at', 'settled_at']);

insert into public.budgets (scope, subject, period, limit_micro_usd, updated_by) values
  ('workspace', '*', 'day', 25000000, 'migration'),
  ('user', '*', 'day', 10000000, 'migration');

create function genesis.windows_of(p_team text, p_channel text, p_user text, p_at timestamptz)
returns table (scope text, subject text, period text, starts_at timestamptz, resets_at timestamptz)
language sql stable security invoker set search_path = ''
as $$
  select s.scope, s.subject, p.period, date_trunc(p.period, p_at, 'UTC'),
    (date_trunc(p.period, p_at at time zone 'UTC') + ('1 ' || p.period)::interval) at time zone 'UTC'
  from (values ('channel', p_channel), ('user', p_user), ('workspace', p_team)) as s (scope, subject)
  cross join (values ('day'), ('hour'), ('month')) as p (period);
$$;
call genesis.serve('genesis.windows_of(text, text, text, timestamptz)',
  'The nine windows that a run at a time belongs to.');

-- Every reservation locks its windows in the same order, so that two never wait for each other.
create function public.budget_reserve(p_run uuid, p_epoch bigint, p_micro_usd bigint) returns table (
  ok boolean, reservation_id uuid, micro_usd bigint, scope text, period text, limit_micro_usd bigint,
  left_micro_usd bigint, resets_at timestamptz)
language plpgsql security invoker set search_path = ''
as $$
declare
  at constant timestamptz := now();
  run record;
  refusal record;
begin
  perform genesis.fence(p_run, p_epoch);
  return query select true, l.reservation_id, l.reserved_micro_usd, null::text, null::text, null::bigint,
    null::bigint, null::timestamptz from public.budget_ledger l where l.run_id = p_run;
  if found then
    return;
  end if;
  select r.team, r.channel, r.user_id into run from public.runs r where r.id = p_run;

  insert into public.budget_windows as w (scope, subject, period, starts_at)
  select n.scope, n.subject, n.period, n.starts_at
  from genesis.windows_of(run.team, run.channel, run.user_id, at) n order by n.scope, n.subject, n.period
  on conflict do nothing;
  perform from public.budget_windows w
  join genesis.windows_of(run.team, run.channel, run.user_id, at) n
    on n.scope = w.scope and n.subject = w.subject and n.period = w.period and n.starts_at = w.starts_at
  order by w.scope, w.subject, w.period for update of w;

  select n.scope, n.period, b.limit_micro_usd,
    b.limit_micro_usd - w.reserved_micro_usd - w.settled_micro_usd as left_micro_usd, n.resets_at
  into refusal
  from genesis.windows_of(run.team, run.channel, run.user_id, at) n
  join public.budget_windows w
    on w.scope = n.scope and w.subject = n.subject and w.period = n.period and w.starts_at = n.starts_at
  cross join lateral (
    select l.limit_micro_usd from public.budgets l
    where l.scope = n.scope and l.period = n.period and l.subject in (n.subject, '*')
    order by (l.subject = '*') limit 1) b
  where w.reserved_micro_usd + w.settled_micro_usd + p_micro_usd > b.limit_micro_usd
  order by b.limit_micro_usd - w.reserved_micro_usd - w.settled_micro_usd, n.scope, n.period limit 1;
  if found then
    return query select false, null::uuid, p_micro_usd, refusal.scope, refusal.period, refusal.limit_micro_usd,
      greatest(refusal.left_micro_usd, 0), refusal.resets_at;
    return;
  end if;

  update public.budget_windows w set reserved_micro_usd = w.reserved_micro_usd + p_micro_usd
  from genesis.windows_of(run.team, run.channel, run.user_id, at) n
  where w.scope = n.scope and w.subject = n.subject and w.period = n.period and w.starts_at = n.starts_at;
  return query
  insert into public.budget_ledger as l (run_id, team, channel, user_id, reserved_micro_usd, reserved_at)
  values (p_run, run.team, run.channel, run.user_id, p_micro_usd, at)
  returning true, l.reservation_id, l.reserved_micro_usd, null::text, null::text, null::bigint, null::bigint,
    null::timestamptz;
end
$$;
call genesis.serve('public.budget_reserve(uuid, bigint, bigint)',
  'Reserves for a run in all of its windows under lock, or answers the tightest limit that refuses. One per run.');

create function public.budget_settle(p_run uuid, p_epoch bigint, p_micro_usd bigint) returns void
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
  perform from public.budget_windows w
  join genesis.windows_of(entry.team, entry.channel, entry.user_id, entry.reserved_at) n
    on n.scope = w.scope and n.subject = w.subject and n.period = w.period and n.starts_at = w.starts_at
  order by w.scope, w.subject, w.period for update of w;
  update public.budget_windows w set
    reserved_micro_usd = w.reserved_micro_usd - entry.reserved_micro_usd,
    settled_micro_usd = w.settled_micro_usd + p_micro_usd
  from genesis.windows_of(entry.team, entry.channel, entry.user_id, entry.reserved_at) n
  where w.scope = n.scope and w.subject = n.subject and w.period = n.period and w.starts_at = n.starts_at;
  update public.budget_ledger l set settled_micro_usd = p_micro_usd, settled_at = now() where l.run_id = p_run;
end
$$;
call genesis.serve('public.budget_settle(uuid, bigint, bigint)',
  'Books what the run really cost, in the windows of its reservation, and frees the rest. Once per run.');

create function public.set_budget(
  p_scope text, p_subject text, p_period text, p_limit_micro_usd bigint, p_actor text
) returns void
language sql security invoker set search_path = ''
as $$
  insert into public.budgets (scope, subject, period, limit_micro_usd, updated_by)
  values (p_scope, coalesce(p_subject, '*'), p_period, p_limit_micro_usd, p_actor)
  on conflict (scope, subject, period) do update set
    limit_micro_usd = excluded.limit_micro_usd, updated_by = excluded.updated_by, updated_at = now();
$$;
call genesis.serve('public.set_budget(text, text, text, bigint, text)', 'Sets or replaces one spending limit.');
