import { type Child, h } from '#playground/page/dom/h.ts';
import { type IconName, icon } from '#playground/page/dom/icon.ts';
import { openMenu } from '#playground/page/dom/menu.ts';
import { morphChildren } from '#playground/page/dom/morph.ts';
import type { Channel, Person } from '#playground/page/feed/wire.ts';
import { HOME } from '#playground/page/model/selection.ts';
import { avatar } from './avatar.ts';
import type { Reader } from './reader.ts';
import { openShortcuts } from './shortcuts.ts';
import { currentTheme, setTheme, THEMES } from './theme.ts';

/** Where one can go, who one is, and how it looks. */
export function showSidebar(sidebar: HTMLElement, reader: Reader): void {
  const { workspace } = reader;
  const channels = workspace.places.filter((place) => !place.is_im);
  const direct = workspace.places.find((place) => place.is_im && place.user === workspace.you);
  morphChildren(
    sidebar,
    h(
      'nav',
      {},
      h(
        'header',
        { class: 'team' },
        h('span', { class: 'team-mark', 'aria-hidden': 'true' }, icon('spark')),
        h('div', {}, h('strong', {}, workspace.team), h('small', {}, 'Local playground')),
      ),
      h(
        'div',
        { class: 'places' },
        h('ul', {}, entry(HOME, 'Home', icon('home'), reader), direct && directEntry(direct, reader)),
        h('h2', { class: 'places-title' }, 'Channels'),
        h(
          'ul',
          {},
          channels.map((channel) =>
            entry(
              channel.id,
              channel.name ?? channel.id,
              icon(channel.is_ext_shared ? 'link' : 'hash'),
              reader,
            ),
          ),
        ),
      ),
      h('footer', { class: 'sidebar-foot' }, userSwitcher(reader), themeButton(), shortcutsButton()),
    ),
  );
}

function directEntry(place: Channel, reader: Reader): HTMLElement {
  const { workspace } = reader;
  return entry(place.id, workspace.person(workspace.bot), avatar(workspace.bot, workspace, 'small'), reader);
}

function entry(id: string, name: string, sign: Child, { selection, unread, select }: Reader): HTMLElement {
  const here = selection.place === id;
  const news = !here && unread.has(id);
  return h(
    'li',
    { key: id },
    h(
      'button',
      {
        class: 'place',
        type: 'button',
        'aria-current': here ? 'page' : null,
        'data-place': id,
        onclick: () => select({ place: id, thread: null }),
      },
      sign,
      h('span', { class: news ? 'place-name place-news' : 'place-name' }, name),
      news && h('span', { class: 'news-dot' }, h('span', { class: 'visually-hidden' }, 'New messages')),
    ),
  );
}

function userSwitcher(reader: Reader): HTMLElement {
  const { workspace } = reader;
  const you = workspace.somebody(workspace.you);
  const open = (event: Event) => {
    const people = workspace.persons.filter((person) => !person.is_bot);
    const items = people.map((person) => ({
      label: person.real_name || person.name,
      hint: roleOf(person),
      checked: person.id === workspace.you,
      run: () => reader.select({ user: person.id, thread: null }),
    }));
    if (event.currentTarget instanceof HTMLElement) openMenu(event.currentTarget, items, 'Act as');
  };
  return h(
    'button',
    {
      class: 'you',
      type: 'button',
      'aria-haspopup': 'menu',
      'aria-expanded': 'false',
      'aria-label': `You are ${workspace.person(workspace.you)}. Act as somebody else`,
      onclick: open,
    },
    avatar(workspace.you, workspace, 'small'),
    h('span', { class: 'you-name' }, workspace.person(workspace.you), you && h('small', {}, roleOf(you))),
    icon('up'),
  );
}

function roleOf(person: Person): string {
  if (person.is_admin) return 'Admin';
  if (person.is_restricted) return 'Guest';
  return person.is_stranger ? 'External' : 'Member';
}

function themeButton(): HTMLElement {
  const icons: Record<string, IconName> = { system: 'screen', light: 'sun', dark: 'moon' };
  const open = (event: Event) => {
    const button = event.currentTarget;
    if (!(button instanceof HTMLElement)) return;
    const items = THEMES.map(({ theme, label }) => ({
      label,
      checked: theme === currentTheme(),
      run: () => {
        setTheme(theme);
        button.replaceChildren(icon(icons[theme] ?? 'screen'));
      },
    }));
    openMenu(button, items, 'Appearance');
  };
  return h(
    'button',
    {
      class: 'icon-button',
      type: 'button',
      'aria-label': 'Appearance',
      title: 'Appearance',
      'aria-haspopup': 'menu',
      'aria-expanded': 'false',
      onclick: open,
    },
    icon(icons[currentTheme()] ?? 'screen'),
  );
}

function shortcutsButton(): HTMLElement {
  return h(
    'button',
    {
      class: 'icon-button',
      type: 'button',
      'aria-label': 'Keyboard shortcuts',
      title: 'Keyboard shortcuts (?)',
      onclick: openShortcuts,
    },
    icon('keyboard'),
  );
}
