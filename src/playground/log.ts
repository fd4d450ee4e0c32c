import type { Fields } from './fields.ts';

/** One Web API call as it was received. Times are milliseconds since the epoch. */
export type Call = {
  method: string;
  at: number;
  args: Fields;
  /** HTTP status, or 0 where the answer was withheld by a fault. */
  status: number;
  /** What was decided, also where a fault withheld it from the app. */
  answer: unknown;
  ms: number;
  fault?: string;
};

/** One attempt to hand something to the app over a socket. */
export type Attempt = {
  at: number;
  envelope_id: string;
  retry_attempt: number;
  retry_reason: string;
  /** The connection's number, or null when none was open. */
  connection: number | null;
  acked_at: number | null;
};

/** One event, command or interaction with everything that was tried to deliver it. */
export type Delivery = {
  kind: 'events_api' | 'slash_commands' | 'interactive';
  /** The event's type, the command, or the interaction's type. */
  type: string;
  /** Absent for what Slack does not retry: commands and interactions. */
  event_id?: string;
  channel?: string;
  ts?: string;
  at: number;
  attempts: Attempt[];
  acked_at: number | null;
  /** `undelivered` once the last retry failed. */
  state: 'delivering' | 'acked' | 'undelivered';
};

/** What the playground saw. The oldest entries leave when there are more than `keep()`. */
export class Log {
  readonly calls: Call[] = [];
  readonly events: Delivery[] = [];
  readonly connections: { at: number; connection: number; state: string }[] = [];
  readonly #keep: () => number;

  constructor(keep: () => number) {
    this.#keep = keep;
  }

  call(call: Call): void {
    append(this.calls, call, this.#keep());
  }

  delivery(delivery: Delivery): void {
    append(this.events, delivery, this.#keep());
  }

  connection(at: number, connection: number, state: string): void {
    append(this.connections, { at, connection, state }, this.#keep());
  }

  clear(): void {
    this.calls.length = 0;
    this.events.length = 0;
    this.connections.length = 0;
  }
}

function append<T>(entries: T[], entry: T, keep: number): void {
  entries.push(entry);
  // A tenth at once: shifting one element per entry would copy the whole array each time.
  if (entries.length > keep * 1.1) entries.splice(0, entries.length - keep);
}
