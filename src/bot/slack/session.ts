import type { Request } from '#graph/request.ts';
import type { SlackApi } from './api.ts';
import { oneLine } from './outbound-text.ts';
import type { PlanView } from './plan-view.ts';

/** What this workspace turned out not to have; learned from refusals, for the life of the process. */
export type Abilities = { streams: boolean; sessions: boolean; loading: boolean };

/** Refusals that mean the workspace, or this app in it, lacks the feature. */
export const MISSING_FEATURE = /^(unknown_method|feature_not_enabled|not_allowed_token_type|missing_scope)$/;

const SET_SESSION = 'agents.sessions.setStatus';
const SET_LOADING = 'assistant.threads.setStatus';
/** Old news is no news: a status that would wait longer than this for its turn is not sent. */
const MAX_WAIT_MS = 5_000;
/** Slack takes ten messages. */
const MAX_MESSAGES = 10;

export type SessionStatus = 'processing' | 'active' | 'suspended';

/**
 * How the conversation of one run stands, as Slack shows it: `processing` gives people the Stop button, the loading
 * messages say what goes on. Calls of a kind go out one after the other, so that an old one never comes after a newer.
 * Best effort: a workspace without sessions loses the button, not its answer.
 */
export class Session {
  readonly #deps: { api: SlackApi; abilities: Abilities };
  readonly #request: Request;
  #statuses: Promise<void> = Promise.resolve();
  #loadings: Promise<void> = Promise.resolve();
  /** Statuses that are not yet with Slack. */
  #waiting = 0;
  #ended = false;
  #loading = false;

  constructor(deps: { api: SlackApi; abilities: Abilities }, request: Request) {
    this.#deps = deps;
    this.#request = request;
  }

  processing(): void {
    this.#enqueue('processing');
  }

  /** Slack forgets the loading messages after two minutes, and whenever a message of ours arrives in the thread. */
  loading(view: PlanView): void {
    if (this.#ended) return;
    this.#loading = true;
    const call = () => this.#setLoading('is working on it…', loadingMessages(view));
    this.#loadings = this.#loadings.then(call);
  }

  /** `told`: the closing call of a stream said so already. It does not count where another status may come after it. */
  end(status: SessionStatus, told: boolean): void {
    this.#ended = true;
    if (!told || this.#waiting > 0) this.#enqueue(status);
    if (this.#loading) this.#loadings = this.#loadings.then(() => this.#setLoading('', []));
  }

  #enqueue(status: SessionStatus): void {
    this.#waiting += 1;
    this.#statuses = this.#statuses
      // Not what was overtaken by the end while it waited.
      .then(() => (this.#ended && status === 'processing' ? undefined : this.#setStatus(status)))
      .finally(() => {
        this.#waiting -= 1;
      });
  }

  async #setStatus(status: SessionStatus): Promise<void> {
    const { api, abilities } = this.#deps;
    const { channel, thread, text, user } = this.#request;
    if (!abilities.sessions || api.wait(SET_SESSION, channel) > MAX_WAIT_MS) return;
    const answer = await api.call(SET_SESSION, {
      channel_id: channel,
      thread_ts: thread,
      status,
      title: oneLine(text, 80) || 'Request',
      initiator_user_id: user,
    });
    if (!answer.ok && MISSING_FEATURE.test(answer.error)) abilities.sessions = false;
  }

  async #setLoading(status: string, messages: readonly string[]): Promise<void> {
    const { api, abilities } = this.#deps;
    const { channel, thread } = this.#request;
    if (!abilities.loading || api.wait(SET_LOADING, channel) > MAX_WAIT_MS) return;
    const answer = await api.call(SET_LOADING, {
      channel_id: channel,
      thread_ts: thread,
      status,
      ...(messages.length === 0 ? {} : { loading_messages: messages }),
    });
    if (!answer.ok && MISSING_FEATURE.test(answer.error)) abilities.loading = false;
  }
}

/** What goes on now, in turn. */
function loadingMessages(view: PlanView): string[] {
  const busy = view.cards.filter((card) => card.status === 'in_progress');
  const now = busy.map((card) =>
    card.id === 'review' ? 'Reviewing the result…' : `${oneLine(card.title, 60)}…`,
  );
  if (now.length > 0) return now.slice(0, MAX_MESSAGES);
  return view.cards.length === 0
    ? ['Reading your request…', 'Planning the steps…', 'Choosing an agent for each step…']
    : ['Putting the results together…', 'Checking the answer…'];
}
