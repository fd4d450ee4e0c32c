/** Messages that wait for their turn, over all threads. Slack delivers what is beyond them again. */
const MAX_WAITING = 2_000;

type Waiting = { ts: number; work: () => Promise<void>; done: PromiseWithResolvers<void> };

/**
 * Takes the messages of one thread in one after the other, so that what is looked up for one (who its author is) cannot
 * let the next one into the queue before it. Among those that wait, the smallest Slack timestamp goes first.
 *
 * This holds within one process. Slack spreads the messages of a thread over all connections, and does not promise
 * their order: between instances it is the order in which the messages arrive at the database.
 */
export class IntakeOrder {
  readonly #threads = new Map<string, Waiting[]>();
  #waiting = 0;

  /** Settles as `work` does. Rejects at once when too many wait. */
  run(thread: string, ts: string, work: () => Promise<void>): Promise<void> {
    if (this.#waiting >= MAX_WAITING)
      return Promise.reject(new Error('too many messages wait to be accepted'));
    this.#waiting += 1;
    const waiting: Waiting = { ts: Number(ts), work, done: Promise.withResolvers<void>() };
    const line = this.#threads.get(thread);
    if (line === undefined) {
      const opened = [waiting];
      this.#threads.set(thread, opened);
      this.#serve(thread, opened).catch(waiting.done.reject);
    } else {
      const later = line.findIndex((other) => other.ts > waiting.ts);
      line.splice(later === -1 ? line.length : later, 0, waiting);
    }
    return waiting.done.promise;
  }

  /** Threads in which something is being taken in now. */
  get size(): number {
    return this.#threads.size;
  }

  async #serve(thread: string, line: Waiting[]): Promise<void> {
    for (let next = line.shift(); next !== undefined; next = line.shift()) {
      try {
        await next.work();
        next.done.resolve();
      } catch (cause) {
        next.done.reject(cause);
      } finally {
        this.#waiting -= 1;
      }
    }
    this.#threads.delete(thread);
  }
}
