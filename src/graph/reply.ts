import { z } from 'zod';
import { Source } from './result.ts';

/** The reviewed answer, ready to be rendered by whoever delivers it. */
export const Reply = z.object({
  /** Markdown. */
  text: z.string(),
  sources: z.array(Source),
  /** What was asked and is not in the answer, with what it would take. */
  missing: z.array(z.object({ taskId: z.string(), title: z.string(), why: z.string() })),
  /** Said above the answer when review ran out of rounds. */
  caveat: z.string().optional(),
});
export type Reply = z.infer<typeof Reply>;
