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
  /** As Slack names them; more is in them than the name. */
  files: z.array(z.looseObject({ name: z.string().nullish() })).optional(),
});
export type Reply = z.infer<typeof Reply>;

const Page = z.object({
  messages: z.array(Reply).default([]),
  response_metadata: z.object({ next_cursor: z.string().optional() }).optional(),
});

const MAX_PAGES = 5;
/** Of a long thread all pages are read for its newest messages: Slack gives the oldest first. 5,000 messages. */
const MAX_PAGES_TO_NEWEST = 25;
/** Slack's own recommendation. */
const PAGE = 200;

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
  { channel, thread, oldest }: { channel: string; thread: string; oldest?: string },
): Promise<readonly Reply[]> {
  const replies: Reply[] = [];
  const bounds = { channel, ts: thread, ...(oldest === undefined ? {} : { oldest }) };
  for await (const page of pagesOf(api, bounds, MAX_PAGES)) replies.push(...page);
  return replies;
}

/** The newest messages of a thread before `latest`, `keep` of them at most, in order. Rejects when Slack cannot say. */
export async function readThreadBefore(
  api: SlackApi,
  { channel, thread, latest }: { channel: string; thread: string; latest: string },
  keep: number,
): Promise<readonly Reply[]> {
  let replies: Reply[] = [];
  for await (const page of pagesOf(api, { channel, ts: thread, latest }, MAX_PAGES_TO_NEWEST)) {
    // Slack puts the thread's first message in front of every page.
    const known = new Set(replies.map(({ ts }) => ts));
    replies = [...replies, ...page.filter(({ ts }) => !known.has(ts))].slice(-keep);
  }
  return replies.toSorted((one, other) => Number(one.ts) - Number(other.ts));
}

/** The channel's newest messages outside threads, in order. Rejects when Slack cannot say. */
export async function readChannel(api: SlackApi, channel: string): Promise<readonly Reply[]> {
  const answer = await api.call('conversations.history', { channel, limit: 50 });
  if (!answer.ok) throw new Error(`conversations.history: ${answer.error}`);
  return Page.parse(answer.data).messages.toReversed();
}

async function* pagesOf(
  api: SlackApi,
  bounds: { channel: string; ts: string; oldest?: string; latest?: string },
  pages: number,
): AsyncGenerator<readonly Reply[]> {
  let cursor: string | undefined;
  for (let page = 0; page < pages; page += 1) {
    const answer = await api.call('conversations.replies', {
      ...bounds,
      limit: PAGE,
      include_all_metadata: true,
      ...(cursor === undefined ? {} : { cursor }),
    });
    if (!answer.ok) {
      if (answer.kind === 'refused' && answer.error === 'thread_not_found') return;
      throw new Error(`conversations.replies: ${answer.error}`);
    }
    const { messages, response_metadata } = Page.parse(answer.data);
    yield messages;
    cursor = response_metadata?.next_cursor;
    if (cursor === undefined || cursor === '') return;
  }
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
