-- What analysts read: who uses it, what it costs, what the limits still allow. UTC days and hours; money in
-- micro-dollars, and as dollars beside them. Each view reads as the one who asks.

create procedure genesis.show(p_view regclass, p_comment text)
language plpgsql security invoker set search_path = ''
as $$
begin
  execute format('revoke all on table %s from public, anon, authenticated, analyst', p_view);
  execute format('grant select on table %s to service_role, analyst, authenticated', p_view);
  execute format('comment on view %s is %L', p_view, p_comment);
end
$$;
comment on procedure genesis.show(regclass, text) is 'Lets analysts read a view, and says what it shows.';
revoke execute on procedure genesis.show(regclass, text) from public;

create view public.usage_daily with (security_invoker = true) as
select (r.created_at at time zone 'UTC')::date as day,
  r.team,
  count(*) as runs,
  count(distinct r.user_id) as people,
  count(distinct r.channel) as channels,
  count(*) filter (where r.status = 'answered') as answered,
  count(*) filter (where r.status = 'refused') as refused,
  count(*) filter (where r.status = 'failed') as failed,
  count(*) filter (where r.status in ('running', 'suspended')) as open,
  count(*) filter (where cardinality(r.degraded) > 0) as degraded,
  sum(r.task_count) as tasks,
  round((percentile_cont(0.5) within group (order by r.total_ms))::numeric, 1) as median_ms,
  round((percentile_cont(0.95) within group (order by r.total_ms))::numeric, 1) as p95_ms
from public.runs r
group by 1, 2;
call genesis.show('public.usage_daily',
  'Runs, people and channels per UTC day and team, how the runs ended, and how long they took. degraded: answered or not, with something missing.');

create view public.cost_by_agent_hour with (security_invoker = true) as
select date_trunc('hour', m.recorded_at, 'UTC') as hour,
  coalesce(m.agent, 'orchestration') as agent,
  count(*) as calls,
  count(*) filter (where not m.ok) as failed_calls,
  sum(m.input_tokens)::bigint as input_tokens,
  sum(m.output_tokens)::bigint as output_tokens,
  sum(m.micro_usd)::bigint as micro_usd,
  round(sum(m.micro_usd) / 1000000, 6) as usd
from public.model_calls m
group by 1, 2;
call genesis.show('public.cost_by_agent_hour',
  'Model calls, tokens and money per UTC hour and agent. Planning, synthesis and review stand under orchestration.');

create view public.cost_anomalies with (security_invoker = true) as
with hours as (
  select date_trunc('hour', m.recorded_at, 'UTC') as hour, sum(m.micro_usd) as micro_usd
  from public.model_calls m group by 1
)
select h.hour,
  h.micro_usd::bigint as micro_usd,
  round(h.micro_usd / 1000000, 6) as usd,
  round(avg(p.micro_usd) / 1000000, 6) as usual_usd,
  round(h.micro_usd / avg(p.micro_usd), 2) as times_usual,
  count(*) as days_compared
from hours h
cross join generate_series(1, 7) as back (days)
join hours p on p.hour = h.hour - make_interval(hours => 24 * back.days)
group by h.hour, h.micro_usd
having count(*) >= 2 and h.micro_usd > 1.5 * avg(p.micro_usd) and avg(p.micro_usd) > 0;
call genesis.show('public.cost_anomalies',
  'UTC hours that cost more than 1.5 times the mean of the same hour on the seven days before, where at least two of these had a cost in it.');

create view public.budget_status with (security_invoker = true) as
with subjects as (
  select w.scope, w.subject, w.period from public.budget_windows w
  where w.starts_at = date_trunc(w.period, now(), 'UTC')
  union
  select b.scope, b.subject, b.period from public.budgets b
)
select s.scope, s.subject, s.period,
  l.limit_micro_usd,
  coalesce(w.settled_micro_usd, 0) as used_micro_usd,
  coalesce(w.reserved_micro_usd, 0) as reserved_micro_usd,
  case when l.limit_micro_usd is not null then
    greatest(l.limit_micro_usd - coalesce(w.settled_micro_usd, 0) - coalesce(w.reserved_micro_usd, 0), 0)
  end as left_micro_usd,
  round(l.limit_micro_usd / 1000000.0, 6) as limit_usd,
  round(coalesce(w.settled_micro_usd, 0) / 1000000.0, 6) as used_usd,
  round(coalesce(w.reserved_micro_usd, 0) / 1000000.0, 6) as reserved_usd,
  case when l.limit_micro_usd is not null then
    round(greatest(l.limit_micro_usd - coalesce(w.settled_micro_usd, 0) - coalesce(w.reserved_micro_usd, 0), 0)
      / 1000000.0, 6)
  end as left_usd,
  round((coalesce(w.settled_micro_usd, 0) + coalesce(w.reserved_micro_usd, 0))
    / nullif(l.limit_micro_usd, 0)::numeric, 3) as share,
  coalesce(l.subject = '*' and s.subject <> '*', false) as by_default,
  date_trunc(s.period, now(), 'UTC') as starts_at,
  (date_trunc(s.period, now() at time zone 'UTC') + ('1 ' || s.period)::interval) at time zone 'UTC' as resets_at
from subjects s
left join public.budget_windows w on w.scope = s.scope and w.subject = s.subject and w.period = s.period
  and w.starts_at = date_trunc(s.period, now(), 'UTC')
left join lateral (
  select b.subject, b.limit_micro_usd from public.budgets b
  where b.scope = s.scope and b.period = s.period and b.subject in (s.subject, '*')
  order by (b.subject = '*') limit 1) l on true;
call genesis.show('public.budget_status',
  'What each scope and subject has used, reserved and left in the present UTC window. subject * is the default limit of a scope (by_default where it applies); no limit is null.');
