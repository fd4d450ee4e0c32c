import { h } from '#playground/page/dom/h.ts';
import { icon } from '#playground/page/dom/icon.ts';
import { morphChildren } from '#playground/page/dom/morph.ts';
import type { Message } from '#playground/page/feed/wire.ts';
import { composer } from './composer.ts';
import { messageList } from './message-list.ts';
import type { Reader } from './reader.ts';
import { sessionBar } from './session-bar.ts';

export type ThreadPanel = {
  show(reader: Reader): void;
  edit(message: Message): void;
  focus(): void;
};

/** The thread beside its channel: messages, what the bot is doing there, and a composer of its own. */
export function threadPanel(panel: HTMLElement): ThreadPanel {
  const head = h('header', { class: 'panel-head' });
  const list = messageList('Thread');
  const session = h('div', { class: 'session-slot', role: 'status' });
  const write = composer('thread-composer');
  panel.append(head, list.element, session, write.element);

  return {
    edit: write.edit,
    focus: write.focus,
    show(reader) {
      const { workspace, selection } = reader;
      const { place, thread } = selection;
      panel.hidden = thread === null;
      if (thread === null) return;
      const close = () => reader.select({ thread: null });
      const where = workspace.place(place);
      morphChildren(
        head,
        h(
          'header',
          {},
          h(
            'div',
            { class: 'panel-title' },
            h('h2', {}, 'Thread'),
            h(
              'span',
              { class: 'panel-sub' },
              where?.is_im ? 'Direct message' : `#${workspace.channel(place)}`,
            ),
          ),
          h(
            'button',
            {
              class: 'icon-button',
              type: 'button',
              'aria-label': 'Close the thread',
              title: 'Close (Esc)',
              onclick: close,
            },
            icon('close'),
          ),
        ),
      );
      list.show(`${workspace.you} ${place} ${thread}`, workspace.inThread(place, thread), reader);
      const current = workspace.session(place, thread);
      morphChildren(session, h('div', {}, sessionBar(current, reader)));
      const label = current?.status === 'active' ? 'Reply — no mention needed' : 'Reply in this thread';
      write.show({ channel: place, thread, label }, reader);
    },
  };
}
