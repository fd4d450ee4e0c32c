import type { types } from '@slack/bolt';
import type { Request } from '#graph/request.ts';
import type { SlackAnswer, SlackApi } from './api.ts';
import { planBlock, planText } from './plan-chunks.ts';
import type { PlanView } from './plan-view.ts';
import { type Ending, plainer, type Surface } from './surface.ts';

type Place = { api: SlackApi; request: Request; named: ReadonlySet<string> };

const QUIET = { unfurl_links: false, unfurl_media: false };
const TEXT_LIMIT = 3_900;

/** Posts the plan as an ordinary message, for workspaces without streams. */
export function postPlan({ api, request, named }: Place, view: PlanView): Promise<SlackAnswer> {
  const post = (blocks: types.KnownBlock[]) =>
    api.call(
      'chat.postMessage',
      {
        channel: request.channel,
        thread_ts: request.thread,
        text: planText(view),
        ...(blocks.length === 0 ? {} : { blocks }),
        ...QUIET,
      },
      { named },
    );
  return plainer([() => post([planBlock(view)]), () => post([])]);
}

/** Posts an ending by itself: the answer of a run whose plan is gone, or one more piece of a long answer. */
export function postEnding(
  { api, request, named }: Place,
  { markdown, blocks, marker }: Ending,
): Promise<SlackAnswer> {
  const post = (content: readonly types.KnownBlock[]) =>
    api.call(
      'chat.postMessage',
      {
        channel: request.channel,
        thread_ts: request.thread,
        text: plainText(markdown, blocks),
        ...(content.length === 0 ? {} : { blocks: content }),
        ...(marker === null ? {} : { metadata: marker }),
        ...QUIET,
      },
      { named },
    );
  const body: types.KnownBlock = { type: 'markdown', text: markdown };
  const simple = blocks.filter((block) => block.type === 'context' || block.type === 'actions');
  return plainer([() => post([body, ...blocks]), () => post([body, ...simple]), () => post([])]);
}

/** An ordinary message that is updated as the run goes on, at most every 1.5 s. */
export function messageSurface({ api, request, named }: Place, ts: string): Surface {
  const update = (text: string, blocks: readonly types.KnownBlock[], marker: Ending['marker'] = null) =>
    api.call(
      'chat.update',
      {
        channel: request.channel,
        ts,
        text,
        blocks,
        ...(marker === null ? {} : { metadata: marker }),
      },
      { named },
    );
  return {
    ts,
    streams: false,
    method: 'chat.update',
    pauseMs: 1_500,
    show(_before, after) {
      const text = planText(after);
      return plainer([() => update(text, [planBlock(after)]), () => update(text, [])]);
    },
    end(_before, after, { markdown, blocks, marker }) {
      const body: types.KnownBlock = { type: 'markdown', text: markdown };
      const text = plainText(markdown, blocks);
      const simple = blocks.filter((block) => block.type === 'context' || block.type === 'actions');
      return plainer([
        () => update(text, [planBlock(after), body, ...blocks], marker),
        () => update(text, [body, ...simple], marker),
        () => update(text, [], marker),
      ]);
    },
  };
}

/** What notifications and the plainest form show: the answer, then the footer. */
function plainText(markdown: string, blocks: readonly types.KnownBlock[]): string {
  const footer = blocks.flatMap((block) =>
    block.type === 'context' ? block.elements.flatMap((one) => ('text' in one ? [one.text] : [])) : [],
  );
  return [markdown.slice(0, TEXT_LIMIT), ...footer].join('\n');
}
