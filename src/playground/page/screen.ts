import type { Screen } from './app.ts';
import { h } from './dom/h.ts';
import type { Message } from './feed/wire.ts';
import { HOME } from './model/selection.ts';
import { isReply } from './model/workspace.ts';
import { showBanner } from './views/banner.ts';
import { composer } from './views/composer.ts';
import { showHome } from './views/home.ts';
import { messageList } from './views/message-list.ts';
import { modalStack } from './views/modal.ts';
import { showPlaceHead } from './views/place-head.ts';
import type { Reader } from './views/reader.ts';
import { showSidebar } from './views/sidebar.ts';
import { threadPanel } from './views/thread-panel.ts';
import { welcome } from './views/welcome.ts';

/** The parts of the document that `index.html` brings. */
export type Frame = Record<'sidebar' | 'placeHead' | 'banner' | 'place' | 'thread', HTMLElement>;

/** Puts every part of the page where it belongs and draws them together. */
export function screen(
  frame: Frame,
): Screen & { toggleSidebar(open?: boolean): void; focusComposer(): void } {
  const messages = messageList('Messages');
  const home = h('div', { class: 'home' });
  const write = composer('place-composer');
  const thread = threadPanel(frame.thread);
  const showModal = modalStack();
  frame.place.append(home, messages.element, write.element);

  const toggleSidebar = (open?: boolean) => document.body.classList.toggle('sidebar-open', open);

  function showPlace(reader: Reader): void {
    const { workspace, selection } = reader;
    const place = workspace.place(selection.place);
    const isHome = selection.place === HOME;
    home.hidden = !isHome;
    write.element.hidden = isHome;
    messages.element.hidden = isHome;
    if (isHome) {
      showHome(home, reader);
      return;
    }
    const direct = place?.is_im === true;
    const opening = () => welcome(selection.place, direct, reader);
    const all = workspace.inChannel(selection.place);
    messages.show(`${workspace.you} ${selection.place}`, all, reader, opening);
    const bot = workspace.somebody(workspace.bot)?.name ?? 'genesis';
    const label = direct
      ? `Ask ${workspace.person(workspace.bot)}`
      : `Message #${place?.name} — @${bot} to ask`;
    write.show({ channel: selection.place, thread: null, label }, reader);
  }

  let before = '';
  return {
    toggleSidebar,
    focusComposer: () => (frame.thread.hidden ? write.focus() : thread.focus()),
    show(reader, online) {
      showBanner(frame.banner, reader, online);
      if (!reader) return;
      const { selection, workspace } = reader;
      const now = `${selection.user} ${selection.place}`;
      if (now !== before) toggleSidebar(false);
      before = now;
      document.body.classList.toggle('thread-open', selection.thread !== null);
      document.body.removeAttribute('aria-busy');
      document.title = `${workspace.place(selection.place)?.name ?? 'Home'} · ${workspace.team}`;
      showSidebar(frame.sidebar, reader);
      showPlaceHead(frame.placeHead, reader, () => toggleSidebar());
      showPlace(reader);
      thread.show(reader);
      showModal(reader);
    },
    edit(message: Message) {
      if (isReply(message) || !frame.thread.hidden) thread.edit(message);
      else write.edit(message);
    },
    threadMoved(now, was) {
      if (now && now !== was) thread.focus();
      else if (!now && was) messages.focus(was);
    },
  };
}
