-- Runs and what belongs to them. Money is integer micro-dollars, durations are milliseconds, time is the database's.

create table public.runs (
  id uuid primary key,
  correlation_id text not null,
  team text not null,
  channel text not null,
  thread text not null,
  ts text not null,
  user_id text not null,
  role text not null,
  via text not null,
  request jsonb not null,
  retry_of uuid,
  epoch bigint not null default 1,
  status text not null default 'running'
    check (status in ('running', 'suspended', 'answered', 'refused', 'failed')),
  outcome jsonb,
  refusal_reason text,
  failure_category text,
  goal text,
  plan_origin text,
  playbook text,
  plan jsonb,
  validation jsonb,
  verdict text,
  plan_score double precision,
  difficulty jsonb,
  difficulty_band text,
  reply jsonb,
  degraded text[] not null default '{}',
  task_count integer not null default 0,
  plan_ms double precision,
  route_ms double precision,
  validate_ms double precision,
  execute_ms double precision,
  critique_ms double precision,
  total_ms double precision,
  input_tokens bigint not null default 0,
  output_tokens bigint not null default 0,
  micro_usd bigint not null default 0,
  stop_requested_at timestamptz,
  stop_requested_by text,
  received_at timestamptz not null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  ended_at timestamptz
);
create index runs_thread on public.runs (team, channel, thread, created_at desc);
create index runs_user on public.runs (user_id, created_at desc);
create index runs_created on public.runs (created_at desc);
comment on table public.runs is
  'One row per accepted request: who, where, how it was planned, how it ended, how long it took, what it cost. Tokens and money are sums of model_calls.';
comment on column public.runs.epoch is 'Raised by every claim; a write with an older one is refused.';
comment on column public.runs.request is 'The accepted message, text included. Not readable by analysts.';
call genesis.protect('public.runs', array[
  'id', 'correlation_id', 'team', 'channel', 'thread', 'user_id', 'role', 'via', 'retry_of', 'status',
  'refusal_reason', 'failure_category', 'plan_origin', 'playbook', 'verdict', 'plan_score', 'difficulty_band',
  'degraded', 'task_count', 'plan_ms', 'route_ms', 'validate_ms', 'execute_ms', 'critique_ms', 'total_ms',
  'input_tokens', 'output_tokens', 'micro_usd', 'stop_requested_at', 'stop_requested_by', 'received_at',
  'created_at', 'updated_at', 'ended_at']);

create table public.run_tasks (
  run_id uuid not null references public.runs on delete cascade,
  task_id text not null,
  position integer,
  title text not null,
  type text not null,
  risk text not null,
  depends_on text[] not null default '{}',
  agent text,
  status text not null check (status in ('done', 'failed', 'skipped', 'not_run', 'stopped')),
  category text,
  from_playbook boolean not null default false,
  attempts integer not null,
  ms double precision not null,
  input_tokens bigint not null,
  output_tokens bigint not null,
  micro_usd bigint not null,
  task jsonb not null,
  result jsonb not null,
  in_ledger boolean not null,
  recorded_at timestamptz not null default now(),
  primary key (run_id, task_id)
);
create index run_tasks_agent on public.run_tasks (agent, recorded_at desc);
comment on table public.run_tasks is
  'How each task of a run ended. Rows with in_ledger were written the moment the task ended: a resumed run skips them.';
call genesis.protect('public.run_tasks', array[
  'run_id', 'task_id', 'position', 'type', 'risk', 'depends_on', 'agent', 'status', 'category', 'from_playbook',
  'attempts', 'ms', 'input_tokens', 'output_tokens', 'micro_usd', 'recorded_at']);

create table public.routing_decisions (
  run_id uuid not null references public.runs on delete cascade,
  task_id text not null,
  agent text,
  decided_by text not null,
  rule text,
  score double precision not null,
  parts jsonb not null,
  reasons text[] not null,
  alternatives jsonb not null,
  runnable boolean not null,
  needs text[] not null,
  recorded_at timestamptz not null default now(),
  primary key (run_id, task_id)
);
create index routing_decisions_agent on public.routing_decisions (agent, recorded_at desc);
comment on table public.routing_decisions is 'Which agent each task was given, why, and who lost by what.';
call genesis.protect('public.routing_decisions', array[
  'run_id', 'task_id', 'agent', 'decided_by', 'rule', 'score', 'parts', 'alternatives', 'runnable', 'needs',
  'recorded_at']);

create table public.critic_results (
  run_id uuid not null references public.runs on delete cascade,
  round integer not null,
  name text not null,
  stage text not null,
  policy text not null,
  status text not null check (status in ('ran', 'gated', 'failed')),
  gate text not null,
  verdict text,
  severity double precision,
  uncertainty double precision,
  notes text[] not null,
  attempts integer not null,
  timed_out boolean not null,
  ms double precision not null,
  recorded_at timestamptz not null default now(),
  primary key (run_id, round, name)
);
comment on table public.critic_results is 'One row per configured critic and review round, whether it ran or was gated.';
call genesis.protect('public.critic_results', array[
  'run_id', 'round', 'name', 'stage', 'policy', 'status', 'gate', 'verdict', 'severity', 'uncertainty', 'attempts',
  'timed_out', 'ms', 'recorded_at']);

