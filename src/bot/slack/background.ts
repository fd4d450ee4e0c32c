import type { Logger } from '#bot/log.ts';

/** Courtesies that nothing waits for, such as a reaction: they never delay an ack, and never end unheard. */
export class Background {
  readonly #tasks = new Set<Promise<void>>();
  readonly #log: Logger;

  constructor(log: Logger) {
    this.#log = log;
  }

  run(name: string, task: () => Promise<unknown>): void {
    const done: Promise<void> = task()
      .then(
        () => undefined,
        (cause: unknown) => this.#log.warn({ err: cause, task: name }, 'a background task failed'),
      )
      .finally(() => this.#tasks.delete(done));
    this.#tasks.add(done);
  }

  async settled(): Promise<void> {
    await Promise.all(this.#tasks);
  }
}
