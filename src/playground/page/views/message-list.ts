import { h } from '#playground/page/dom/h.ts';
import { icon } from '#playground/page/dom/icon.ts';
import { type Item, keyedList } from '#playground/page/dom/keyed-list.ts';
import type { Message } from '#playground/page/feed/wire.ts';
import { dayName, millisecondsOf, sameDay } from '#playground/page/text/clock.ts';
import { messageRow } from './message-row.ts';
import type { Reader } from './reader.ts';

/** Messages of one author within five minutes stand together. Milliseconds. */
const JOIN_WITHIN = 300_000;
/** How near to the end a reader must be to be taken along by new messages. Pixels. */
const NEAR_END = 80;

export type MessageList = {
  readonly element: HTMLElement;
  /** `what` names the list: another one starts at its end again. `opening` stands above its first message. */
  show(what: string, messages: readonly Message[], reader: Reader, opening?: () => HTMLElement): void;
  focus(ts: string): void;
};

/** A list that follows its end unless the reader has scrolled up; arrow keys move between its messages. */
export function messageList(label: string): MessageList {
  const rows = h('div', { class: 'message-rows', role: 'feed', 'aria-label': label });
  const jump = h(
    'button',
    { class: 'jump', type: 'button', hidden: true, onclick: () => toEnd() },
    icon('down'),
    'New messages',
  );
  const scroller = h('div', { class: 'message-scroller', onscroll: () => noteEnd() }, rows);
  const element = h('div', { class: 'message-list' }, scroller, jump);
  const update = keyedList(rows);
  let shown = '';
  let following = true;
  let newest = '';
  let visited = '';

  const toEnd = () => {
    scroller.scrollTop = scroller.scrollHeight;
  };
  const noteEnd = () => {
    following = scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < NEAR_END;
    if (following) jump.hidden = true;
  };
  // A plan that unfolds or a picture that arrives moves the end as well.
  new ResizeObserver(() => following && toEnd()).observe(rows);

  rows.addEventListener('focusin', ({ target }) => {
    const row = target instanceof Element && target.closest<HTMLElement>('.message');
    if (!row || row.dataset.ts === visited) return;
    visited = row.dataset.ts ?? '';
    setEntry(rows, visited);
  });
  rows.onkeydown = (event) => moveFocus(event, rows);
  return {
    element,
    show(what, messages, reader, opening) {
      const other = what !== shown;
      shown = what;
      const first: Item[] = opening
        ? [{ key: `opening ${what}`, from: [reader.workspace], build: opening }]
        : [];
      update([...first, ...itemsOf(messages, reader, opening === undefined)]);
      setEntry(rows, visited);
      const last = messages.at(-1);
      const grown = last !== undefined && last.ts !== newest;
      newest = last?.ts ?? '';
      if (other || (grown && last.user === reader.workspace.you)) following = true;
      if (following) toEnd();
      else if (grown) jump.hidden = false;
    },
    focus(ts) {
      rows.querySelector<HTMLElement>(`[data-ts="${CSS.escape(ts)}"]`)?.focus();
    },
  };
}

function itemsOf(messages: readonly Message[], reader: Reader, inThread: boolean): Item[] {
  const items: Item[] = [];
  const { workspace, selection } = reader;
  let before: Message | null = null;
  for (const message of messages) {
    const at = millisecondsOf(message.ts);
    const newDay = !before || !sameDay(at, millisecondsOf(before.ts));
    if (newDay && !inThread) {
      const name = dayName(at, reader.now());
      items.push({ key: `day-${name}`, from: [name], build: () => dayDivider(name) });
    }
    const joined = before !== null && !newDay && joins(before, message);
    const replies = inThread
      ? ''
      : workspace
          .inThread(message.channel, message.ts)
          .map(({ ts }) => ts)
          .join();
    const status = workspace.session(message.channel, message.ts)?.status;
    const open = selection.thread === message.ts;
    items.push({
      key: message.ts,
      from: [workspace, message, joined, inThread, replies, status, open],
      build: () => messageRow(message, { joined, inThread }, reader),
    });
    before = message;
  }
  return items;
}

function joins(before: Message, message: Message): boolean {
  const gap = millisecondsOf(message.ts) - millisecondsOf(before.ts);
  return before.user === message.user && gap < JOIN_WITHIN && !before.ephemeral_to && !message.ephemeral_to;
}

function dayDivider(name: string): HTMLElement {
  return h(
    'div',
    { class: 'day', key: `day-${name}`, role: 'separator', 'aria-label': name },
    h('span', {}, name),
  );
}

/** One message can be tabbed to: the one that had the focus last, or else the newest. */
function setEntry(rows: HTMLElement, last: string): void {
  const all = [...rows.querySelectorAll<HTMLElement>('.message')];
  const entry = all.find((row) => row.dataset.ts === last) ?? all.at(-1);
  for (const row of all) row.tabIndex = row === entry ? 0 : -1;
}

function moveFocus(event: KeyboardEvent, rows: HTMLElement): void {
  const here = event.target;
  if (!(here instanceof HTMLElement) || !here.classList.contains('message')) return;
  const all = [...rows.querySelectorAll<HTMLElement>('.message')];
  const at = all.indexOf(here);
  const next = { ArrowUp: at - 1, ArrowDown: at + 1, Home: 0, End: all.length - 1 }[event.key];
  if (next === undefined) {
    if (event.key === 'Enter') here.querySelector<HTMLElement>('[aria-label="Reply in thread"]')?.click();
    return;
  }
  event.preventDefault();
  all[Math.min(Math.max(next, 0), all.length - 1)]?.focus();
}
