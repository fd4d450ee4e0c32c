/**
 * Ids and timestamps as Slack makes them. Ids start with the time of the start, because an app's own store outlives
 * the playground and remembers the ids that it has seen.
 */
export class Ids {
  readonly #now: () => number;
  readonly #epoch: string;
  #count = 0;
  #lastMicros = 0;

  constructor(now: () => number) {
    this.#now = now;
    this.#epoch = Math.floor(now()).toString(36).toUpperCase();
  }

  /** Unique, such as `Ev0MHX2K1F00001`. */
  next(prefix: string): string {
    this.#count += 1;
    return `${prefix}0${this.#epoch}${this.#count.toString(36).toUpperCase().padStart(5, '0')}`;
  }

  /** Seconds with six decimals, greater than every one before: a message's identity within its channel. */
  ts(): string {
    const micros = Math.max(Math.floor(this.#now() * 1_000), this.#lastMicros + 1);
    this.#lastMicros = micros;
    const digits = String(micros);
    return `${digits.slice(0, -6)}.${digits.slice(-6)}`;
  }
}
