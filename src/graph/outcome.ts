import { z } from 'zod';

/** Where a failure belongs; the same words stand in the `runs` and `run_tasks` tables. */
export const FailureCategory = z.enum([
  'admission',
  'decomposition',
  'routing',
  'validation',
  'agent',
  'model',
  'tool',
  'critic',
  'budget',
  'slack',
  'store',
]);
export type FailureCategory = z.infer<typeof FailureCategory>;

export const RefusalReason = z.enum([
  'empty',
  'too_long',
  'injection',
  'emergency_shutdown',
  'maintenance',
  'access',
  'rate_limited',
  'budget',
  'validation',
  'denied',
  'expired',
  'critic',
  'stopped',
]);
export type RefusalReason = z.infer<typeof RefusalReason>;

/** How a run ended, or why it waits. `message` is written for the requester and says what to do next. */
export const Outcome = z.discriminatedUnion('status', [
  z.object({ status: z.literal('answered'), degraded: z.array(z.string()) }),
  z.object({ status: z.literal('refused'), reason: RefusalReason, message: z.string() }),
  z.object({ status: z.literal('failed'), category: FailureCategory, message: z.string() }),
  z.object({
    status: z.literal('awaiting_approval'),
    message: z.string(),
    /** How many questions of this run were answered before; absent for none. */
    question: z.number().int().positive().optional(),
  }),
]);
export type Outcome = z.infer<typeof Outcome>;
