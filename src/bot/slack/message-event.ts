import { z } from 'zod';

export const SlackFile = z.object({
  id: z.string(),
  name: z.string().nullish(),
  mimetype: z.string().nullish(),
  size: z.number().nullish(),
  url_private: z.string().nullish(),
});
export type SlackFile = z.infer<typeof SlackFile>;

const Inner = z.object({
  user: z.string().optional(),
  bot_id: z.string().nullish(),
  text: z.string().default(''),
  ts: z.string(),
  thread_ts: z.string().optional(),
  subtype: z.string().optional(),
  edited: z.object({ ts: z.string(), user: z.string() }).partial().optional(),
});

/** `message` and `app_mention` events, as far as we read them. */
export const MessageEvent = Inner.extend({
  type: z.enum(['message', 'app_mention']),
  channel: z.string(),
  channel_type: z.string().optional(),
  files: z.array(SlackFile).optional(),
  /** Of `message_changed`: the message after the edit. */
  message: Inner.partial({ ts: true }).optional(),
  /** Of `message_changed` and `message_deleted`: the message before. */
  previous_message: Inner.partial({ ts: true }).optional(),
  deleted_ts: z.string().optional(),
});
export type MessageEvent = z.infer<typeof MessageEvent>;
