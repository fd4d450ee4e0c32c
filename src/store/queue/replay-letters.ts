import type pg from 'pg';
import { transaction } from '#store/database/database.ts';

type Letter = { id: string; kind: string; orderKey: string; payload: unknown };

const AT_ONCE = 20;

/**
 * Puts dead letters that somebody asked for back into the queue, under their own ids and with all their attempts.
 * Several processes may do so at once. `send` is for jobs whose row the queue has removed by age. Answers how many.
 */
export async function replayLetters(
  pool: pg.Pool,
  queue: string,
  send: (letter: Letter) => Promise<unknown>,
): Promise<number> {
  const { back, gone } = await transaction(pool, async (session) => {
    const { rows } = await session.query<Letter & { state: string | null }>(
      `select d.job_id as id, d.kind, d.order_key as "orderKey", d.payload, j.state
       from public.dead_letters d left join pgboss.job j on j.name = $1 and j.id = d.job_id
       where d.replay_requested_at is not null order by d.at limit ${AT_ONCE} for update of d skip locked`,
      [queue],
    );
    // Active: its worker has written the letter and is about to complete the job. The next look finds it completed.
    const back = rows.filter(({ state }) => state === 'completed').map(({ id }) => id);
    const sent = rows.filter(({ state }) => state === 'created').map(({ id }) => id);
    await session.query(
      `update pgboss.job set state = 'created', retry_count = 0, start_after = now(), started_on = null,
         completed_on = null, heartbeat_on = null, output = null
       where name = $1 and id = any ($2)`,
      [queue, back],
    );
    await session.query('delete from public.dead_letters where job_id = any ($1)', [[...back, ...sent]]);
    return { back, gone: rows.filter(({ state }) => state === null) };
  });
  for (const letter of gone) {
    await send(letter);
    await pool.query('delete from public.dead_letters where job_id = $1', [letter.id]);
  }
  return back.length + gone.length;
}
