-- Runs that nobody will take up again: their job is a dead letter, or they had none because they came from the
-- command line and their process died. What they reserved would count as spent until its windows end. A run whose
-- job is still in the queue is not among them, however long it waits.

create index runs_open on public.runs (updated_at) where status in ('running', 'suspended');

create function public.runs_sweep(p_lease_epoch bigint, p_quiet_seconds integer, p_limit integer default 100)
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
      exists (select from public.dead_letters d where d.payload #>> '{request,runId}' = r.id::text)
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
call genesis.serve('public.runs_sweep(bigint, integer, integer)',
  'Ends runs that nobody will take up again as failed, and settles what they reserved with what their tasks cost. Under the lease housekeeping.');
