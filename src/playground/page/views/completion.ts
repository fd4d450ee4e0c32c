import { h } from '#playground/page/dom/h.ts';
import type { Channel, Command, Person } from '#playground/page/feed/wire.ts';

export type Suggestion = {
  /** What is put in the place of `from`…`to` of the text. */
  insert: string;
  label: string;
  hint: string;
  from: number;
  to: number;
};

export type Known = {
  people: readonly Person[];
  channels: readonly Channel[];
  commands: readonly Command[];
  bot: string;
};

const MOST = 6;

/** What could be meant at the caret: a person, a channel, a command or its argument. */
export function suggestions(text: string, caret: number, known: Known): Suggestion[] {
  const before = text.slice(0, caret);
  const [, sigil, typed = ''] = /(?:^|[\s(])([@#])([\w.-]*)$/.exec(before) ?? [];
  const range = { from: caret - typed.length - 1, to: caret };
  if (sigil === '@') return peopleLike(typed, known).map((entry) => ({ ...entry, ...range }));
  if (sigil === '#') {
    return known.channels
      .flatMap(({ name, is_im }) => (name && !is_im ? [name] : []))
      .filter((name) => name.startsWith(typed.toLowerCase()))
      .map((name) => ({ insert: `#${name} `, label: `#${name}`, hint: '', ...range }));
  }
  return commandsLike(before, known.commands);
}

function peopleLike(typed: string, { people, bot }: Known) {
  const wanted = typed.toLowerCase();
  return people
    .filter(
      ({ name, real_name = '' }) => name.startsWith(wanted) || real_name.toLowerCase().startsWith(wanted),
    )
    .sort((a, b) => Number(b.id === bot) - Number(a.id === bot))
    .slice(0, MOST)
    .map(({ name, real_name = '' }) => ({ insert: `@${name} `, label: `@${name}`, hint: real_name }));
}

function commandsLike(before: string, commands: readonly Command[]): Suggestion[] {
  if (/^\/\S*$/.test(before)) {
    return commands
      .filter(({ command }) => command.startsWith(before))
      .map(({ command, description = '' }) => ({
        insert: `${command} `,
        label: command,
        hint: description,
        from: 0,
        to: before.length,
      }));
  }
  const [, name, typed = ''] = /^(\/\S+) (\w*)$/.exec(before) ?? [];
  const hint = commands.find(({ command }) => command === name)?.usage_hint ?? '';
  const words = hint.match(/[a-z]+/g) ?? [];
  return words
    .filter((word) => word.startsWith(typed) && word !== typed)
    .map((word) => ({
      insert: word,
      label: `${name} ${word}`,
      hint: '',
      from: before.length - typed.length,
      to: before.length,
    }));
}

/** The list below the composer. The text keeps the focus; the chosen entry is named to assistive technology. */
export function suggestionList(
  id: string,
  entries: readonly Suggestion[],
  chosen: number,
  take: (entry: Suggestion) => void,
): HTMLElement {
  return h(
    'ul',
    { class: 'suggestions', id, role: 'listbox', 'aria-label': 'Suggestions', hidden: entries.length === 0 },
    entries.map((entry, index) =>
      h(
        'li',
        {
          class: 'suggestion',
          id: `${id}-${index}`,
          role: 'option',
          'aria-selected': String(index === chosen),
          // Before the text loses the focus, which a click would cost it.
          onmousedown: (event) => {
            event.preventDefault();
            take(entry);
          },
        },
        h('strong', {}, entry.label),
        entry.hint && h('small', {}, entry.hint),
      ),
    ),
  );
}
