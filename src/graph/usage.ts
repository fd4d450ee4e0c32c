import { z } from 'zod';

/** What something consumed. Money is in integer micro-dollars (1 USD = 1,000,000). */
export const Usage = z.object({
  inputTokens: z.number().int().nonnegative(),
  outputTokens: z.number().int().nonnegative(),
  microUsd: z.number().int().nonnegative(),
});
export type Usage = z.infer<typeof Usage>;

/** One call of a model, failed ones included: a row of `model_calls`. */
export const ModelCall = Usage.extend({
  /** The prompt and its version, such as `plan.v1`. */
  name: z.string(),
  model: z.string(),
  tier: z.enum(['small', 'medium', 'large']),
  ok: z.boolean(),
  ms: z.number().nonnegative(),
});
export type ModelCall = z.infer<typeof ModelCall>;

/** Sum of usages (a {@link ModelCall} is one); none is changed. */
export function sumUsage(usages: Iterable<Usage>): Usage {
  const sum = { inputTokens: 0, outputTokens: 0, microUsd: 0 };
  for (const usage of usages) {
    sum.inputTokens += usage.inputTokens;
    sum.outputTokens += usage.outputTokens;
    sum.microUsd += usage.microUsd;
  }
  return sum;
}
