import type { Feed } from './feed.ts';
import type { Message } from './message.ts';

/** Every message, by channel and in order of its ts. Only the newest `keep()` of a channel stay. */
export class Messages {
  readonly #byChannel = new Map<string, Map<string, Message>>();
  readonly #feed: Feed;
  readonly #keep: () => number;

  constructor(feed: Feed, keep: () => number) {
    this.#feed = feed;
    this.#keep = keep;
  }

  add(message: Message): void {
    const channel = this.#channel(message.channel);
    channel.set(message.ts, message);
    const parent = this.#parent(message);
    if (parent !== undefined) parent.reply_count += 1;
    for (const oldest of channel.keys()) {
      if (channel.size <= this.#keep()) break;
      channel.delete(oldest);
    }
    this.#feed.publish({
      type: message.ephemeral_to === undefined ? 'message' : 'ephemeral',
      message,
    });
    if (parent !== undefined) this.#feed.publish({ type: 'message_changed', message: parent });
  }

  find(channel: string, ts: string): Message | undefined {
    return this.#byChannel.get(channel)?.get(ts);
  }

  /** The message after it was changed in place. */
  changed(message: Message, type: 'message_changed' | 'reaction' | 'stream'): void {
    this.#feed.publish({ type, message });
  }

  remove(message: Message): void {
    this.#byChannel.get(message.channel)?.delete(message.ts);
    const parent = this.#parent(message);
    if (parent !== undefined) parent.reply_count -= 1;
    this.#feed.publish({ type: 'message_deleted', channel: message.channel, ts: message.ts });
  }

  inChannel(channel: string): Message[] {
    return [...(this.#byChannel.get(channel)?.values() ?? [])];
  }

  /** The message that starts the thread, then its replies. */
  inThread(channel: string, threadTs: string): Message[] {
    return this.inChannel(channel).filter((one) => one.ts === threadTs || one.thread_ts === threadTs);
  }

  clear(): void {
    this.#byChannel.clear();
  }

  #parent(message: Message): Message | undefined {
    const { thread_ts, ts, channel, ephemeral_to } = message;
    if (thread_ts === undefined || thread_ts === ts || ephemeral_to !== undefined) return undefined;
    return this.find(channel, thread_ts);
  }

  #channel(id: string): Map<string, Message> {
    const known = this.#byChannel.get(id);
    if (known !== undefined) return known;
    const created = new Map<string, Message>();
    this.#byChannel.set(id, created);
    return created;
  }
}
