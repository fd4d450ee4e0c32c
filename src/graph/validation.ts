import { z } from 'zod';

/** The parts of AOP's score, all 0 to 1: success, quality of match, cost, time. */
export const ScoreParts = z.object({ p: z.number(), q: z.number(), c: z.number(), t: z.number() });
export type ScoreParts = z.infer<typeof ScoreParts>;

export const Validation = z.object({
  verdict: z.enum(['pass', 'repair', 'reject']),
  /** True when it passes with tasks that cannot run in this deployment. */
  degraded: z.boolean(),
  /** 0 to 1; chooses among candidates, refuses nothing. */
  score: z.number(),
  parts: ScoreParts,
  violations: z.array(z.object({ rule: z.string(), message: z.string(), tasks: z.array(z.string()) })),
  warnings: z.array(z.object({ rule: z.string(), message: z.string(), tasks: z.array(z.string()) })),
});
export type Validation = z.infer<typeof Validation>;
