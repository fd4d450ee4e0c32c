import { announce } from '#playground/page/dom/announce.ts';
import type { Message, PageEvent } from '#playground/page/feed/wire.ts';
import type { Selection } from '#playground/page/model/selection.ts';
import type { Workspace } from '#playground/page/model/workspace.ts';

/** Tells screen readers what came in where they are: whole messages once, a stream when its plan or state moves. */
export function newsReader(): (event: PageEvent, workspace: Workspace, selection: Selection) => void {
  const told = new Map<string, string>();
  return (event, workspace, { place }) => {
    if (event.type !== 'message' && event.type !== 'ephemeral' && event.type !== 'stream') return;
    const { message } = event;
    if (message.channel !== place || message.user === workspace.you) return;
    if (message.ephemeral_to && message.ephemeral_to !== workspace.you) return;
    const words = summary(message);
    const key = `${message.channel}:${message.ts}`;
    if (words === '' || told.get(key) === words) return;
    told.set(key, words);
    announce(`${workspace.person(message.user)}: ${words}`);
  };
}

const LONGEST = 280;

function summary({ stream, text }: Message): string {
  if (!stream) return text.slice(0, LONGEST);
  if (stream.state === 'stopped') return stream.markdown.slice(0, LONGEST) || stream.title;
  return stream.title;
}
