import { z } from 'zod';

/** DAAO's estimate and what follows from it. */
export const Difficulty = z.object({
  /** 0 to 1. */
  score: z.number().min(0).max(1),
  band: z.enum(['trivial', 'easy', 'moderate', 'hard', 'extreme']),
  tier: z.enum(['small', 'medium', 'large']),
  planDepth: z.number().int().positive(),
  criticEffort: z.enum(['minimal', 'standard', 'full']),
  /** Tokens to reserve for the whole run. */
  tokenReserve: z.number().int().positive(),
});
export type Difficulty = z.infer<typeof Difficulty>;
