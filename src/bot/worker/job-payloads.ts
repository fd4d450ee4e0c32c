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

/** A message that was answered at once. There is nothing to do: the job's id alone counts, which is accepted once. */
export const AnsweredPayload = z.object({ answered: z.literal(true) });
export type AnsweredPayload = z.infer<typeof AnsweredPayload>;

/** Why a suspended run goes on. All but `decided` are a no that nobody clicked. */
const Because = z.enum(['decided', 'expired', 'stopped', 'deleted']);
export type Because = z.infer<typeof Because>;

/** The answer to a suspended run; also what ends a run that was stopped wherever it stands. */
export const ResumePayload = z.object({
  request: Request,
  decision: z.object({ approved: z.boolean(), by: z.string(), reason: z.enum(['clicked', 'expired']) }),
  because: Because.default('decided'),
});
export type ResumePayload = z.infer<typeof ResumePayload>;

export const ExpiryPayload = z.object({
  request: Request,
  /** Which of the run's questions, from 0. */
  question: z.number().int().default(0),
});
export type ExpiryPayload = z.infer<typeof ExpiryPayload>;
