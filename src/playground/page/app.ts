import { hush, toast } from './dom/announce.ts';
import { follow } from './feed/connect.ts';
import { type Post, postAs } from './feed/post.ts';
import type { Message, PageEvent, PageState } from './feed/wire.ts';
import { formatSelection, HOME, parseSelection, type Selection } from './model/selection.ts';
import { toPosted } from './model/typed-text.ts';
import { isReply, Workspace } from './model/workspace.ts';
import { newsReader } from './views/news.ts';
import type { Reader } from './views/reader.ts';

const FIRST: Selection = { user: 'U0ADA', place: 'C0GENERAL', thread: null };

export type Screen = {
  /** Draws everything as it is now; `reader` is null until the first state arrived. */
  show(reader: Reader | null, online: boolean): void;
  edit(message: Message): void;
  /** The thread was opened or closed by its reader: the focus follows. */
  threadMoved(thread: string | null, before: string | null): void;
};

/**
 * The state behind the page: who looks at what, the workspace as they see it, and the feed that keeps it current.
 * Everything that changes asks for one rendering with the next frame.
 */
export class App {
  #selection = parseSelection(location.hash, FIRST);
  #workspace: Workspace | null = null;
  #post: Post = postAs(FIRST.user);
  #online = true;
  #following = new AbortController();
  #frame = 0;
  readonly #unread = new Set<string>();
  /** Messages that the reader posted here, as `channel:ts`: the bot's answer opens their thread. */
  readonly #awaited = new Set<string>();
  readonly #tell = newsReader();
  readonly #screen: Screen;
  readonly #now: () => number;

  constructor(screen: Screen, now: () => number) {
    this.#screen = screen;
    this.#now = now;
  }

  start(): void {
    addEventListener('hashchange', () => {
      const next = parseSelection(location.hash, this.#selection);
      if (formatSelection(next) !== formatSelection(this.#selection)) this.select(next);
    });
    this.#follow();
  }

  get selection(): Selection {
    return this.#selection;
  }

  select(change: Partial<Selection>): void {
    const before = this.#selection;
    const next = { ...before, ...change };
    this.#selection = next;
    this.#unread.delete(next.place);
    if (location.hash !== formatSelection(next)) location.hash = formatSelection(next);
    if (next.user !== before.user) {
      hush();
      this.#follow();
    }
    if (next.place === HOME && before.place !== HOME) this.#openHome();
    this.#draw();
    if (next.place === before.place) this.#screen.threadMoved(next.thread, before.thread);
  }

  /** The neighbouring place in the sidebar's order. */
  step(by: 1 | -1): void {
    if (!this.#workspace) return;
    const { places, you } = this.#workspace;
    const direct = places.filter((place) => place.is_im && place.user === you);
    const order = [
      HOME,
      ...direct.map(({ id }) => id),
      ...places.filter((one) => !one.is_im).map(({ id }) => id),
    ];
    const at = order.indexOf(this.#selection.place);
    const place = order.at((at + by) % order.length);
    if (place) this.select({ place, thread: null });
  }

  #follow(): void {
    this.#following.abort();
    this.#following = new AbortController();
    this.#post = postAs(this.#selection.user);
    const listener = {
      state: (state: PageState) => this.#begin(state),
      event: (event: PageEvent) => this.#hear(event),
      online: (online: boolean) => {
        this.#online = online;
        this.#changed();
      },
    };
    follow(this.#selection.user, listener, this.#following.signal).catch((fault: unknown) => {
      toast(`The page lost the playground: ${fault instanceof Error ? fault.message : String(fault)}`);
    });
  }

  #begin(state: PageState): void {
    const first = this.#workspace === null || this.#workspace.you !== state.you;
    this.#workspace = new Workspace(state);
    const { place, thread } = this.#selection;
    const lost = place !== HOME && !this.#workspace.place(place);
    if (lost) this.#selection = { ...this.#selection, place: state.channels[0]?.id ?? HOME, thread: null };
    else if (thread && !this.#workspace.find(place, thread))
      this.#selection = { ...this.#selection, thread: null };
    if (first && this.#selection.place === HOME) this.#openHome();
    this.#changed();
  }

  #hear(event: PageEvent): void {
    const workspace = this.#workspace;
    if (!workspace) return;
    workspace.apply(event);
    this.#tell(event, workspace, this.#selection);
    if ('message' in event) {
      const { channel, user } = event.message;
      if (event.type === 'message' && channel !== this.#selection.place && user !== workspace.you) {
        this.#unread.add(channel);
      }
      this.#openAnswered(event.message);
    }
    this.#changed();
  }

  #openAnswered(message: Message): void {
    const asked = `${message.channel}:${message.thread_ts}`;
    if (!isReply(message) || message.user !== this.#workspace?.bot || !this.#awaited.delete(asked)) return;
    if (message.channel !== this.#selection.place || !message.thread_ts) return;
    this.#selection = { ...this.#selection, thread: message.thread_ts };
    history.replaceState(null, '', formatSelection(this.#selection));
  }

  async #ask(channel: string, text: string): Promise<void> {
    if (!this.#workspace) return;
    if (this.#selection.place !== channel) this.select({ place: channel, thread: null });
    const { ts } = await this.#post.message({ channel, text: toPosted(text, this.#workspace) });
    this.#awaited.add(`${channel}:${ts}`);
    // The answer may have been faster than the posting's own.
    const answer = this.#workspace
      .inThread(channel, ts)
      .find((message) => message.user === this.#workspace?.bot);
    if (answer) this.#openAnswered(answer);
    this.#changed();
  }

  #openHome(): void {
    this.#post.openHome().catch((_fault: unknown) => {});
  }

  #changed(): void {
    this.#frame ||= requestAnimationFrame(() => this.#draw());
  }

  #draw(): void {
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
    this.#screen.show(this.#reader(), this.#online);
  }

  #reader(): Reader | null {
    if (!this.#workspace) return null;
    return {
      workspace: this.#workspace,
      selection: this.#selection,
      post: this.#post,
      online: this.#online,
      now: this.#now,
      unread: this.#unread,
      select: (change) => this.select(change),
      changed: () => this.#changed(),
      ask: (channel, text) => this.#ask(channel, text),
      edit: (message) => this.#screen.edit(message),
    };
  }
}
