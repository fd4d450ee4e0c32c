import { z } from 'zod';
import type { Budgets } from '#graph/ports.ts';
import type { Rpc } from './rpc/rpc.ts';

export const BUDGET_SCOPES = ['workspace', 'channel', 'user', 'agent'] as const;
type BudgetScope = (typeof BUDGET_SCOPES)[number];

/** UTC. */
export const BUDGET_WINDOWS = ['hour', 'day', 'month'] as const;
type BudgetWindow = (typeof BUDGET_WINDOWS)[number];

type BudgetLimit = {
  scope: BudgetScope;
  /** A team, channel, user or agent id; null sets the default for every subject of the scope. */
  subject: string | null;
  window: BudgetWindow;
  /** Null removes the limit. */
  microUsd: number | null;
  actor: string;
};

/** One subject in the present window. `subject` null is the default of the scope; without a limit `left` is null. */
export type BudgetStatus = {
  scope: BudgetScope;
  subject: string | null;
  window: BudgetWindow;
  usedMicroUsd: number;
  reservedMicroUsd: number;
  leftMicroUsd: number | null;
  limitMicroUsd: number | null;
  /** True where the limit is the scope's default. */
  byDefault: boolean;
  /** ISO 8601. */
  resetsAt: string;
};

/** Limits hold exactly: what is reserved counts as spent until it is settled, and checks run under lock. */
export interface BudgetStore extends Budgets {
  setLimit(limit: BudgetLimit): Promise<void>;
  /** Every limit, and everything that was used or reserved in its present window. */
  list(): Promise<BudgetStatus[]>;
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

const Allotted = z.tuple([
  z.union([
    z.object({ ok: z.literal(true) }),
    z.object({
      ok: z.literal(false),
      agent: z.string(),
      period: z.string(),
      limit_micro_usd: z.number().int(),
      left_micro_usd: z.number().int(),
      resets_at: z.string(),
    }),
  ]),
]);

const Listed = z.array(
  z
    .object({
      scope: z.enum(BUDGET_SCOPES),
      subject: z.string(),
      period: z.enum(BUDGET_WINDOWS),
      used_micro_usd: z.number().int(),
      reserved_micro_usd: z.number().int(),
      left_micro_usd: z.number().int().nullable(),
      limit_micro_usd: z.number().int().nullable(),
      by_default: z.boolean(),
      resets_at: z.string(),
    })
    .transform(
      (row): BudgetStatus => ({
        scope: row.scope,
        subject: row.subject === '*' ? null : row.subject,
        window: row.period,
        usedMicroUsd: row.used_micro_usd,
        reservedMicroUsd: row.reserved_micro_usd,
        leftMicroUsd: row.left_micro_usd,
        limitMicroUsd: row.limit_micro_usd,
        byDefault: row.by_default,
        resetsAt: row.resets_at,
      }),
    ),
);

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
    async allot(run, shares) {
      const args = { p_run: run.runId, p_epoch: run.epoch, p_shares: shares };
      const [answer] = await rpc('budget_allot', args, Allotted);
      if (answer.ok) return { ok: true };
      return {
        ok: false,
        scope: 'agent',
        agent: answer.agent,
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
    list: () => rpc('budget_list', {}, Listed),
  };
}
