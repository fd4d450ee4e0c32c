import { h } from '#playground/page/dom/h.ts';

/** What this page cannot draw is shown as it came, so that nothing an app sends goes unseen. */
export function unknownBlock(block: { type: string }, problem?: string): HTMLElement {
  return h(
    'details',
    { class: 'unknown' },
    h(
      'summary',
      {},
      problem ? `A ${block.type} block that cannot be drawn: ${problem}` : `${block.type} block`,
    ),
    h('pre', {}, h('code', {}, JSON.stringify(block, null, 2))),
  );
}
