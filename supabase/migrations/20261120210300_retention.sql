-- What people wrote, and what was answered, is kept for a time only; figures and decisions stay. Runs that still go
-- are left alone. The same words go when one person's text has to be erased.

alter table public.runs add column text_erased_at timestamptz;
comment on column public.runs.text_erased_at is
  'When request, plan, answer and whatever quotes them were removed, by age or because a person''s text was erased.';
grant select (text_erased_at) on public.runs to analyst, authenticated;
create index runs_with_text on public.runs (ended_at)
  where text_erased_at is null and status in ('answered', 'refused', 'failed');

create function public.text_expired(p_lease_epoch bigint, p_days integer, p_limit integer) returns setof uuid
language plpgsql security invoker set search_path = ''
as $$
begin
  perform genesis.lease_fence('housekeeping', p_lease_epoch);
  return query
  select r.id from public.runs r
  where r.text_erased_at is null and r.status in ('answered', 'refused', 'failed')
    and r.ended_at < now() - make_interval(days => p_days)
  order by r.ended_at limit p_limit;
end
$$;
call genesis.serve('public.text_expired(bigint, integer, integer)',
  'The oldest runs that ended more than some days ago and still have their text. Under the lease housekeeping.');

create function public.text_of_user(p_user text, p_limit integer) returns setof uuid
language sql stable security invoker set search_path = ''
as $$
  select r.id from public.runs r
  where r.user_id = p_user and r.text_erased_at is null and r.status in ('answered', 'refused', 'failed')
  order by r.created_at limit p_limit;
$$;
call genesis.serve('public.text_of_user(text, integer)', 'Ended runs of a person that still have their text.');

-- Request, outcome and tasks keep the form in which they are read.
create function public.text_erase(p_runs uuid[]) returns integer
language plpgsql security invoker set search_path = ''
as $$
declare
  ended uuid[];
begin
  select array_agg(id) into ended from (
    select r.id from public.runs r
    where r.id = any (p_runs) and r.text_erased_at is null and r.status in ('answered', 'refused', 'failed')
    order by r.id for update) locked;
  if ended is null then
    return 0;
  end if;
  update public.run_tasks t set title = '', task = '{}', result = '{}', in_ledger = false where t.run_id = any (ended);
  update public.routing_decisions d set reasons = '{}', alternatives = '[]' where d.run_id = any (ended);
  update public.critic_results c set notes = '{}' where c.run_id = any (ended);
  update public.outbox o set body = '{}' where o.run_id = any (ended);
  update public.feedback f set comment = null where f.run_id = any (ended) and f.comment is not null;
  -- Events are never rewritten: those that may quote the text go as a whole.
  delete from public.events e where e.stream in (select 'run:' || id from unnest(ended) as id);
  delete from public.dead_letters d
  where d.payload #>> '{request,runId}' in (select id::text from unnest(ended) as id);
  update public.runs r set
    request = r.request || '{"text": "", "history": [], "attachments": []}', goal = null, plan = null,
    validation = null, reply = null, degraded = '{}',
    outcome = r.outcome
      || case when r.outcome ? 'message' then '{"message": ""}' else '{}' end::jsonb
      || case when r.outcome ? 'degraded' then '{"degraded": []}' else '{}' end::jsonb,
    text_erased_at = now()
  where r.id = any (ended);
  return cardinality(ended);
end
$$;
call genesis.serve('public.text_erase(uuid[])',
  'Removes the text of ended runs wherever it stands in these tables. Answers how many runs there were.');

create function public.user_forget(p_user text) returns table (comments integer, dead_letters integer, open integer)
language plpgsql security invoker set search_path = ''
as $$
begin
  update public.feedback f set comment = null where f.user_id = p_user and f.comment is not null;
  get diagnostics comments = row_count;
  delete from public.dead_letters d where d.payload #>> '{request,user}' = p_user;
  get diagnostics dead_letters = row_count;
  select count(*) into open from public.runs r where r.user_id = p_user and r.text_erased_at is null;
  return next;
end
$$;
call genesis.serve('public.user_forget(text)',
  'Removes a person''s comments and dead letters. open: runs that still go, whose text stays until they have ended.');

create function public.events_expire(p_lease_epoch bigint, p_days integer, p_limit integer) returns integer
language plpgsql security invoker set search_path = ''
as $$
declare
  gone integer;
begin
  perform genesis.lease_fence('housekeeping', p_lease_epoch);
  delete from public.events e where e.id in (
    select old.id from public.events old where old.at < now() - make_interval(days => p_days)
    order by old.at, old.id limit p_limit);
  get diagnostics gone = row_count;
  return gone;
end
$$;
call genesis.serve('public.events_expire(bigint, integer, integer)',
  'Removes the oldest events that are older than some days. Under the lease housekeeping.');

create function public.dead_letters_expire(p_lease_epoch bigint, p_days integer, p_limit integer) returns integer
language plpgsql security invoker set search_path = ''
as $$
declare
  gone integer;
begin
  perform genesis.lease_fence('housekeeping', p_lease_epoch);
  delete from public.dead_letters d where d.job_id in (
    select old.job_id from public.dead_letters old where old.at < now() - make_interval(days => p_days)
    order by old.at limit p_limit);
  get diagnostics gone = row_count;
  return gone;
end
$$;
call genesis.serve('public.dead_letters_expire(bigint, integer, integer)',
  'Removes dead letters that are older than some days. Under the lease housekeeping.');
