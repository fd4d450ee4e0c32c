create view public.cost_daily with (security_invoker = true) as
select (r.created_at at time zone 'UTC')::date as day,
  r.team,
  coalesce(m.model, 'none') as model,
  count(distinct r.id) as runs,
  count(m.run_id) as calls,
  count(m.run_id) filter (where not m.ok) as failed_calls,
  coalesce(sum(m.input_tokens), 0)::bigint as input_tokens,
  coalesce(sum(m.output_tokens), 0)::bigint as output_tokens,
  coalesce(sum(m.micro_usd), 0)::bigint as micro_usd,
  round(coalesce(sum(m.micro_usd), 0) / 1000000, 6) as usd
from public.runs r
left join public.model_calls m on m.run_id = r.id
group by 1, 2, 3;
comment on view public.cost_daily is
  'Runs, model calls, tokens and money per UTC day, team and model. Runs that called no model stand under model none. Sample: select day, sum(usd) from cost_daily group by day order by day desc;';
revoke all on table public.cost_daily from public, anon, authenticated, analyst;
grant select on table public.cost_daily to service_role, analyst, authenticated;
