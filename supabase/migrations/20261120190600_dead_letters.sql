-- Jobs that failed for good. The queue itself would block its key on them: they are moved here instead.

create table public.dead_letters (
  job_id uuid primary key,
  kind text not null,
  order_key text not null,
  payload jsonb not null,
  attempts integer not null,
  error text not null,
  at timestamptz not null default now()
);
comment on table public.dead_letters is 'Jobs that were given up after their last attempt, with the last error.';
call genesis.protect('public.dead_letters', array['job_id', 'kind', 'order_key', 'attempts', 'error', 'at']);
