-- What analysts read about how well it works: agents, routing, critics, failures, slow runs, patterns, ratings, queue.

create view public.agent_scorecard with (security_invoker = true) as
with votes as (
  select distinct t.agent, f.run_id, f.user_id, f.rating
  from public.feedback f join public.run_tasks t on t.run_id = f.run_id where t.agent is not null
), rated as (
  select v.agent, count(*) filter (where v.rating = 'up') as up, count(*) filter (where v.rating = 'down') as down
  from votes v group by v.agent
)
select t.agent,
  count(*) as tasks,
  count(*) filter (where t.status = 'done') as done,
  count(*) filter (where t.status = 'failed') as failed,
  count(*) filter (where t.status in ('skipped', 'not_run', 'stopped')) as not_done,
  round(count(*) filter (where t.status = 'done')
    / nullif(count(*) filter (where t.status in ('done', 'failed')), 0)::numeric, 3) as success,
  round((percentile_cont(0.5) within group (order by t.ms) filter (where t.status = 'done'))::numeric, 1) as median_ms,
  round((percentile_cont(0.95) within group (order by t.ms) filter (where t.status = 'done'))::numeric, 1) as p95_ms,
  round(sum(t.micro_usd) / 1000000, 6) as usd,
  coalesce(max(r.up), 0) as up,
  coalesce(max(r.down), 0) as down,
  max(t.recorded_at) as last_at
from public.run_tasks t
left join rated r on r.agent = t.agent
where t.agent is not null
group by t.agent;
call genesis.show('public.agent_scorecard',
  'Per agent: tasks and how they ended, success (done of done and failed), time and money, and the ratings of runs in which it took part.');

create view public.routing_mix with (security_invoker = true) as
select (d.recorded_at at time zone 'UTC')::date as day,
  d.decided_by,
  coalesce(d.agent, 'none') as agent,
  count(*) as decisions,
  count(*) filter (where not d.runnable) as not_runnable,
  round(avg(d.score)::numeric, 3) as mean_score
from public.routing_decisions d
group by 1, 2, 3;
call genesis.show('public.routing_mix',
  'How tasks found their agents, per UTC day: explicit, rule, capability, generalist or unroutable, and to whom.');

create view public.critic_savings with (security_invoker = true) as
select c.name as critic,
  c.policy,
  count(*) as reviews,
  count(*) filter (where c.status = 'ran') as ran,
  count(*) filter (where c.status = 'gated') as gated,
  count(*) filter (where c.status = 'failed') as failed,
  count(*) filter (where c.verdict in ('revise', 'block')) as objected,
  round(avg(c.ms) filter (where c.status = 'ran')::numeric, 3) as mean_ms,
  round((count(*) filter (where c.status = 'gated') * avg(c.ms) filter (where c.status = 'ran'))::numeric, 1) as saved_ms
from public.critic_results c
group by 1, 2;
call genesis.show('public.critic_savings',
  'Per critic: how often it ran, was gated and objected. saved_ms: gated reviews times its mean time; null where it never ran.');

create view public.difficulty_savings with (security_invoker = true) as
with spent as (
  select m.run_id, sum(m.input_tokens) as input_tokens, sum(m.output_tokens) as output_tokens,
    sum(m.micro_usd) as micro_usd
  from public.model_calls m group by m.run_id
), large as (
  select sum(m.micro_usd) / nullif(sum(m.input_tokens + m.output_tokens), 0) as micro_usd_per_token
  from public.model_calls m where m.tier = 'large'
)
select r.difficulty_band as band,
  count(*) as runs,
  round(avg(r.task_count), 1) as mean_tasks,
  coalesce(sum(s.input_tokens + s.output_tokens), 0)::bigint as tokens,
  round(coalesce(sum(s.micro_usd), 0) / 1000000, 6) as usd,
  round(coalesce(sum(s.input_tokens + s.output_tokens), 0) * max(l.micro_usd_per_token) / 1000000, 6) as usd_if_large,
  round((coalesce(sum(s.input_tokens + s.output_tokens), 0) * max(l.micro_usd_per_token)
    - coalesce(sum(s.micro_usd), 0)) / 1000000, 6) as saved_usd
from public.runs r
left join spent s on s.run_id = r.id
cross join large l
where r.difficulty_band is not null
group by 1;
call genesis.show('public.difficulty_savings',
  'Per difficulty: what runs cost, and what their tokens had cost at the mean price of the large models used so far; null where none was used.');

create view public.failure_reasons with (security_invoker = true) as
select (r.created_at at time zone 'UTC')::date as day,
  case r.status when 'failed' then 'run failed' else 'run refused' end as what,
  coalesce(case r.status when 'failed' then r.failure_category else r.refusal_reason end, 'unknown') as reason,
  count(*) as times,
  count(distinct r.user_id) as people,
  max(r.created_at) as last_at
from public.runs r where r.status in ('failed', 'refused')
group by 1, 2, 3
union all
select (t.recorded_at at time zone 'UTC')::date, 'task failed', coalesce(t.category, 'unknown'), count(*),
  count(distinct r.user_id), max(t.recorded_at)
