import { toast } from '#playground/page/dom/announce.ts';
import { type Child, h } from '#playground/page/dom/h.ts';
import { icon } from '#playground/page/dom/icon.ts';
import type { Session } from '#playground/page/feed/wire.ts';
import type { Reader } from './reader.ts';

/** What the bot is doing in a thread, with the button that stops it. */
export function sessionBar(session: Session | undefined, reader: Reader): Child {
  const name = reader.workspace.person(reader.workspace.bot);
  if (session?.status === 'suspended') {
    return h('div', { class: 'session session-waiting' }, icon('info'), `${name} waits for an approval.`);
  }
  const thread = session?.thread_ts;
  if (session?.status !== 'processing' || !thread) return null;
  const doing = session.text || session.loading_messages?.[0] || 'is working…';
  const stop = async (event: Event) => {
    if (event.currentTarget instanceof HTMLButtonElement) event.currentTarget.disabled = true;
    try {
      await reader.post.stop({ channel: session.channel, thread_ts: thread });
    } catch (fault) {
      toast(`It could not be stopped: ${fault instanceof Error ? fault.message : String(fault)}`);
    }
  };
  return h(
    'div',
    { class: 'session' },
    h('span', { class: 'spinner', 'aria-hidden': 'true' }),
    h('span', { class: 'session-words' }, /^(is|are)\b/.test(doing) ? `${name} ${doing}` : doing),
    h('button', { class: 'button button-small stop', type: 'button', onclick: stop }, icon('stop'), 'Stop'),
  );
}
