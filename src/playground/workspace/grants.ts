/** A one-time right to open a modal for somebody who has just acted. */
type Trigger = { user: string; expiresAt: number; used: boolean };

/** Where the app may still answer an interaction: five times within 30 minutes, as Slack allows. */
export type ResponseUrl = {
  id: string;
  channel: string;
  user: string;
  thread_ts?: string;
  /** The message that was clicked, which `replace_original` and `delete_original` are about. */
  message_ts?: string;
  uses: number;
  expiresAt: number;
};

const RESPONSE_URL_USES = 5;
const RESPONSE_URL_LIFETIME_MS = 30 * 60_000;
/** Old grants leave when there are more; by then their time is over. */
const KEEP = 1_000;

/** The rights that interactions give the app: trigger ids and response URLs. */
export class Grants {
  readonly #triggers = new Map<string, Trigger>();
  readonly #urls = new Map<string, ResponseUrl>();
  readonly #now: () => number;

  constructor(now: () => number) {
    this.#now = now;
  }

  allowTrigger(id: string, user: string, lifetimeMs: number): void {
    this.#triggers.set(id, { user, expiresAt: this.#now() + lifetimeMs, used: false });
    dropOldest(this.#triggers);
  }

  /** Uses the trigger up. Slack's own error names say why it cannot be used. */
  takeTrigger(
    id: string,
  ):
    | { ok: true; user: string }
    | { ok: false; error: 'invalid_trigger_id' | 'expired_trigger_id' | 'exchanged_trigger_id' } {
    const trigger = this.#triggers.get(id);
    if (trigger === undefined) return { ok: false, error: 'invalid_trigger_id' };
    if (trigger.used) return { ok: false, error: 'exchanged_trigger_id' };
    if (this.#now() > trigger.expiresAt) return { ok: false, error: 'expired_trigger_id' };
    trigger.used = true;
    return { ok: true, user: trigger.user };
  }

  allowResponse(url: Omit<ResponseUrl, 'uses' | 'expiresAt'>): void {
    this.#urls.set(url.id, { ...url, uses: 0, expiresAt: this.#now() + RESPONSE_URL_LIFETIME_MS });
    dropOldest(this.#urls);
  }

  takeResponse(
    id: string,
  ): { ok: true; url: ResponseUrl } | { ok: false; error: 'expired_url' | 'used_url' | 'invalid_url' } {
    const url = this.#urls.get(id);
    if (url === undefined) return { ok: false, error: 'invalid_url' };
    if (this.#now() > url.expiresAt) return { ok: false, error: 'expired_url' };
    if (url.uses >= RESPONSE_URL_USES) return { ok: false, error: 'used_url' };
    url.uses += 1;
    return { ok: true, url };
  }

  clear(): void {
    this.#triggers.clear();
    this.#urls.clear();
  }
}

function dropOldest(grants: Map<string, unknown>): void {
  for (const oldest of grants.keys()) {
    if (grants.size <= KEEP) return;
    grants.delete(oldest);
  }
}
