import { App, type ReceiverEvent } from '@slack/bolt';

/**
 * Bolt in Socket Mode acks an event before its listeners run, whatever `processBeforeResponse` says. Here an event is
 * acked when its listeners are done, and not at all when one failed: Slack then delivers it again. Commands, clicks
 * and modals are acked by their listeners, as ever.
 */
export class PersistFirstApp extends App {
  readonly #inFlight = new Set<Promise<void>>();
  #closed = false;

  override async processEvent(event: ReceiverEvent): Promise<void> {
    // Not acked: Slack delivers it to another connection, or again later.
    if (this.#closed) return;
    const work = 'event' in event.body ? this.#listenThenAck(event) : super.processEvent(event);
    this.#inFlight.add(work);
    try {
      await work;
    } finally {
      this.#inFlight.delete(work);
    }
  }

  /** Takes no more events, and waits for those that it has. */
  async finish(): Promise<void> {
    this.#closed = true;
    await Promise.allSettled(this.#inFlight);
  }

  async #listenThenAck(event: ReceiverEvent): Promise<void> {
    await super.processEvent({ ...event, ack: async () => undefined });
    await event.ack();
  }
}
