import type { RespondFn } from '@slack/bolt';
import type { CommandReply } from './commands/reply.ts';
import { sealOutbound } from './seal-outbound.ts';

/** Answers over the interaction's response_url, to one person alone; as text where the blocks are refused. */
export async function respondWith(
  respond: RespondFn,
  reply: CommandReply,
  { replace }: { replace: boolean },
): Promise<void> {
  const named = new Set(reply.mentions);
  const base = {
    response_type: 'ephemeral' as const,
    replace_original: replace,
    ...sealOutbound({ text: reply.text }, named),
  };
  if (reply.blocks.length > 0) {
    try {
      await respond({ ...base, ...sealOutbound({ blocks: reply.blocks }, named) });
      return;
    } catch (cause) {
      // Bolt's RespondError has the status alone: refused blocks and an expired address look the same.
      if (!(cause instanceof Error && cause.name === 'RespondError')) throw cause;
    }
  }
  await respond(base);
}
