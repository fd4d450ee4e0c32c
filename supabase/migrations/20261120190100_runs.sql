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
declare
  -- As it was before this claim: a run that waited for an approval works from now on, and Stop must find it so.
  before constant text := (select r.status from public.runs r where r.id = (p_request ->> 'runId')::uuid for update);
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
  on conflict (id) do update set epoch = r.epoch + 1, updated_at = now(),
    status = case when r.status = 'suspended' then 'running' else r.status end
  returning r.epoch, case
    when r.epoch = 1 then 'new'
    when before in ('running', 'suspended') then before
    -- Made by another claim of the same moment.
    when r.status = 'running' then 'running'
    else 'ended'
  end;
end
$$;
call genesis.serve('public.run_claim(jsonb)',
  'Creates the run, or claims it again: the epoch is raised either way, and what waited works again.');
