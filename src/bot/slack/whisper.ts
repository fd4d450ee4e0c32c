import type { types } from '@slack/bolt';
import type { SlackAnswer, SlackApi } from './api.ts';
import { plainer } from './surface.ts';

export type Listener = { channel: string; user: string; thread?: string | undefined };

/** Says something to one person alone; as text where Slack takes no such blocks. */
export function whisper(
  api: SlackApi,
  to: Listener,
  text: string,
  blocks: readonly types.KnownBlock[] = [],
): Promise<SlackAnswer> {
  const say = (content: readonly types.KnownBlock[]) =>
    api.call('chat.postEphemeral', {
      channel: to.channel,
      user: to.user,
      ...(to.thread === undefined ? {} : { thread_ts: to.thread }),
      text,
      ...(content.length === 0 ? {} : { blocks: content }),
      // Our own user id stands in the help text; an ephemeral message notifies nobody else.
    });
  return blocks.length === 0 ? say([]) : plainer([() => say(blocks), () => say([])]);
}
