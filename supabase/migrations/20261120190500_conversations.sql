-- What the bot remembers of Slack: threads it takes part in, posts it made or is about to make, ratings.

create table public.conversations (
  team text not null,
  channel text not null,
  thread text not null,
  started_by text not null,
  last_user text not null,
  started_at timestamptz not null default now(),
  last_at timestamptz not null default now(),
  primary key (team, channel, thread)
);
comment on table public.conversations is 'Threads in which a follow-up needs no mention, while last_at is recent.';
call genesis.protect('public.conversations', array['team', 'channel', 'thread', 'started_by', 'started_at', 'last_at']);

create function public.conversation_touch(p_team text, p_channel text, p_thread text, p_user text) returns void
language sql security invoker set search_path = ''
as $$
  insert into public.conversations (team, channel, thread, started_by, last_user)
  values (p_team, p_channel, p_thread, p_user, p_user)
  on conflict (team, channel, thread) do update set last_user = excluded.last_user, last_at = now();
$$;
call genesis.serve('public.conversation_touch(text, text, text, text)', 'Opens a conversation, or keeps it open.');

create function public.conversation_active(p_team text, p_channel text, p_thread text, p_hours integer default 24)
returns boolean
language sql stable security invoker set search_path = ''
as $$
  select exists (
    select from public.conversations c
    where c.team = p_team and c.channel = p_channel and c.thread = p_thread
      and c.last_at > now() - make_interval(hours => p_hours));
$$;
call genesis.serve('public.conversation_active(text, text, text, integer)',
  'True while the thread was used within the given hours.');

create table public.outbox (
  id text primary key,
  run_id uuid not null references public.runs on delete cascade,
  kind text not null check (kind in ('plan', 'answer', 'approval', 'notice')),
  channel text not null,
  thread text not null,
  body jsonb not null,
  state text not null default 'pending' check (state in ('pending', 'posted')),
  ts text,
  attempts integer not null default 0,
  created_at timestamptz not null default now(),
  attempted_at timestamptz,
  posted_at timestamptz
);
create index outbox_run on public.outbox (run_id);
comment on table public.outbox is
  'One row per post to Slack, written before posting: pending means it may have been posted, so look it up before repeating.';
call genesis.protect('public.outbox', array[
  'id', 'run_id', 'kind', 'channel', 'thread', 'state', 'attempts', 'created_at', 'attempted_at', 'posted_at']);

create function public.outbox_put(
  p_run uuid, p_epoch bigint, p_id text, p_kind text, p_channel text, p_thread text, p_body jsonb
) returns table (state text, ts text)
language plpgsql security invoker set search_path = ''
as $$
begin
  perform genesis.fence(p_run, p_epoch);
  insert into public.outbox (id, run_id, kind, channel, thread, body)
  values (p_id, p_run, p_kind, p_channel, p_thread, p_body)
  on conflict (id) do nothing;
  if found then
    return query select 'new', null::text;
    return;
  end if;
  update public.outbox o set body = p_body where o.id = p_id and o.state = 'pending';
  return query select o.state, o.ts from public.outbox o where o.id = p_id;
end
$$;
call genesis.serve('public.outbox_put(uuid, bigint, text, text, text, text, jsonb)',
  'Announces a post before it is made: new, pending (perhaps made) or posted. Fenced.');

create function public.outbox_attempted(p_run uuid, p_epoch bigint, p_id text, p_ts text) returns void
language plpgsql security invoker set search_path = ''
as $$
begin
  perform genesis.fence(p_run, p_epoch);
  update public.outbox o set attempts = o.attempts + 1, attempted_at = now(), ts = coalesce(p_ts, o.ts)
  where o.id = p_id and o.run_id = p_run;
end
$$;
call genesis.serve('public.outbox_attempted(uuid, bigint, text, text)', 'Remembers that posting was tried. Fenced.');

create function public.outbox_posted(p_run uuid, p_epoch bigint, p_id text, p_ts text) returns void
language plpgsql security invoker set search_path = ''
as $$
begin
  perform genesis.fence(p_run, p_epoch);
  update public.outbox o set state = 'posted', ts = p_ts, posted_at = coalesce(o.posted_at, now())
  where o.id = p_id and o.run_id = p_run;
end
$$;
call genesis.serve('public.outbox_posted(uuid, bigint, text, text)', 'Remembers that a post was made. Fenced.');

create table public.feedback (
  run_id uuid not null references public.runs on delete cascade,
  user_id text not null,
  rating text not null check (rating in ('up', 'down')),
  reasons text[] not null,
  comment text,
  at timestamptz not null default now(),
  primary key (run_id, user_id)
);
comment on table public.feedback is 'The last rating of each user for a run. Analysts do not see the comment.';
call genesis.protect('public.feedback', array['run_id', 'user_id', 'rating', 'reasons', 'at']);

create function public.feedback_give(p_run uuid, p_user text, p_rating text, p_reasons text[], p_comment text)
returns void
language sql security invoker set search_path = ''
as $$
  insert into public.feedback (run_id, user_id, rating, reasons, comment)
  values (p_run, p_user, p_rating, p_reasons, p_comment)
  on conflict (run_id, user_id) do update set
    rating = excluded.rating, reasons = excluded.reasons, comment = excluded.comment, at = now();
$$;
call genesis.serve('public.feedback_give(uuid, text, text, text[], text)', 'Rates a run; the last rating counts.');
