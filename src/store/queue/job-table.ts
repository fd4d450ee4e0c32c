import type pg from 'pg';
import type { Job, QueueDepth } from '#store/queue.ts';
import { storable } from '#store/storable.ts';

/** A job that is given up: its key must go on, and nothing of it may be lost. Repeating it is harmless. */
export async function buryJob(pool: pg.Pool, job: Job & { attempts: number; error: string }): Promise<void> {
  await pool.query(
    `insert into public.dead_letters (job_id, kind, order_key, payload, attempts, error)
     values ($1, $2, $3, $4, $5, $6) on conflict (job_id) do nothing`,
    [job.id, job.kind, job.orderKey, JSON.stringify(job.payload), job.attempts, storable(job.error)],
  );
}

/** Dead letters for jobs whose worker died in their last attempt; their keys go on. Answers how many. */
export async function buryExhausted(pool: pg.Pool, queue: string): Promise<number> {
  const { rows } = await pool.query<{ n: number }>(
    `with failed as (
       update pgboss.job set state = 'completed', completed_on = now()
       where name = $1 and state = 'failed'
       returning id, data, singleton_key, retry_count, output
     ), buried as (
       insert into public.dead_letters (job_id, kind, order_key, payload, attempts, error)
       select id, coalesce(data ->> 'kind', 'unknown'), singleton_key, coalesce(data -> 'payload', 'null'),
         retry_count + 1, coalesce(output #>> '{value,message}', output ->> 'message', output::text, 'unknown')
       from failed on conflict (job_id) do nothing
     )
     select count(*)::int as n from failed`,
    [queue],
  );
  return rows[0]?.n ?? 0;
}

/**
 * Gives back at once what a dead process left active: only where nobody else can be working on it. Each counts as
 * an attempt, so that a job that kills its process does not do so for ever. Answers how many.
 */
export async function reclaimAbandoned(pool: pg.Pool, queue: string): Promise<number> {
  const { rowCount } = await pool.query(
    `update pgboss.job set heartbeat_on = null, start_after = now(),
       state = (case when retry_count < retry_limit then 'retry' else 'failed' end)::pgboss.job_state,
       output = '{"message": "the process died while it worked on this job"}'
     where name = $1 and state = 'active'`,
    [queue],
  );
  return rowCount ?? 0;
}

/**
 * Gives a job back at once that was not finished for want of time. The claim counts in pg-boss' own books, where it
 * tells a late completion by this worker from its successor's; one more attempt is allowed instead.
 */
export async function giveBack(pool: pg.Pool, job: { id: string; retryCount: number }): Promise<void> {
  await pool.query(
    `update pgboss.job set state = 'retry', heartbeat_on = null, start_after = now(), retry_limit = retry_limit + 1
     where id = $1 and state = 'active' and retry_count = $2`,
    [job.id, job.retryCount],
  );
}

export async function measureDepth(pool: pg.Pool, queue: string): Promise<QueueDepth> {
  const { rows } = await pool.query<QueueDepth>(
    `select count(*) filter (where state < 'active')::int as queued,
       count(*) filter (where state = 'active')::int as active,
       coalesce(extract(epoch from now() - min(start_after)
         filter (where state < 'active' and start_after <= now())), 0)::float8 as "oldestSeconds",
       (select count(*)::int from public.dead_letters) as dead
     from pgboss.job where name = $1 and state <= 'active'`,
    [queue],
  );
  return rows[0] ?? { queued: 0, active: 0, oldestSeconds: 0, dead: 0 };
}

type WaitingRow = { id: string; data: unknown; singleton_key: string; priority: number };

export async function readWaiting(pool: pg.Pool, queue: string, orderKey: string): Promise<WaitingRow[]> {
  const { rows } = await pool.query<WaitingRow>(
    `select id, data, singleton_key, priority from pgboss.job
     where name = $1 and singleton_key = $2 and state = 'created' order by created_on, id`,
    [queue, orderKey],
  );
  return rows;
}

/** Only what was never begun: a job in retry has a run behind it, which would stay open for ever. */
export async function cancelWaiting(pool: pg.Pool, queue: string, id: string): Promise<boolean> {
  const { rowCount } = await pool.query(
    `update pgboss.job set state = 'cancelled', completed_on = now()
     where name = $1 and id = $2 and state = 'created'`,
    [queue, id],
  );
  return rowCount === 1;
}
