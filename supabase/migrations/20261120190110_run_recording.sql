-- Writing down what a run did: each task at once, everything else with the report.

create function public.ledger_record(
  p_run uuid, p_epoch bigint, p_task jsonb, p_result jsonb,
  p_input_tokens bigint, p_output_tokens bigint, p_micro_usd bigint
) returns void
language plpgsql security invoker set search_path = ''
as $$
begin
  perform genesis.fence(p_run, p_epoch);
  insert into public.run_tasks
    (run_id, task_id, title, type, risk, depends_on, agent, status, category, from_playbook, attempts, ms,
     input_tokens, output_tokens, micro_usd, task, result, in_ledger)
  values (
    p_run, p_task ->> 'id', p_task ->> 'title', p_task ->> 'type', p_task ->> 'risk',
    array(select jsonb_array_elements_text(p_task -> 'dependsOn')), p_result ->> 'agent', p_result ->> 'status',
    p_result ->> 'category', coalesce((p_result ->> 'fromPlaybook')::boolean, false),
    (p_result ->> 'attempts')::integer, (p_result ->> 'ms')::double precision,
    p_input_tokens, p_output_tokens, p_micro_usd, p_task, p_result, true
  )
  on conflict (run_id, task_id) do update set
    title = excluded.title, type = excluded.type, risk = excluded.risk, depends_on = excluded.depends_on,
    agent = excluded.agent, status = excluded.status, category = excluded.category,
    from_playbook = excluded.from_playbook, attempts = excluded.attempts, ms = excluded.ms,
    input_tokens = excluded.input_tokens, output_tokens = excluded.output_tokens, micro_usd = excluded.micro_usd,
    task = excluded.task, result = excluded.result, in_ledger = true;
end
$$;
call genesis.serve('public.ledger_record(uuid, bigint, jsonb, jsonb, bigint, bigint, bigint)',
  'Writes how one task ended, at once. Fenced; writing the same result twice is harmless.');

create function public.ledger_finished(p_run uuid) returns table (task jsonb, result jsonb)
language sql stable security invoker set search_path = ''
as $$
  select t.task, t.result from public.run_tasks t
  where t.run_id = p_run and t.in_ledger order by t.recorded_at, t.task_id;
$$;
call genesis.serve('public.ledger_finished(uuid)', 'The tasks of a run that need not be run again.');

create function public.run_record(p_run uuid, p_epoch bigint, p_report jsonb) returns void
language plpgsql security invoker set search_path = ''
as $$
declare
  spent record;
