import type { SlackAnswer, SlackApi } from './api.ts';
import type { CommandReply } from './commands/reply.ts';
import { plainer } from './surface.ts';

export type Listener = { channel: string; user: string; thread?: string | undefined };

/** Says something to one person alone; as text where Slack takes no such blocks. */
export function whisper(api: SlackApi, to: Listener, said: string | CommandReply): Promise<SlackAnswer> {
  const { text, blocks, mentions } =
    typeof said === 'string' ? { text: said, blocks: [], mentions: [] } : said;
  const say = (content: CommandReply['blocks']) =>
    api.call(
      'chat.postEphemeral',
      {
        channel: to.channel,
        user: to.user,
        ...(to.thread === undefined ? {} : { thread_ts: to.thread }),
        text,
        ...(content.length === 0 ? {} : { blocks: content }),
      },
      { named: new Set(mentions) },
    );
  return blocks.length === 0 ? say([]) : plainer([() => say(blocks), () => say([])]);
}

/** Slack shows an ephemeral reply only to whoever has that thread open: used where the person is in one. */
export function visibleThread({ ts, thread }: { ts: string; thread: string }): string | undefined {
  return thread === ts ? undefined : thread;
}
