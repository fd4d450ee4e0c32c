/** How the playground is to behave. Everything but the port has the value that real Slack has. */
export type PlaygroundOptions = {
  /** 0 takes any free port. */
  port: number;
  /** Loopback only: 127.0.0.1 (default), localhost or ::1. */
  host?: string;
  /** Milliseconds since the epoch; orders messages and stamps the log. */
  now?: () => number;
} & Partial<Behaviour>;

/** What tests change at runtime through `POST /_control/settings`. */
export type Behaviour = {
  /** How long the app has for its ack. */
  ackTimeoutMs: number;
  /** Waits before each retry of an event, counted from the failure before it. */
  retryDelaysMs: readonly number[];
  /** A stream that is older is closed by Slack. */
  streamLifetimeMs: number;
  /** How long a `trigger_id` opens a modal. */
  triggerLifetimeMs: number;
  /** `generous` never answers 429 by itself; injected faults still do. */
  rateLimits: 'slack' | 'generous';
  /** The newest messages of each channel that are kept. */
  keepMessages: number;
  /** The newest calls and events that the log keeps, each. */
  keepLog: number;
};

export const SLACK_BEHAVIOUR: Behaviour = {
  ackTimeoutMs: 3_000,
  retryDelaysMs: [0, 60_000, 300_000],
  streamLifetimeMs: 300_000,
  triggerLifetimeMs: 3_000,
  rateLimits: 'slack',
  keepMessages: 2_000,
  keepLog: 10_000,
};

/** The known settings among the fields, with the right types. */
export function readBehaviour(fields: { readonly [name: string]: unknown }): Partial<Behaviour> {
  const read: Partial<Behaviour> = {};
  const numbers = [
    'ackTimeoutMs',
    'streamLifetimeMs',
    'triggerLifetimeMs',
    'keepMessages',
    'keepLog',
  ] as const;
  for (const name of numbers) {
    const value = fields[name];
    if (typeof value === 'number' && value >= 0) read[name] = value;
  }
  const delays = fields.retryDelaysMs;
  if (Array.isArray(delays)) read.retryDelaysMs = delays.filter((delay) => typeof delay === 'number');
  const limits = fields.rateLimits;
  if (limits === 'slack' || limits === 'generous') read.rateLimits = limits;
  return read;
}
