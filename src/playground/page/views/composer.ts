import { toast } from '#playground/page/dom/announce.ts';
import { h } from '#playground/page/dom/h.ts';
import { icon } from '#playground/page/dom/icon.ts';
import { morph } from '#playground/page/dom/morph.ts';
import type { Message } from '#playground/page/feed/wire.ts';
import { asCommand, toPosted, toTyped } from '#playground/page/model/typed-text.ts';
import { type Suggestion, suggestionList, suggestions } from './completion.ts';
import type { Reader } from './reader.ts';

type Location = { channel: string; thread: string | null; label: string };

export type Composer = {
  readonly element: HTMLElement;
  show(location: Location, reader: Reader): void;
  edit(message: Message): void;
  focus(): void;
};

/**
 * Where messages are written. Enter sends, Shift+Enter breaks the line, ↑ in an empty field edits the last
 * message, Escape leaves editing. What was typed stays with its channel or thread.
 */
export function composer(id: string): Composer {
  const drafts = new Map<string, string>();
  const listId = `${id}-suggestions`;
  let at: Location = { channel: '', thread: null, label: '' };
  let reader: Reader | null = null;
  let editing: Message | null = null;
  let entries: Suggestion[] = [];
  let chosen = 0;
  let list = suggestionList(listId, [], 0, () => {});

  const field = h('textarea', {
    class: 'composer-field',
    id,
    rows: 1,
    role: 'combobox',
    'aria-autocomplete': 'list',
    'aria-controls': listId,
    'aria-expanded': 'false',
    autocomplete: 'off',
    oninput: () => typed(),
    onkeydown: (event) => onKey(event),
    onblur: () => offer([]),
  });
  const send = h(
    'button',
    {
      class: 'send',
      type: 'button',
      'aria-label': 'Send',
      title: 'Send (Enter)',
      disabled: true,
      onclick: () => void submit(),
    },
    icon('send'),
  );
  const mention = h(
    'button',
    {
      class: 'icon-button',
      type: 'button',
      'aria-label': 'Mention somebody',
      title: 'Mention',
      onclick: () => insertText('@'),
    },
    '@',
  );
  const command = h(
    'button',
    {
      class: 'icon-button',
      type: 'button',
      'aria-label': 'Use a command',
      title: 'Command',
      onclick: () => insertText('/'),
    },
    '/',
  );
  const note = h('div', { class: 'composer-note', hidden: true });
  const hint = h('span', { class: 'composer-hint' }, 'Enter to send · Shift+Enter for a new line');
  const element = h(
    'div',
    { class: 'composer' },
    list,
    note,
    h(
      'div',
      { class: 'composer-box' },
      field,
      h('div', { class: 'composer-bar' }, mention, command, hint, send),
    ),
  );

  const keyOf = (location: Location) => `${reader?.workspace.you} ${location.channel} ${location.thread}`;

  function typed(): void {
    field.style.height = 'auto';
    field.style.height = `${field.scrollHeight}px`;
    send.disabled = field.value.trim() === '';
    if (!reader) return;
    const { persons, places, commands, bot } = reader.workspace;
    const known = { people: persons, channels: places, commands: at.thread ? [] : commands, bot };
    const focused = document.activeElement === field;
    offer(focused && !editing ? suggestions(field.value, field.selectionStart, known) : []);
  }

  function offer(next: Suggestion[], index = 0): void {
    entries = next;
    chosen = index;
    const wanted = suggestionList(listId, entries, chosen, take);
    const shown = morph(list, wanted);
    if (shown instanceof HTMLUListElement) list = shown;
    field.setAttribute('aria-expanded', String(entries.length > 0));
    if (entries.length > 0) field.setAttribute('aria-activedescendant', `${listId}-${chosen}`);
    else field.removeAttribute('aria-activedescendant');
  }

  function take({ insert, from, to }: Suggestion): void {
    field.setRangeText(insert, from, to, 'end');
    typed();
  }

  function insertText(sigil: string): void {
    field.focus();
    if (sigil === '/' && field.value !== '') return;
    const spaced = /\S$/.test(field.value.slice(0, field.selectionStart)) ? ` ${sigil}` : sigil;
    field.setRangeText(spaced, field.selectionStart, field.selectionEnd, 'end');
    typed();
  }

  function onKey(event: KeyboardEvent): void {
    if (event.isComposing) return;
    if (entries.length > 0 && onSuggestionKey(event)) event.preventDefault();
    else if (event.key === 'Enter' && !event.shiftKey) {
      event.preventDefault();
      void submit();
    } else if (event.key === 'ArrowUp' && field.value === '' && !editing) {
      const own = lastOwn();
      if (!own) return;
      event.preventDefault();
      edit(own);
    } else if (event.key === 'Escape' && editing) {
      event.stopPropagation();
      leaveEditing();
    }
  }

  function onSuggestionKey(event: KeyboardEvent): boolean {
    const entry = entries[chosen];
    if (event.key === 'ArrowDown') offer(entries, (chosen + 1) % entries.length);
    else if (event.key === 'ArrowUp') offer(entries, (chosen + entries.length - 1) % entries.length);
    else if (event.key === 'Escape') {
      event.stopPropagation();
      offer([]);
    } else if ((event.key === 'Tab' || (event.key === 'Enter' && !event.shiftKey)) && entry) take(entry);
    else return false;
    return true;
  }

  function lastOwn(): Message | undefined {
    if (!reader) return undefined;
    const { workspace } = reader;
    const all = at.thread ? workspace.inThread(at.channel, at.thread) : workspace.inChannel(at.channel);
    return all.findLast((message) => message.user === workspace.you && !message.ephemeral_to);
  }

  function edit(message: Message): void {
    if (!reader) return;
    if (!editing) drafts.set(keyOf(at), field.value);
    editing = message;
    note.replaceChildren(
      'Editing a message',
      h('span', { class: 'hint' }, ' · Enter saves, Escape cancels'),
      h('button', { class: 'link-button', type: 'button', onclick: leaveEditing }, 'Cancel'),
    );
    note.hidden = false;
    fill(toTyped(message.text, reader.workspace));
    field.focus();
  }

  function leaveEditing(): void {
    editing = null;
    note.hidden = true;
    fill(drafts.get(keyOf(at)) ?? '');
    field.focus();
  }

  function fill(text: string): void {
    field.value = text;
    typed();
    field.setSelectionRange(text.length, text.length);
  }

  async function submit(): Promise<void> {
    const text = field.value.trim();
    if (text === '' || !reader) return;
    const edited = editing;
    const { channel, thread } = at;
    const { workspace, post } = reader;
    const line = edited || thread ? null : asCommand(text, workspace.commands);
    drafts.delete(keyOf(at));
    editing = null;
    note.hidden = true;
    fill('');
    try {
      if (edited) await post.edit({ channel, ts: edited.ts, text: toPosted(text, workspace) });
      else if (line) await post.command({ ...line, channel });
      else if (thread) await post.message({ channel, thread_ts: thread, text: toPosted(text, workspace) });
      else await reader.ask(channel, text);
    } catch (fault) {
      toast(`It was not sent: ${fault instanceof Error ? fault.message : String(fault)}`);
      if (field.value === '') fill(text);
    }
  }

  return {
    element,
    edit,
    focus: () => field.focus(),
    show(location, current) {
      const before = keyOf(at);
      reader = current;
      if (keyOf(location) === before) return;
      if (!editing) drafts.set(before, field.value);
      editing = null;
      note.hidden = true;
      at = location;
      field.setAttribute('aria-label', location.label);
      field.placeholder = location.label;
      // Slack has no commands in threads either.
      command.hidden = location.thread !== null;
      fill(drafts.get(keyOf(location)) ?? '');
      offer([]);
    },
  };
}
