import type { types } from '@slack/bolt';
import type { Request } from '#graph/request.ts';
import type { SlackAnswer, SlackApi } from './api.ts';
import { chunksBetween } from './plan-chunks.ts';
import type { PlanView } from './plan-view.ts';
import { plainer, type Surface } from './surface.ts';

type Place = { api: SlackApi; request: Request; named: ReadonlySet<string> };

/** Starts a stream in the run's thread; plan mode is fixed here for the stream's life. */
export function startStream({ api, request, named }: Place, view: PlanView): Promise<SlackAnswer> {
  return api.call(
    'chat.startStream',
    {
      channel: request.channel,
      thread_ts: request.thread,
      recipient_team_id: request.team,
      recipient_user_id: request.user,
      task_display_mode: 'plan',
      chunks: chunksBetween(null, view),
    },
    { named },
  );
}

/** A running stream. Chunks only: Slack refuses chunks and `markdown_text` in one stream. */
export function streamSurface({ api, request, named }: Place, ts: string): Surface {
  const target = { channel: request.channel, ts };
  const append = (chunks: types.AnyChunk[]) =>
    api.call('chat.appendStream', { ...target, chunks }, { named });
  return {
    ts,
    streams: true,
    method: 'chat.appendStream',
    pauseMs: 200,
    show(before, after) {
      return append(chunksBetween(before, after));
    },
    async end(before, after, { markdown, blocks, marker, session }) {
      const plan = chunksBetween(before, after);
      const text: types.AnyChunk[] = markdown === '' ? [] : [{ type: 'markdown_text', text: markdown }];
      const stop = (chunks: types.AnyChunk[], closing: readonly types.KnownBlock[]) =>
        api.call(
          'chat.stopStream',
          {
            ...target,
            session_status: session,
            ...(chunks.length === 0 ? {} : { chunks }),
            ...(closing.length === 0 ? {} : { blocks: closing }),
            ...(marker === null ? {} : { metadata: marker }),
          },
          { named },
        );
      const simple = blocks.filter((block) => block.type === 'context' || block.type === 'actions');
      const answer = await plainer([
        () => stop([...plan, ...text], blocks),
        () => stop([...plan, ...text], simple),
        () => stop(text, []),
      ]);
      // Without an answer to carry, all that matters is that the stream ends.
      const full = !answer.ok && answer.error === 'msg_too_long' && markdown === '';
      return full ? stop([], []) : answer;
    },
  };
}