from public.run_tasks t join public.runs r on r.id = t.run_id where t.status = 'failed'
group by 1, 2, 3;
call genesis.show('public.failure_reasons',
  'Why runs failed or were refused, and why tasks failed, per UTC day: category of the failure or reason of the refusal.');

create view public.slow_runs with (security_invoker = true) as
with usual as (
  select r.difficulty_band, percentile_cont(0.95) within group (order by r.total_ms) as p95_ms,
    percentile_cont(0.5) within group (order by r.total_ms) as median_ms
  from public.runs r where r.total_ms is not null and r.difficulty_band is not null group by 1
)
select r.id as run_id, r.correlation_id, r.created_at, r.channel, r.user_id,
  r.difficulty_band as band,
  round(r.total_ms::numeric, 1) as total_ms,
  round(u.median_ms::numeric, 1) as median_ms,
  round((r.total_ms / nullif(u.median_ms, 0))::numeric, 1) as times_median,
  (select p.phase from (values ('plan', r.plan_ms), ('route', r.route_ms), ('validate', r.validate_ms),
    ('execute', r.execute_ms), ('critique', r.critique_ms)) as p (phase, ms)
    order by p.ms desc nulls last limit 1) as slowest_phase,
  t.agent as slowest_agent,
  round(t.ms::numeric, 1) as slowest_task_ms,
  round((select coalesce(sum(m.ms), 0) from public.model_calls m where m.run_id = r.id)::numeric, 1) as model_ms
from public.runs r
join usual u on u.difficulty_band = r.difficulty_band and r.total_ms >= u.p95_ms and r.total_ms > 2 * u.median_ms
left join lateral (
  select k.agent, k.ms from public.run_tasks k where k.run_id = r.id order by k.ms desc, k.task_id limit 1) t on true;
call genesis.show('public.slow_runs',
  'Runs among the slowest twentieth of their difficulty and more than twice its median: where the time went. model_ms adds up calls that may have overlapped.');

create view public.workflow_patterns with (security_invoker = true) as
with shapes as (
  select t.run_id, string_agg(t.type, ' > ' order by t.position, t.task_id) as pattern, count(*) as tasks
  from public.run_tasks t where t.position is not null group by t.run_id
)
select s.pattern,
  max(s.tasks) as tasks,
  count(*) as runs,
  count(distinct r.user_id) as people,
  count(*) filter (where r.playbook is not null) as by_playbook,
  round(count(*) filter (where r.status = 'answered') / count(*)::numeric, 3) as answered,
  round((percentile_cont(0.5) within group (order by r.total_ms))::numeric, 1) as median_ms,
  round(avg(r.micro_usd) / 1000000, 6) as mean_usd
from shapes s join public.runs r on r.id = s.run_id
group by 1;
call genesis.show('public.workflow_patterns',
  'Plans that recur, as the types of their tasks in order: candidates for a playbook where many runs share one and by_playbook is low.');

create view public.feedback_summary with (security_invoker = true) as
with rated as (
  select (f.at at time zone 'UTC')::date as day, count(*) filter (where f.rating = 'up') as up,
    count(*) filter (where f.rating = 'down') as down, count(distinct f.run_id) as runs,
    count(distinct f.user_id) as people
  from public.feedback f group by 1
), given as (
  select w.day, jsonb_object_agg(w.reason, w.n) as reasons from (
    select (f.at at time zone 'UTC')::date as day, reason, count(*) as n
    from public.feedback f cross join unnest(f.reasons) as reason group by 1, 2) w
  group by w.day
)
select r.day, r.up, r.down, round(r.up / (r.up + r.down)::numeric, 3) as share_up, r.runs, r.people,
  coalesce(g.reasons, '{}') as reasons
from rated r left join given g on g.day = r.day;
call genesis.show('public.feedback_summary',
  'Ratings per UTC day; the last one of each person for a run counts. reasons: how often each was given for a thumbs down.');

create view public.queue_health with (security_invoker = true) as
with accepted as (
  select date_trunc('hour', r.received_at, 'UTC') as hour, count(*) as runs,
    percentile_cont(0.5) within group (order by extract(epoch from r.created_at - r.received_at) * 1000) as median_ms,
    percentile_cont(0.95) within group (order by extract(epoch from r.created_at - r.received_at) * 1000) as p95_ms,
    count(*) filter (where r.status in ('running', 'suspended')) as open
  from public.runs r where r.via = 'slack' group by 1
), buried as (
  select date_trunc('hour', d.at, 'UTC') as hour, count(*) as dead_letters from public.dead_letters d group by 1
), posts as (
  select date_trunc('hour', o.created_at, 'UTC') as hour, count(*) filter (where o.state = 'pending') as pending
  from public.outbox o group by 1
)
select hour,
  coalesce(a.runs, 0) as runs,
  round(a.median_ms::numeric, 1) as median_wait_ms,
  round(a.p95_ms::numeric, 1) as p95_wait_ms,
  coalesce(a.open, 0) as open,
  coalesce(b.dead_letters, 0) as dead_letters,
  coalesce(p.pending, 0) as posts_pending
from accepted a full join buried b using (hour) full join posts p using (hour);
call genesis.show('public.queue_health',
  'Per UTC hour: messages accepted, how long they waited from acceptance to their first claim, runs still open, jobs given up, posts of which it is unknown whether they were made.');
