import type { Message } from './message.ts';
import type { Session } from './sessions.ts';
import type { View } from './views.ts';

/** What open pages are told, each event with the full current state of what it is about. */
export type FeedEvent =
  | { type: 'message' | 'message_changed' | 'ephemeral' | 'reaction' | 'stream'; message: Message }
  | { type: 'message_deleted'; channel: string; ts: string }
  | { type: 'session'; session: Session }
  | { type: 'view_opened' | 'view_updated' | 'view_closed' | 'home'; view: View }
  | { type: 'connection'; connected: boolean }
  | { type: 'reset' };

type Listener = (event: FeedEvent) => void;

/** Tells whoever listens now; nothing is kept. */
export class Feed {
  readonly #listeners = new Set<Listener>();

  publish(event: FeedEvent): void {
    for (const listener of this.#listeners) listener(event);
  }

  /** Returns what ends the subscription. */
  subscribe(listener: Listener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}
