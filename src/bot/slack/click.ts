import { z } from 'zod';

const Action = z.object({
  action_id: z.string(),
  value: z.string().optional(),
  action_ts: z.string().optional(),
});

const BlockActions = z.object({
  user: z.object({ id: z.string() }),
  team: z.object({ id: z.string() }).nullish(),
  trigger_id: z.string().optional(),
  channel: z.object({ id: z.string() }).optional(),
  container: z
    .object({
      channel_id: z.string().optional(),
      message_ts: z.string().optional(),
      thread_ts: z.string().optional(),
    })
    .optional(),
  message: z.object({ ts: z.string(), thread_ts: z.string().optional() }).optional(),
  actions: z.tuple([Action]).rest(Action),
});

/** One click on one of our buttons. */
export type Click = {
  actionId: string;
  value: string;
  user: string;
  channel: string;
  /** The thread of the message with the button; undefined outside threads. */
  thread: string | undefined;
  messageTs: string | null;
  triggerId: string;
  /** Names the click itself: the same when it is delivered twice. */
  at: string;
};

export function readClick(body: unknown): Click {
  const { user, channel, container, message, trigger_id, actions } = BlockActions.parse(body);
  const [action] = actions;
  return {
    actionId: action.action_id,
    value: action.value ?? '',
    user: user.id,
    channel: channel?.id ?? container?.channel_id ?? '',
    thread: message?.thread_ts ?? container?.thread_ts,
    messageTs: message?.ts ?? container?.message_ts ?? null,
    triggerId: trigger_id ?? '',
    at: action.action_ts ?? trigger_id ?? '',
  };
}
