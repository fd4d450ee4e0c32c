import type {
  Channel,
  Command,
  Message,
  PageEvent,
  PageState,
  Person,
  Session,
  View,
} from '#playground/page/feed/wire.ts';
import type { Names } from '#playground/page/text/names.ts';

/** The workspace as one person sees it: the last state, with every event since folded in. Times are `ts`. */
export class Workspace implements Names {
  readonly you: string;
  readonly bot: string;
  readonly team: string;
  readonly persons: readonly Person[];
  readonly places: readonly Channel[];
  readonly commands: readonly Command[];
  home: View | null;
  views: View[];
  /** Whether the bot's socket is open. */
  botConnected: boolean;
  readonly #messages = new Map<string, Map<string, Message>>();
  readonly #sessions = new Map<string, Session>();
  /** Ephemeral messages that the reader put away. */
  readonly #dismissed = new Set<string>();

  constructor(state: PageState) {
    this.you = state.you;
    this.bot = state.bot;
    this.team = state.team.name;
    this.persons = state.users;
    this.places = state.channels;
    this.commands = state.commands;
    this.home = state.home ?? null;
    this.views = state.views ?? [];
    this.botConnected = state.connected ?? true;
    for (const session of state.sessions ?? []) this.#putSession(session);
    for (const message of Object.values(state.messages).flat()) this.#put(message);
  }

  apply(event: PageEvent): void {
    switch (event.type) {
      case 'message':
      case 'message_changed':
      case 'ephemeral':
      case 'reaction':
      case 'stream':
        this.#put(event.message);
        break;
      case 'message_deleted':
        this.#messages.get(event.channel)?.delete(event.ts);
        break;
      case 'session':
        this.#putSession(event.session);
        break;
      case 'view_opened':
        this.views = [...this.views.filter((view) => view.id !== event.view.id), event.view];
        break;
      case 'view_updated':
        this.views = this.views.map((view) => (view.id === event.view.id ? event.view : view));
        break;
      case 'view_closed':
        this.views = this.views.filter((view) => view.id !== event.view.id);
        break;
      case 'home':
        this.home = event.view;
        break;
      case 'connection':
        this.botConnected = event.connected;
        break;
      case 'reset':
        break;
      default:
        // A newer playground may say more than this page knows.
        event satisfies never;
    }
  }

  dismiss(message: Message): void {
    this.#dismissed.add(`${message.channel}:${message.ts}`);
  }

  /** Top-level messages of a channel, oldest first. */
  inChannel(channel: string): Message[] {
    return this.#visible(channel).filter((message) => !isReply(message));
  }

  /** The message that starts a thread, then its replies. */
  inThread(channel: string, thread: string): Message[] {
    return this.#visible(channel).filter((message) => message.ts === thread || message.thread_ts === thread);
  }

  find(channel: string, ts: string): Message | undefined {
    return this.#messages.get(channel)?.get(ts);
  }

  session(channel: string, thread: string): Session | undefined {
    return this.#sessions.get(`${channel}:${thread}`);
  }

  place(id: string): Channel | undefined {
    return this.places.find((place) => place.id === id);
  }

  somebody(id: string): Person | undefined {
    return this.persons.find((person) => person.id === id);
  }

  person(id: string): string {
    const known = this.somebody(id);
    return known ? known.real_name || known.name : id;
  }

  channel(id: string): string {
    return this.place(id)?.name ?? id;
  }

  get people(): string[] {
    return this.persons.map((person) => person.id);
  }

  get channels(): string[] {
    return this.places.filter((place) => !place.is_im).map((place) => place.id);
  }

  #visible(channel: string): Message[] {
    const all = [...(this.#messages.get(channel)?.values() ?? [])];
    return all
      .filter((message) => !message.ephemeral_to || message.ephemeral_to === this.you)
      .filter((message) => !this.#dismissed.has(`${channel}:${message.ts}`))
      .sort((a, b) => Number(a.ts) - Number(b.ts));
  }

  #put(message: Message): void {
    const known = this.#messages.get(message.channel) ?? new Map<string, Message>();
    known.set(message.ts, message);
    this.#messages.set(message.channel, known);
  }

  #putSession(session: Session): void {
    this.#sessions.set(`${session.channel}:${session.thread_ts ?? ''}`, session);
  }
}

export function isReply(message: Message): boolean {
  return message.thread_ts !== undefined && message.thread_ts !== message.ts;
}
