import type { Fields } from '#playground/fields.ts';
import type { Feed } from './feed.ts';
import type { Block } from './message.ts';

export type View = {
  id: string;
  type: 'modal' | 'home';
  /** Whose screen it is on. */
  user: string;
  callback_id: string;
  private_metadata: string;
  external_id: string;
  title: Fields | null;
  submit: Fields | null;
  close: Fields | null;
  blocks: Block[];
  /** Changes with every update; an update that names an older one is refused. */
  hash: string;
  previous_view_id: string | null;
  root_view_id: string;
  clear_on_close: boolean;
  notify_on_close: boolean;
  /** Problems by block id, after a submission that the app refused. */
  errors?: Fields;
};

/** Modals that are open and Home tabs that were published. */
export class Views {
  readonly #modals = new Map<string, View>();
  readonly #homes = new Map<string, View>();
  readonly #feed: Feed;

  constructor(feed: Feed) {
    this.#feed = feed;
  }

  /** By id or by the app's own external id. */
  find(id: string, externalId = ''): View | undefined {
    const byId = this.#modals.get(id) ?? [...this.#homes.values()].find((home) => home.id === id);
    if (byId !== undefined || externalId === '') return byId;
    return [...this.#modals.values()].find((view) => view.external_id === externalId);
  }

  /** The person's modals, the topmost last. */
  openFor(user: string): View[] {
    return [...this.#modals.values()].filter((view) => view.user === user);
  }

  all(): View[] {
    return [...this.#modals.values()];
  }

  home(user: string): View | undefined {
    return this.#homes.get(user);
  }

  open(view: View): void {
    this.#modals.set(view.id, view);
    this.#feed.publish({ type: 'view_opened', view });
  }

  /** Puts the view in the place of the one with its id. */
  update(view: View): void {
    if (view.type === 'home') {
      this.publishHome(view);
      return;
    }
    this.#modals.set(view.id, view);
    this.#feed.publish({ type: 'view_updated', view });
  }

  close(view: View): void {
    if (this.#modals.delete(view.id)) this.#feed.publish({ type: 'view_closed', view });
  }

  publishHome(view: View): void {
    this.#homes.set(view.user, view);
    this.#feed.publish({ type: 'home', view });
  }

  clear(): void {
    this.#modals.clear();
    this.#homes.clear();
  }
}
