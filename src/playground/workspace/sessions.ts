import type { Feed } from './feed.ts';

export const SESSION_STATUSES = ['active', 'processing', 'suspended', 'closed'] as const;
type SessionStatus = (typeof SESSION_STATUSES)[number];

/** What an agent is doing in a thread. While it is `processing`, Slack shows a Stop button. */
export type Session = {
  channel: string;
  thread_ts?: string;
  status: SessionStatus;
  title?: string;
  /** What it says it is doing, such as "is planning…". */
  text?: string;
  loading_messages?: string[];
  suggested_prompts?: { title: string; message: string }[];
};

/** Threads whose session is remembered. */
const KEEP = 1_000;

export class Sessions {
  readonly #byThread = new Map<string, Session>();
  readonly #feed: Feed;

  constructor(feed: Feed) {
    this.#feed = feed;
  }

  find(channel: string, threadTs: string): Session | undefined {
    return this.#byThread.get(`${channel}:${threadTs}`);
  }

  all(): Session[] {
    return [...this.#byThread.values()];
  }

  /** Creates the session or changes the given fields of it. */
  change(channel: string, threadTs: string, change: Partial<Session>): Session {
    const known = this.find(channel, threadTs) ?? {
      channel,
      ...(threadTs === '' ? {} : { thread_ts: threadTs }),
      status: 'active' as const,
    };
    const session = { ...known, ...change };
    this.#byThread.set(`${channel}:${threadTs}`, session);
    for (const oldest of this.#byThread.keys()) {
      if (this.#byThread.size <= KEEP) break;
      this.#byThread.delete(oldest);
    }
    this.#feed.publish({ type: 'session', session });
    return session;
  }

  clear(): void {
    this.#byThread.clear();
  }
}
