import { drawBlocks } from '#playground/page/blocks/blocks.ts';
import { plan } from '#playground/page/blocks/plan.ts';
import { fromStream } from '#playground/page/blocks/task-card.ts';
import { type Child, h } from '#playground/page/dom/h.ts';
import type { Message, Stream } from '#playground/page/feed/wire.ts';
import { markdown } from '#playground/page/text/markdown.ts';
import { mrkdwn } from '#playground/page/text/mrkdwn.ts';
import { messageSurface, type Reader } from './reader.ts';

/** What a message says: its stream, its blocks, or else its text. */
export function messageBody(message: Message, reader: Reader): Child {
  const { workspace } = reader;
  const blocks = message.blocks ?? [];
  const drawn = blocks.length > 0 && drawBlocks(blocks, messageSurface(message, reader));
  if (message.stream) return [streamed(message.stream, reader), drawn];
  return drawn || h('div', { class: 'prose' }, mrkdwn(message.text, workspace));
}

function streamed(stream: Stream, { workspace }: Reader): Child {
  const live = stream.state === 'streaming';
  const tasks = stream.tasks.map((task) => fromStream(task, workspace));
  const planned = stream.title !== '' || tasks.length > 0;
  return [
    planned && plan({ title: stream.title, live, tasks }),
    stream.markdown !== '' && h('div', { class: 'prose answer' }, markdown(stream.markdown, workspace)),
    live && !planned && stream.markdown === '' && typing('Thinking…'),
    stream.state === 'expired' && h('p', { class: 'note' }, 'This stream ended before the app closed it.'),
  ];
}

/** Three dots that breathe, with words for those who do not see them move. */
function typing(words: string): HTMLElement {
  return h(
    'p',
    { class: 'typing' },
    h('span', { class: 'dots', 'aria-hidden': 'true' }, h('i'), h('i'), h('i')),
    words,
  );
}
