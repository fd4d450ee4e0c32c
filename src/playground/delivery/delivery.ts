import type { Fields } from '#playground/fields.ts';
import type { Ids } from '#playground/ids.ts';
import type { Attempt, Delivery, Log } from '#playground/log.ts';
import type { Behaviour } from '#playground/options.ts';
import type { Connections } from './connections.ts';

/** How the app answered an interaction: with an ack and what it carried, or not in time. */
export type Ack = { acked: true; payload: unknown } | { acked: false };

/** Hands things to the app and waits for its acks; events are retried, as Slack does. */
export class Deliveries {
  readonly #connections: Connections;
  readonly #log: Log;
  readonly #ids: Ids;
  readonly #behaviour: Behaviour;
  readonly #now: () => number;
  readonly #waiting = new Map<string, (payload: unknown) => void>();
  readonly #timers = new Set<NodeJS.Timeout>();
  #generation = 0;

  constructor(parts: {
    connections: Connections;
    log: Log;
    ids: Ids;
    behaviour: Behaviour;
    now: () => number;
  }) {
    this.#connections = parts.connections;
    this.#log = parts.log;
    this.#ids = parts.ids;
    this.#behaviour = parts.behaviour;
    this.#now = parts.now;
    this.#connections.onAck = (envelopeId, payload) => this.#waiting.get(envelopeId)?.(payload);
  }

  /** Delivers an event: once, and three times more under the same event_id while no ack comes. */
  event(about: Pick<Delivery, 'type' | 'event_id' | 'channel' | 'ts'>, payload: Fields): void {
    const delivery = this.#begin('events_api', about);
    const generation = this.#generation;
    const attempt = async (retry: number, reason: string): Promise<void> => {
      const ack = await this.#attempt(delivery, payload, retry, reason);
      if (ack.acked || generation !== this.#generation) return;
      const delay = this.#behaviour.retryDelaysMs[retry];
      if (delay === undefined) {
        delivery.state = 'undelivered';
        return;
      }
      const failed = delivery.attempts.at(-1)?.connection === null ? 'connection_failed' : 'timeout';
      this.#later(delay, () => void attempt(retry + 1, failed));
    };
    void attempt(0, '');
  }

  /** Delivers a command or an interaction: once, and what the ack carries is the answer. */
  async interaction(
    kind: 'slash_commands' | 'interactive',
    about: Pick<Delivery, 'type' | 'channel' | 'ts'>,
    payload: Fields,
  ): Promise<Ack> {
    const delivery = this.#begin(kind, about);
    const ack = await this.#attempt(delivery, payload, 0, '');
    if (!ack.acked) delivery.state = 'undelivered';
    return ack;
  }

  /** Forgets everything that is still to be retried. */
  clear(): void {
    this.#generation += 1;
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers.clear();
  }

  #begin(kind: Delivery['kind'], about: Pick<Delivery, 'type' | 'event_id' | 'channel' | 'ts'>): Delivery {
    const delivery: Delivery = {
      kind,
      ...about,
      at: this.#now(),
      attempts: [],
      acked_at: null,
      state: 'delivering',
    };
    this.#log.delivery(delivery);
    return delivery;
  }

  #attempt(delivery: Delivery, payload: Fields, retry: number, reason: string): Promise<Ack> {
    const envelopeId = this.#ids.next('env-');
    const connection = this.#connections.send({
      envelope_id: envelopeId,
      type: delivery.kind,
      accepts_response_payload: delivery.kind !== 'events_api',
      payload,
      ...(delivery.kind === 'events_api' ? { retry_attempt: retry, retry_reason: reason } : {}),
    });
    const attempt: Attempt = {
      at: this.#now(),
      envelope_id: envelopeId,
      retry_attempt: retry,
      retry_reason: reason,
      connection,
      acked_at: null,
    };
    delivery.attempts.push(attempt);
    if (connection === null) return Promise.resolve({ acked: false });
    const { promise, resolve } = Promise.withResolvers<Ack>();
    const timer = this.#later(this.#behaviour.ackTimeoutMs, () => resolve({ acked: false }));
    this.#waiting.set(envelopeId, (acked) => {
      // An ack that comes too late is logged as one, but the retry stays due.
      attempt.acked_at = this.#now();
      delivery.acked_at ??= attempt.acked_at;
      delivery.state = 'acked';
      this.#waiting.delete(envelopeId);
      clearTimeout(timer);
      this.#timers.delete(timer);
      resolve({ acked: true, payload: acked });
    });
    this.#forgetOldest();
    return promise;
  }

  #later(ms: number, run: () => void): NodeJS.Timeout {
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      run();
    }, ms);
    this.#timers.add(timer);
    return timer;
  }

  /** Envelopes whose ack never came must not pile up. */
  #forgetOldest(): void {
    for (const oldest of this.#waiting.keys()) {
      if (this.#waiting.size <= this.#behaviour.keepLog) return;
      this.#waiting.delete(oldest);
    }
  }
}