begin
  perform genesis.fence(p_run, p_epoch);

  insert into public.run_tasks
    (run_id, task_id, position, title, type, risk, depends_on, agent, status, category, from_playbook, attempts, ms,
     input_tokens, output_tokens, micro_usd, task, result, in_ledger)
  select p_run, t.task_id, t.position, t.title, t.type, t.risk, t.depends_on, t.agent, t.status, t.category,
    t.from_playbook, t.attempts, t.ms, t.input_tokens, t.output_tokens, t.micro_usd, t.task, t.result, false
  from jsonb_to_recordset(p_report -> 'tasks') as t (
    task_id text, position integer, title text, type text, risk text, depends_on text[], agent text, status text,
    category text, from_playbook boolean, attempts integer, ms double precision, input_tokens bigint,
    output_tokens bigint, micro_usd bigint, task jsonb, result jsonb)
  on conflict (run_id, task_id) do update set
    position = excluded.position, title = excluded.title, type = excluded.type, risk = excluded.risk,
    depends_on = excluded.depends_on, agent = excluded.agent, status = excluded.status,
    category = excluded.category, from_playbook = excluded.from_playbook, attempts = excluded.attempts,
    ms = excluded.ms, input_tokens = excluded.input_tokens, output_tokens = excluded.output_tokens,
    micro_usd = excluded.micro_usd, task = excluded.task, result = excluded.result;

  insert into public.routing_decisions
    (run_id, task_id, agent, decided_by, rule, score, parts, reasons, alternatives, runnable, needs)
  select p_run, d.task_id, d.agent, d.decided_by, d.rule, d.score, d.parts, d.reasons, d.alternatives, d.runnable,
    d.needs
  from jsonb_to_recordset(p_report -> 'routing') as d (
    task_id text, agent text, decided_by text, rule text, score double precision, parts jsonb, reasons text[],
    alternatives jsonb, runnable boolean, needs text[])
  on conflict (run_id, task_id) do update set
    agent = excluded.agent, decided_by = excluded.decided_by, rule = excluded.rule, score = excluded.score,
    parts = excluded.parts, reasons = excluded.reasons, alternatives = excluded.alternatives,
    runnable = excluded.runnable, needs = excluded.needs;

  insert into public.critic_results
    (run_id, round, name, stage, policy, status, gate, verdict, severity, uncertainty, notes, attempts, timed_out, ms)
  select p_run, c.round, c.name, c.stage, c.policy, c.status, c.gate, c.verdict, c.severity, c.uncertainty, c.notes,
    c.attempts, c.timed_out, c.ms
  from jsonb_to_recordset(p_report -> 'critics') as c (
    round integer, name text, stage text, policy text, status text, gate text, verdict text,
    severity double precision, uncertainty double precision, notes text[], attempts integer, timed_out boolean,
    ms double precision)
  on conflict (run_id, round, name) do update set
    stage = excluded.stage, policy = excluded.policy, status = excluded.status, gate = excluded.gate,
    verdict = excluded.verdict, severity = excluded.severity, uncertainty = excluded.uncertainty,
    notes = excluded.notes, attempts = excluded.attempts, timed_out = excluded.timed_out, ms = excluded.ms;

  insert into public.model_calls
    (run_id, task_id, n, agent, name, model, tier, ok, ms, input_tokens, output_tokens, micro_usd)
  select p_run, m.task_id, m.n, m.agent, m.name, m.model, m.tier, m.ok, m.ms, m.input_tokens, m.output_tokens,
    m.micro_usd
  from jsonb_to_recordset(p_report -> 'model_calls') as m (
    task_id text, n integer, agent text, name text, model text, tier text, ok boolean, ms double precision,
    input_tokens bigint, output_tokens bigint, micro_usd bigint)
  on conflict (run_id, task_id, n) do update set
    agent = excluded.agent, name = excluded.name, model = excluded.model, tier = excluded.tier, ok = excluded.ok,
    ms = excluded.ms, input_tokens = excluded.input_tokens, output_tokens = excluded.output_tokens,
    micro_usd = excluded.micro_usd;

  insert into public.tool_calls (run_id, task_id, n, agent, tool, ok, ms)
  select p_run, u.task_id, u.n, u.agent, u.tool, u.ok, u.ms
  from jsonb_to_recordset(p_report -> 'tool_calls') as u (
    task_id text, n integer, agent text, tool text, ok boolean, ms double precision)
  on conflict (run_id, task_id, n) do update set
    agent = excluded.agent, tool = excluded.tool, ok = excluded.ok, ms = excluded.ms;

  -- A run that fails for good may report less than its tasks did and spent: they wrote it down when they ended.
  insert into public.model_calls
    (run_id, task_id, n, agent, name, model, tier, ok, ms, input_tokens, output_tokens, micro_usd)
  select p_run, t.task_id, c.n - 1, t.agent, c.name, c.model, c.tier, c.ok, c.ms, c.input_tokens, c.output_tokens,
    c.micro_usd
  from public.run_tasks t, rows from (jsonb_to_recordset(t.result -> 'modelCalls') as (
    name text, model text, tier text, ok boolean, ms double precision, "inputTokens" bigint, "outputTokens" bigint,
    "microUsd" bigint)) with ordinality
    as c (name, model, tier, ok, ms, input_tokens, output_tokens, micro_usd, n)
  where t.run_id = p_run and t.in_ledger
  on conflict (run_id, task_id, n) do nothing;

  insert into public.tool_calls (run_id, task_id, n, agent, tool, ok, ms)
  select p_run, t.task_id, u.n - 1, t.agent, u.tool, u.ok, u.ms
  from public.run_tasks t, rows from (jsonb_to_recordset(t.result -> 'toolUses') as (
    tool text, ok boolean, ms double precision)) with ordinality as u (tool, ok, ms, n)
  where t.run_id = p_run and t.in_ledger
  on conflict (run_id, task_id, n) do nothing;

  select coalesce(sum(m.input_tokens), 0) as input_tokens, coalesce(sum(m.output_tokens), 0) as output_tokens,
    coalesce(sum(m.micro_usd), 0) as micro_usd
  into spent from public.model_calls m where m.run_id = p_run;

  update public.runs r set
    status = n.status, outcome = n.outcome, refusal_reason = n.refusal_reason,
    failure_category = n.failure_category, goal = n.goal, plan_origin = n.plan_origin, playbook = n.playbook,
    plan = n.plan, validation = n.validation, verdict = n.verdict, plan_score = n.plan_score,
    difficulty = n.difficulty, difficulty_band = n.difficulty_band, reply = n.reply, degraded = n.degraded,
    task_count = n.task_count, plan_ms = n.plan_ms, route_ms = n.route_ms, validate_ms = n.validate_ms,
    execute_ms = n.execute_ms, critique_ms = n.critique_ms, total_ms = n.total_ms,
    input_tokens = spent.input_tokens, output_tokens = spent.output_tokens, micro_usd = spent.micro_usd,
    updated_at = now(),
    ended_at = case when n.status in ('running', 'suspended') then null else coalesce(r.ended_at, now()) end
  from jsonb_to_record(p_report -> 'run') as n (
    status text, outcome jsonb, refusal_reason text, failure_category text, goal text, plan_origin text,
    playbook text, plan jsonb, validation jsonb, verdict text, plan_score double precision, difficulty jsonb,
    difficulty_band text, reply jsonb, degraded text[], task_count integer, plan_ms double precision,
    route_ms double precision, validate_ms double precision, execute_ms double precision,
    critique_ms double precision, total_ms double precision)
  where r.id = p_run;

  -- However the run ended: what it reserved and did not use is free again. Settled before, this changes nothing.
  if p_report -> 'run' ->> 'status' in ('answered', 'refused', 'failed') then
    perform public.budget_settle(p_run, p_epoch, spent.micro_usd::bigint);
  end if;
end
$$;
call genesis.serve('public.run_record(uuid, bigint, jsonb)',
  'Writes all rows of a run from its report, in one statement each. Fenced; writing twice is identical.');
