import { h } from '#playground/page/dom/h.ts';
import { icon } from '#playground/page/dom/icon.ts';
import type { Reader } from './reader.ts';

/** Requests that are answered without a model or a key. */
const EXAMPLES = [
  { title: 'Ask the handbook', text: 'how long is parental leave, and how far ahead do I give notice?' },
  { title: 'Calculate something', text: 'what is 12.5% of 3400 plus 18% VAT?' },
  {
    title: 'Hand over a compound request',
    text: 'look up the refund policy, find the deploy freeze rules and calculate 15% of 2400',
  },
] as const;

/** What an empty place says: what this is, and three things to try with one click. */
export function welcome(channel: string, direct: boolean, reader: Reader): HTMLElement {
  const { workspace } = reader;
  const bot = workspace.somebody(workspace.bot);
  const name = workspace.person(workspace.bot);
  const mention = direct ? '' : `@${bot?.name ?? 'genesis'} `;
  return h(
    'section',
    { class: 'welcome', 'aria-labelledby': 'welcome-title' },
    h('span', { class: 'welcome-mark' }, icon('spark')),
    h('h2', { id: 'welcome-title' }, direct ? `This is where you talk to ${name}` : `Ask ${name} anything`),
    h(
      'p',
      {},
      direct
        ? 'Write what you need. It is taken apart, given to specialists, reviewed, and answered here.'
        : `Mention @${bot?.name ?? 'genesis'} with what you need. It is taken apart into tasks, given to specialists, reviewed, and answered in the thread.`,
    ),
    h(
      'ul',
      { class: 'examples' },
      EXAMPLES.map(({ title, text }) =>
        h(
          'li',
          {},
          h(
            'button',
            {
              class: 'example',
              type: 'button',
              onclick: () => void reader.ask(channel, `${mention}${text}`),
            },
            h('strong', {}, title),
            h('span', {}, text),
            icon('send'),
          ),
        ),
      ),
    ),
    h(
      'p',
      { class: 'hint' },
      'Or type ',
      h('kbd', {}, '/genesis help'),
      ' to see what can be operated from here.',
    ),
  );
}