create table public.model_calls (
  run_id uuid not null references public.runs on delete cascade,
  task_id text not null,
  n integer not null,
  agent text,
  name text not null,
  model text not null,
  tier text not null,
  ok boolean not null,
  ms double precision not null,
  input_tokens bigint not null,
  output_tokens bigint not null,
  micro_usd bigint not null check (micro_usd >= 0),
  recorded_at timestamptz not null default now(),
  primary key (run_id, task_id, n)
);
create index model_calls_time on public.model_calls (recorded_at);
comment on table public.model_calls is
  'Every call of a model, failed ones included. task_id is empty for planning and synthesis. One dollar is 1,000,000 micro_usd.';
call genesis.protect('public.model_calls', array[
  'run_id', 'task_id', 'n', 'agent', 'name', 'model', 'tier', 'ok', 'ms', 'input_tokens', 'output_tokens',
  'micro_usd', 'recorded_at']);

create table public.tool_calls (
  run_id uuid not null references public.runs on delete cascade,
  task_id text not null,
  n integer not null,
  agent text,
  tool text not null,
  ok boolean not null,
  ms double precision not null,
  recorded_at timestamptz not null default now(),
  primary key (run_id, task_id, n)
);
comment on table public.tool_calls is 'Every use of a tool by a task.';
call genesis.protect('public.tool_calls', array[
  'run_id', 'task_id', 'n', 'agent', 'tool', 'ok', 'ms', 'recorded_at']);

-- The fence: refuses whoever claimed the run before its present owner. Holds the row against a claim until commit.
create function genesis.fence(p_run uuid, p_epoch bigint) returns void
language plpgsql security invoker set search_path = ''
as $$
declare
  current_epoch bigint;
begin
  select epoch into current_epoch from public.runs where id = p_run for share;
  if not found then
    raise exception 'run % was never claimed', p_run using errcode = 'GE002';
  end if;
  if current_epoch <> p_epoch then
    raise exception 'run % was claimed again: epoch % is stale, % holds it', p_run, p_epoch, current_epoch
      using errcode = 'GE001';
  end if;
end
$$;
call genesis.serve('genesis.fence(uuid, bigint)', 'Raises GE001 for a stale epoch, GE002 for an unknown run.');

create function public.run_claim(p_request jsonb) returns table (epoch bigint, state text)
language plpgsql security invoker set search_path = ''
as $$
begin
  return query
  insert into public.runs as r
    (id, correlation_id, team, channel, thread, ts, user_id, role, via, request, retry_of, received_at)
  values (
    (p_request ->> 'runId')::uuid, p_request ->> 'correlationId', p_request ->> 'team', p_request ->> 'channel',
    p_request ->> 'thread', p_request ->> 'ts', p_request ->> 'user', p_request ->> 'role', p_request ->> 'via',
    p_request, (p_request ->> 'retryOf')::uuid,
    to_timestamp((p_request ->> 'receivedAt')::double precision / 1000)
  )
  on conflict (id) do update set epoch = r.epoch + 1, updated_at = now()
  returning r.epoch, case
    when r.epoch = 1 then 'new'
    when r.status in ('running', 'suspended') then r.status
    else 'ended'
  end;
end
$$;
call genesis.serve('public.run_claim(jsonb)', 'Creates the run, or claims it again: the epoch is raised either way.');

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

  update public.runs r set
    status = n.status, outcome = n.outcome, refusal_reason = n.refusal_reason,
    failure_category = n.failure_category, goal = n.goal, plan_origin = n.plan_origin, playbook = n.playbook,
    plan = n.plan, validation = n.validation, verdict = n.verdict, plan_score = n.plan_score,
    difficulty = n.difficulty, difficulty_band = n.difficulty_band, reply = n.reply, degraded = n.degraded,
    task_count = n.task_count, plan_ms = n.plan_ms, route_ms = n.route_ms, validate_ms = n.validate_ms,
    execute_ms = n.execute_ms, critique_ms = n.critique_ms, total_ms = n.total_ms,
    input_tokens = n.input_tokens, output_tokens = n.output_tokens, micro_usd = n.micro_usd, updated_at = now(),
    ended_at = case when n.status in ('running', 'suspended') then null else coalesce(r.ended_at, now()) end
  from jsonb_to_record(p_report -> 'run') as n (
    status text, outcome jsonb, refusal_reason text, failure_category text, goal text, plan_origin text,
    playbook text, plan jsonb, validation jsonb, verdict text, plan_score double precision, difficulty jsonb,
    difficulty_band text, reply jsonb, degraded text[], task_count integer, plan_ms double precision,
    route_ms double precision, validate_ms double precision, execute_ms double precision,
    critique_ms double precision, total_ms double precision, input_tokens bigint, output_tokens bigint,
    micro_usd bigint)
  where r.id = p_run;

  -- However the run ended: what it reserved and did not use is free again. Settled before, this changes nothing.
  if p_report -> 'run' ->> 'status' in ('answered', 'refused', 'failed') then
    perform public.budget_settle(p_run, p_epoch, (p_report -> 'run' ->> 'micro_usd')::bigint);
  end if;
end
$$;
call genesis.serve('public.run_record(uuid, bigint, jsonb)',
  'Writes all rows of a run from its report, in one statement each. Fenced; writing twice is identical.');

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
