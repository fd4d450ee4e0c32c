import { z } from 'zod';

/** Who a person is to the workspace. Guests and externals are refused unless the channel is opened for them. */
export const Role = z.enum(['admin', 'member', 'guest', 'external']);
export type Role = z.infer<typeof Role>;

/** One earlier message of the same thread, oldest first in {@link Request.history}. */
export const HistoryMessage = z.object({
  author: z.enum(['requester', 'colleague', 'genesis']),
  text: z.string(),
});
export type HistoryMessage = z.infer<typeof HistoryMessage>;

/** A text file that came with the request, already downloaded and decoded. */
export const Attachment = z.object({ name: z.string(), text: z.string() });
export type Attachment = z.infer<typeof Attachment>;

/**
 * One accepted request, as it is persisted before Slack is acked: a run can be started, and started again,
 * from this alone. `team`, `channel`, `thread` and `user` are opaque identifiers here.
 */
export const Request = z.object({
  /** The run's id: uuid v5 of `team:channel:ts` for messages, so that a repeated delivery is the same run. */
  runId: z.uuid(),
  correlationId: z.string().min(1),
  team: z.string().min(1),
  channel: z.string().min(1),
  thread: z.string().min(1),
  /** The message's own timestamp, Slack's `ts` where it came from Slack. */
  ts: z.string().min(1),
  user: z.string().min(1),
  role: Role,
  via: z.enum(['slack', 'cli']),
  /** What the person wrote, entities decoded, our own mention removed; normalised by admit. */
  text: z.string(),
  history: z.array(HistoryMessage).default([]),
  attachments: z.array(Attachment).default([]),
  /** 0 to 1; enters the difficulty estimate. */
  priority: z.number().min(0).max(1).default(0.5),
  /** Milliseconds since the epoch. */
  receivedAt: z.number().int(),
  /** The run that this one retries, when the requester asked for it. */
  retryOf: z.uuid().optional(),
});
export type Request = z.infer<typeof Request>;
