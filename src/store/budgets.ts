import { z } from 'zod';
import type { Budgets } from '#graph/ports.ts';
import type { Rpc } from './rpc/rpc.ts';

type BudgetLimit = {
  scope: 'workspace' | 'channel' | 'user';
  /** A team, channel or user id; null sets the default for every subject of the scope. */
  subject: string | null;
  /** UTC. */
  window: 'hour' | 'day' | 'month';
  microUsd: number;
  actor: string;
};

/** Limits hold exactly: what is reserved counts as spent until it is settled, and checks run under lock. */
export interface BudgetStore extends Budgets {
  setLimit(limit: BudgetLimit): Promise<void>;
}

const Reserved = z.tuple([
  z.union([
    z.object({ ok: z.literal(true), reservation_id: z.string(), micro_usd: z.number().int() }),
    z.object({
      ok: z.literal(false),
      scope: z.string(),
      period: z.string(),
      limit_micro_usd: z.number().int(),
      left_micro_usd: z.number().int(),
      resets_at: z.string(),
    }),
  ]),
]);

export function budgetsOver(rpc: Rpc): BudgetStore {
  return {
    async reserve(_request, run, microUsd) {
      const args = { p_run: run.runId, p_epoch: run.epoch, p_micro_usd: microUsd };
      const [answer] = await rpc('budget_reserve', args, Reserved);
      if (answer.ok) {
        return { ok: true, reservation: { id: answer.reservation_id, microUsd: answer.micro_usd } };
      }
      return {
        ok: false,
        scope: answer.scope,
        window: answer.period,
        limitMicroUsd: answer.limit_micro_usd,
        leftMicroUsd: answer.left_micro_usd,
        resetsAt: answer.resets_at,
      };
    },
    settle: (run, microUsd) =>
      rpc('budget_settle', { p_run: run.runId, p_epoch: run.epoch, p_micro_usd: microUsd }),
    setLimit: ({ scope, subject, window, microUsd, actor }) =>
      rpc('set_budget', {
        p_scope: scope,
        p_subject: subject,
        p_period: window,
        p_limit_micro_usd: microUsd,
        p_actor: actor,
      }),
  };
}
