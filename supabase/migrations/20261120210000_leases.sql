-- Leadership on database time: work that one instance does for all of them. A session lock would end with its
-- connection and is nothing to a pooler; a lease ends with the clock that everybody shares.

create table public.leases (
  name text primary key,
  holder text not null,
  epoch bigint not null default 1,
  taken_at timestamptz not null default now(),
  expires_at timestamptz not null
);
comment on table public.leases is
  'Who does the work that one instance does for all. epoch grows with every change of holder; work under an older one is refused.';
call genesis.protect('public.leases', array['name', 'holder', 'epoch', 'taken_at', 'expires_at']);

create function public.lease_take(p_name text, p_holder text, p_seconds integer) returns bigint
language sql security invoker set search_path = ''
as $$
  insert into public.leases as l (name, holder, expires_at)
  values (p_name, p_holder, now() + make_interval(secs => p_seconds))
  on conflict (name) do update set
    holder = excluded.holder,
    -- Who lost it for a while is a new holder too: somebody may have been in between.
    epoch = l.epoch + (l.holder <> excluded.holder or l.expires_at <= now())::int,
    taken_at = case when l.holder <> excluded.holder or l.expires_at <= now() then now() else l.taken_at end,
    expires_at = excluded.expires_at
  where l.holder = excluded.holder or l.expires_at <= now()
  returning l.epoch;
$$;
call genesis.serve('public.lease_take(text, text, integer)',
  'Takes or renews a lease for some seconds. Answers its epoch, or null while somebody else holds it.');

create function public.lease_release(p_name text, p_epoch bigint) returns void
language sql security invoker set search_path = ''
as $$
  update public.leases l set expires_at = now()
  where l.name = p_name and l.epoch = p_epoch and l.expires_at > now();
$$;
call genesis.serve('public.lease_release(text, bigint)', 'Ends a lease early, so that the next one need not wait.');

-- Holds the lease against a successor until commit.
create function genesis.lease_fence(p_name text, p_epoch bigint) returns void
language plpgsql security invoker set search_path = ''
as $$
begin
  perform from public.leases l
  where l.name = p_name and l.epoch = p_epoch and l.expires_at > now() for share;
  if not found then
    raise exception 'the lease % with epoch % has ended', p_name, p_epoch using errcode = 'GE003';
  end if;
end
$$;
call genesis.serve('genesis.lease_fence(text, bigint)', 'Raises GE003 for a lease that is not held any more.');
