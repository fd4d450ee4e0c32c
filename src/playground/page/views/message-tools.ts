import { toast } from '#playground/page/dom/announce.ts';
import { confirmFirst } from '#playground/page/dom/confirm.ts';
import { type Child, h } from '#playground/page/dom/h.ts';
import { type IconName, icon } from '#playground/page/dom/icon.ts';
import { openMenu } from '#playground/page/dom/menu.ts';
import type { Message } from '#playground/page/feed/wire.ts';
import { emoji } from '#playground/page/text/emoji.ts';
import type { Reader } from './reader.ts';

/** What can be done with a message. Shown while it is pointed at or holds the focus. */
export function messageTools(message: Message, reader: Reader, inThread: boolean): Child {
  const { workspace, post } = reader;
  if (message.ephemeral_to) {
    const dismiss = () => {
      workspace.dismiss(message);
      reader.changed();
    };
    return toolbar(tool('close', 'Dismiss', dismiss));
  }
  const mine = message.user === workspace.you;
  const remove = async () => {
    const sure = await confirmFirst({
      title: 'Delete this message?',
      text: 'It disappears for everybody. What it asked for is cancelled.',
      confirm: 'Delete',
      deny: 'Keep',
      danger: true,
    });
    if (sure) await post.delete({ channel: message.channel, ts: message.ts }).catch(report);
  };
  return toolbar(
    reactTool(message, reader),
    !inThread &&
      tool('thread', 'Reply in thread', () => reader.select({ thread: message.thread_ts ?? message.ts })),
    mine && tool('pencil', 'Edit', () => reader.edit(message)),
    mine && tool('trash', 'Delete', () => void remove()),
  );
}

const REACTIONS = ['+1', 'eyes', 'tada', 'white_check_mark', 'thinking_face', 'heart'];

function reactTool(message: Message, reader: Reader): HTMLElement {
  const button = tool('smile', 'Add a reaction', () => {
    const items = REACTIONS.map((name) => ({
      label: `${emoji(name)}  ${name.replaceAll('_', ' ')}`,
      run: () => toggleReaction(message, name, reader),
    }));
    openMenu(button, items, 'Reactions');
  });
  return button;
}

/** Takes the reader's own reaction back, or gives it. */
export function toggleReaction(message: Message, name: string, { workspace, post }: Reader): void {
  const given = message.reactions?.find((reaction) => reaction.name === name)?.users ?? [];
  const { channel, ts } = message;
  post.react({ channel, ts }, name, given.includes(workspace.you)).catch(report);
}

function toolbar(...tools: Child[]): Child {
  if (!tools.some(Boolean)) return null;
  return h('div', { class: 'message-tools', role: 'toolbar', 'aria-label': 'Message actions' }, tools);
}

function tool(name: IconName, label: string, onclick: () => void): HTMLElement {
  return h(
    'button',
    { class: 'icon-button', type: 'button', 'aria-label': label, title: label, onclick },
    icon(name),
  );
}

function report(fault: unknown): void {
  toast(`That did not work: ${fault instanceof Error ? fault.message : String(fault)}`);
}
