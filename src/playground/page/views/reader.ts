import type { Surface } from '#playground/page/blocks/surface.ts';
import type { Post } from '#playground/page/feed/post.ts';
import type { Message, View } from '#playground/page/feed/wire.ts';
import type { Selection } from '#playground/page/model/selection.ts';
import type { Workspace } from '#playground/page/model/workspace.ts';

/** What every part of the page is given: what there is, what is looked at, and what can be done. */
export interface Reader {
  readonly workspace: Workspace;
  readonly selection: Selection;
  readonly post: Post;
  /** False while the page does not hear the playground. */
  readonly online: boolean;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Channels with messages that came while something else was looked at. */
  readonly unread: ReadonlySet<string>;
  select(change: Partial<Selection>): void;
  /** Asks for a new rendering with the next frame. */
  changed(): void;
  /** Posts at the top of a channel and opens the thread there once the bot answers. */
  ask(channel: string, text: string): Promise<void>;
  /** Puts the reader's own message into the composer it belongs to. */
  edit(message: Message): void;
}

export function messageSurface(message: Message, { workspace, post }: Reader): Surface {
  const { channel, ts } = message;
  return {
    id: `message-${channel}-${ts}`,
    names: workspace,
    act: (click) => post.clickMessage({ channel, ts }, click),
  };
}

export function viewSurface(view: View, { workspace, post }: Reader): Surface {
  return { id: `view-${view.id}`, names: workspace, act: (click) => post.clickView(view.id, click) };
}
