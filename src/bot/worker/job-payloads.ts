import { z } from 'zod';
import { Request } from '#graph/request.ts';

/** An accepted message: a run can be started from this alone. */
export const MessagePayload = z.object({
  request: Request,
  /** Why the person may not; such a run is recorded and refused without being planned. */
  refusal: z.string().nullable(),
  /** Files of the message, as Slack named them; read when the run starts. */
  files: z.array(z.unknown()),
});
export type MessagePayload = z.infer<typeof MessagePayload>;

/** The answer to a suspended run. */
export const ResumePayload = z.object({
  request: Request,
  decision: z.object({ approved: z.boolean(), by: z.string(), reason: z.enum(['clicked', 'expired']) }),
});
export type ResumePayload = z.infer<typeof ResumePayload>;

export const ExpiryPayload = z.object({ request: Request });
export type ExpiryPayload = z.infer<typeof ExpiryPayload>;
