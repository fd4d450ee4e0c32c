import type pg from 'pg';
import { z } from 'zod';
import type { Lease } from './leases.ts';
import type { Rpc } from './rpc/rpc.ts';

/** Whole days; events and text are removed when they are older. */
export type Retention = { eventsDays: number; textDays: number };

type Expired = { events: number; runs: number; deadLetters: number };

/** What was erased of a person. `open`: runs that still go or wait; their text stays until they have ended. */
export type Erased = { runs: number; comments: number; deadLetters: number; jobs: number; open: number };

const Ids = z.array(z.string());
const Count = z.number().int();
const Forgotten = z.tuple([z.object({ comments: Count, dead_letters: Count, open: Count })]);

/** Small, so that nobody waits long behind one; the embedded database has one session. */
const RUNS_AT_ONCE = 50;
const ROWS_AT_ONCE = 500;
const BATCHES_AT_ONCE = 10;

/** Removes what is older than it may be, in small batches; what is left over waits for the next call. */
export async function expire(
  rpc: Rpc,
  pool: pg.Pool,
  lease: Lease,
  { eventsDays, textDays }: Retention,
): Promise<Expired> {
  const due = (days: number, limit: number) => ({ p_lease_epoch: lease.epoch, p_days: days, p_limit: limit });
  const expired = { events: 0, runs: 0, deadLetters: 0 };
  for (let batch = 0; batch < BATCHES_AT_ONCE; batch++) {
    const runs = await rpc('text_expired', due(textDays, RUNS_AT_ONCE), Ids);
    if (runs.length > 0) {
      await forgetCheckpoints(pool, runs);
      expired.runs += await rpc('text_erase', { p_runs: runs }, Count);
    }
    const events = await rpc('events_expire', due(eventsDays, ROWS_AT_ONCE), Count);
    const letters = await rpc('dead_letters_expire', due(textDays, ROWS_AT_ONCE), Count);
    expired.events += events;
    expired.deadLetters += letters;
    if (runs.length < RUNS_AT_ONCE && events < ROWS_AT_ONCE && letters < ROWS_AT_ONCE) break;
  }
  return expired;
}

/**
 * Erases what one person wrote, and what was answered, everywhere: ended runs with all that quotes them, checkpoints,
 * jobs that are done, comments, dead letters. Figures stay. Doing it again is harmless.
 */
export async function eraseUser(rpc: Rpc, pool: pg.Pool, user: string): Promise<Erased> {
  const forget = async () => (await rpc('user_forget', { p_user: user }, Forgotten))[0];
  const forgotten = await forget();
  let runs = 0;
  for (;;) {
    const some = await rpc('text_of_user', { p_user: user, p_limit: RUNS_AT_ONCE }, Ids);
    if (some.length === 0) break;
    // First, so that a run whose erasure is interrupted here is found again.
    await forgetCheckpoints(pool, some);
    runs += await rpc('text_erase', { p_runs: some }, Count);
  }
  await forgetThreads(pool, user);
  const jobs = await forgetJobs(pool, user);
  // Again, since a job may have been given up meanwhile; what has no text any more is not open any more.
  const open = (await forget()).open + (await waitingJobs(pool, user));
  return { runs, comments: forgotten.comments, deadLetters: forgotten.dead_letters, jobs, open };
}

/** Checkpoints of ended runs: nobody resumes them. */
async function forgetCheckpoints(pool: pg.Pool, runs: readonly string[]): Promise<void> {
  await pool.query(
    `with writes as (delete from langgraph.checkpoint_writes where thread_id = any ($1)),
       blobs as (delete from langgraph.checkpoint_blobs where thread_id = any ($1))
     delete from langgraph.checkpoints where thread_id = any ($1)`,
    [runs],
  );
}

/** A thread's history stands in the checkpoints of everybody's runs in it. */
async function forgetThreads(pool: pg.Pool, user: string): Promise<void> {
  const { rows } = await pool.query<{ id: string }>(
    `select r.id from public.runs r
     where r.status in ('answered', 'refused', 'failed') and r.user_id <> $1
       and exists (select from public.runs own where own.user_id = $1
         and own.team = r.team and own.channel = r.channel and own.thread = r.thread)`,
    [user],
  );
  for (let at = 0; at < rows.length; at += RUNS_AT_ONCE) {
    await forgetCheckpoints(
      pool,
      rows.slice(at, at + RUNS_AT_ONCE).map(({ id }) => id),
    );
  }
}

/** A job that is done keeps its id, by which a repeated delivery is recognised, and nothing else. */
async function forgetJobs(pool: pg.Pool, user: string): Promise<number> {
  const { rowCount } = await pool.query(
    `update pgboss.job set data = jsonb_build_object('kind', data -> 'kind', 'payload', null), output = null
     where state in ('completed', 'cancelled') and data #>> '{payload,request,user}' = $1`,
    [user],
  );
  return rowCount ?? 0;
}

/** Messages in the queue that have no run yet. */
async function waitingJobs(pool: pg.Pool, user: string): Promise<number> {
  const { rows } = await pool.query<{ n: number }>(
    `select count(*)::int as n from pgboss.job j
     where j.state in ('created', 'retry', 'active') and j.data #>> '{payload,request,user}' = $1
       and not exists (select from public.runs r where r.id::text = j.data #>> '{payload,request,runId}')`,
    [user],
  );
  return rows[0]?.n ?? 0;
}
