import { z } from 'zod';
import type { Rpc } from './rpc/rpc.ts';

/** A job that was given up. Its payload is people's text and stays where it is. */
type DeadLetter = {
  id: string;
  kind: string;
  orderKey: string;
  user: string | null;
  attempts: number;
  error: string;
  /** ISO 8601, database time. */
  at: string;
  replaying: boolean;
};

/** `over_budget`: the run could not reserve again; `scope` and `window` name the limit. */
type Replay =
  | { kind: 'requested' | 'unknown' }
  | {
      kind: 'over_budget';
      scope: string;
      window: string;
      limitMicroUsd: number;
      leftMicroUsd: number;
      resetsAt: string;
    };

export interface DeadLetters {
  /** Newest first. */
  list(limit: number): Promise<DeadLetter[]>;
  /**
   * Asks for the job to be tried again with all its attempts. Whoever works on the queue takes it up within seconds;
   * a run that had begun goes on from its last checkpoint.
   */
  replay(id: string, actor: string): Promise<Replay>;
}

const Listed = z.array(
  z
    .object({
      job_id: z.string(),
      kind: z.string(),
      order_key: z.string(),
      user_id: z.string().nullable(),
      attempts: z.number().int(),
      error: z.string(),
      at: z.string(),
      replay_requested_at: z.string().nullable(),
    })
    .transform(({ job_id, order_key, user_id, replay_requested_at, ...letter }) => ({
      ...letter,
      id: job_id,
      orderKey: order_key,
      user: user_id,
      replaying: replay_requested_at !== null,
    })),
);

const Answer = z.tuple([
  z.discriminatedUnion('kind', [
    z.object({ kind: z.enum(['requested', 'unknown']) }),
    z.object({
      kind: z.literal('over_budget'),
      scope: z.string(),
      period: z.string(),
      limit_micro_usd: z.number().int(),
      left_micro_usd: z.number().int(),
      resets_at: z.string(),
    }),
  ]),
]);

export function deadLettersOver(rpc: Rpc): DeadLetters {
  return {
    list: (limit) => rpc('dead_letters_list', { p_limit: limit }, Listed),
    async replay(id, actor) {
      const [answer] = await rpc('dead_letter_replay', { p_job: id, p_actor: actor }, Answer);
      if (answer.kind !== 'over_budget') return answer;
      return {
        kind: answer.kind,
        scope: answer.scope,
        window: answer.period,
        limitMicroUsd: answer.limit_micro_usd,
        leftMicroUsd: answer.left_micro_usd,
        resetsAt: answer.resets_at,
      };
    },
  };
}
