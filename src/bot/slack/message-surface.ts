import type { types } from '@slack/bolt';
import type { Request } from '#graph/request.ts';
import type { SlackAnswer, SlackApi } from './api.ts';
import { planBlock, planText } from './plan-chunks.ts';
import type { PlanView } from './plan-view.ts';
import { splitMarkdown } from './split-markdown.ts';
import { type Ending, plainer, type Surface } from './surface.ts';

type Place = { api: SlackApi; request: Request; named: ReadonlySet<string> };

const QUIET = { unfurl_links: false, unfurl_media: false };
/** Slack's recommendation for `text` is 4,000 characters; the rest is the footer's. */
const TEXT_LIMIT = 3_700;

/** Posts the plan as an ordinary message, for workspaces without streams. `marker` makes it findable. */
export function postPlan(
  { api, request, named }: Place,
  view: PlanView,
  marker: NonNullable<Ending['marker']>,
): Promise<SlackAnswer> {
  const post = (blocks: types.KnownBlock[]) =>
    api.call(
      'chat.postMessage',
      {
        channel: request.channel,
        thread_ts: request.thread,
        text: planText(view),
        metadata: marker,
        ...(blocks.length === 0 ? {} : { blocks }),
        ...QUIET,
      },
      { named },
    );
  return plainer([() => post([planBlock(view)]), () => post([])]);
}

/**
 * Posts an ending by itself: the answer of a run whose plan is gone, or one more piece of a long answer. Where Slack
 * refuses every form with blocks, {@link plainPieces} are left, each for {@link postText}.
 */
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
        text: notificationText(markdown, blocks),
        blocks: content,
        ...(marker === null ? {} : { metadata: marker }),
        ...QUIET,
      },
      { named },
    );
  const body: types.KnownBlock = { type: 'markdown', text: markdown };
  const simple = blocks.filter((block) => block.type === 'context' || block.type === 'actions');
  return plainer([() => post([body, ...blocks]), () => post([body, ...simple])]);
}

/** An ending in its plainest form: as many texts as it takes, the footer under the last. Nothing of it is cut. */
export function plainPieces({ markdown, blocks }: Pick<Ending, 'markdown' | 'blocks'>): string[] {
  const pieces = splitMarkdown(markdown, TEXT_LIMIT);
  const last = pieces.pop() ?? '';
  return [...pieces, [last, ...footerLines(blocks)].join('\n')];
}

export function postText(
  { api, request, named }: Place,
  text: string,
  marker: Ending['marker'],
): Promise<SlackAnswer> {
  return api.call(
    'chat.postMessage',
    {
      channel: request.channel,
      thread_ts: request.thread,
      text,
      ...(marker === null ? {} : { metadata: marker }),
      ...QUIET,
    },
    { named },
  );
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
      const body: types.KnownBlock[] = markdown === '' ? [] : [{ type: 'markdown', text: markdown }];
      const text = markdown === '' ? planText(after) : notificationText(markdown, blocks);
      const simple = blocks.filter((block) => block.type === 'context' || block.type === 'actions');
      const plain = plainPieces({ markdown, blocks });
      return plainer([
        () => update(text, [planBlock(after), ...body, ...blocks], marker),
        () => update(text, [...body, ...simple], marker),
        // What does not fit into one plain text is refused here, and posted in several.
        ...(plain.length > 1 ? [] : [() => update(markdown === '' ? text : (plain[0] ?? ''), [], marker)]),
      ]);
    },
  };
}

/** What notifications show of a message whose blocks hold it whole. */
function notificationText(markdown: string, blocks: readonly types.KnownBlock[]): string {
  return [markdown.slice(0, TEXT_LIMIT), ...footerLines(blocks)].join('\n');
}

function footerLines(blocks: readonly types.KnownBlock[]): string[] {
  return blocks.flatMap((block) =>
    block.type === 'context' ? block.elements.flatMap((one) => ('text' in one ? [one.text] : [])) : [],
  );
}
