import { z } from 'zod';
import type { SlackApi } from './api.ts';

/** The marker in a message's metadata: which run said it, and as which post of the outbox. */
const MARKER = 'genesis_run';

export function marker(runId: string, postId: string) {
  return { event_type: MARKER, event_payload: { run_id: runId, post_id: postId } };
}

export const Reply = z.object({
  ts: z.string(),
  user: z.string().optional(),
  bot_id: z.string().nullish(),
  text: z.string().default(''),
  subtype: z.string().optional(),
  metadata: z.object({ event_type: z.string(), event_payload: z.record(z.string(), z.unknown()) }).optional(),
  files: z.array(z.object({ name: z.string().nullish() })).optional(),
});
export type Reply = z.infer<typeof Reply>;

const Page = z.object({
  messages: z.array(Reply).default([]),
  response_metadata: z.object({ next_cursor: z.string().optional() }).optional(),
});

const MAX_PAGES = 5;

/**
 * The message as it stands in Slack now: null when it was deleted. Rejects when Slack cannot say.
 * A deleted message with replies stays as a tombstone.
 */
export async function readMessage(
  api: SlackApi,
  { channel, thread, ts }: { channel: string; thread: string; ts: string },
): Promise<Reply | null> {
  const answer = await api.call('conversations.replies', {
    channel,
    ts: thread,
    oldest: ts,
    latest: ts,
    inclusive: true,
    limit: 2,
  });
  if (!answer.ok) {
    if (answer.kind === 'refused' && answer.error === 'thread_not_found') return null;
    throw new Error(`conversations.replies: ${answer.error}`);
  }
  const found = Page.parse(answer.data).messages.find((message) => message.ts === ts);
  return found === undefined || found.subtype === 'tombstone' ? null : found;
}

/** The messages of a thread since `oldest`, in order, bounded to 1,000. Rejects when Slack cannot say. */
export async function readThread(
  api: SlackApi,
  place: { channel: string; thread: string; oldest?: string },
): Promise<readonly Reply[]> {
  const replies: Reply[] = [];
  let cursor: string | undefined;
  for (let page = 0; page < MAX_PAGES; page += 1) {
    const answer = await api.call('conversations.replies', {
      channel: place.channel,
      ts: place.thread,
      limit: 200,
      include_all_metadata: true,
      ...(place.oldest === undefined ? {} : { oldest: place.oldest }),
      ...(cursor === undefined ? {} : { cursor }),
    });
    if (!answer.ok) {
      if (answer.kind === 'refused' && answer.error === 'thread_not_found') return replies;
      throw new Error(`conversations.replies: ${answer.error}`);
    }
    const { messages, response_metadata } = Page.parse(answer.data);
    replies.push(...messages);
    cursor = response_metadata?.next_cursor;
    if (cursor === undefined || cursor === '') break;
  }
  return replies;
}

/** The `ts` of the message that carries the post's marker; null when there is none. */
export async function findPost(
  api: SlackApi,
  place: { channel: string; thread: string; oldest: string },
  postId: string,
): Promise<string | null> {
  const found = (await readThread(api, place)).find(
    (reply) => reply.metadata?.event_type === MARKER && reply.metadata.event_payload.post_id === postId,
  );
  return found?.ts ?? null;
}
