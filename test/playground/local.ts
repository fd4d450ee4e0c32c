import { once } from 'node:events';
import { App, type Logger, LogLevel, webApi } from '@slack/bolt';
import { vi } from 'vitest';
import WebSocket from 'ws';
import type { PlaygroundOptions } from '#playground/options.ts';
import { type Playground, startPlayground } from '#playground/start-playground.ts';
import type { Message } from '#playground/workspace/message.ts';

/** Refusals are what many tests are about: the client need not print them. */
const SILENT: Logger = {
  debug: () => {},
  info: () => {},
  warn: () => {},
  error: () => {},
  setLevel: () => {},
  getLevel: () => LogLevel.ERROR,
  setName: () => {},
};

/** An envelope as the app receives it over its socket. */
export type Envelope = {
  envelope_id: string;
  type: string;
  retry_attempt?: number;
  retry_reason?: string;
  payload: {
    event_id?: string;
    event?: { type: string; [field: string]: unknown };
    [field: string]: unknown;
  };
};

/** An app's socket that acks only what a test tells it to: on arrival what `acks` holds for, later by `ack`. */
export class BareSocket {
  acks: (envelope: Envelope) => boolean = () => false;
  readonly envelopes: Envelope[] = [];
  readonly notes: { type: string; reason?: string }[] = [];
  readonly socket: WebSocket;

  constructor(socket: WebSocket) {
    this.socket = socket;
    socket.on('message', (data) => {
      const frame = JSON.parse(data.toString());
      if (frame.envelope_id === undefined) this.notes.push(frame);
      else {
        this.envelopes.push(frame);
        if (this.acks(frame)) this.ack(frame);
      }
    });
  }

  ack(envelope: Envelope, payload: object = {}): void {
    this.socket.send(JSON.stringify({ envelope_id: envelope.envelope_id, payload }));
  }

  /** Waits until so many envelopes have come. */
  async received(count: number): Promise<Envelope[]> {
    return until(() => (this.envelopes.length >= count ? this.envelopes : undefined));
  }
}

/** A playground inside the test, with the real Bolt app, the real Web API client or a bare socket connected to it. */
export class Local implements AsyncDisposable {
  readonly playground: Playground;
  readonly client: webApi.WebClient;
  readonly #ends: (() => unknown)[] = [];

  private constructor(playground: Playground) {
    this.playground = playground;
    this.client = this.clientWith({});
  }

  static async open(options: Partial<PlaygroundOptions> = {}): Promise<Local> {
    return new Local(await startPlayground({ port: 0, ...options }));
  }

  clientWith(options: webApi.WebClientOptions, token = this.playground.botToken): webApi.WebClient {
    return new webApi.WebClient(token, {
      slackApiUrl: this.playground.apiUrl,
      retryConfig: { retries: 0 },
      rejectRateLimitedCalls: true,
      logger: SILENT,
      ...options,
    });
  }

  /** The unmodified Bolt app over Socket Mode. */
  async bolt(listen: (app: App) => void): Promise<App> {
    const app = new App({
      token: this.playground.botToken,
      appToken: this.playground.appToken,
      socketMode: true,
      logLevel: LogLevel.ERROR,
      clientOptions: { slackApiUrl: this.playground.apiUrl },
      installerOptions: { clientOptions: { slackApiUrl: this.playground.apiUrl } },
    });
    listen(app);
    await app.start();
    this.#ends.push(() => app.stop());
    return app;
  }

  async bareSocket(): Promise<BareSocket> {
    const { url } = await this.clientWith({}, this.playground.appToken).apps.connections.open();
    const bare = new BareSocket(new WebSocket(url ?? ''));
    this.#ends.push(() => bare.socket.terminate());
    await once(bare.socket, 'open');
    await until(() => bare.notes.some((note) => note.type === 'hello') || undefined);
    return bare;
  }

  async get<T>(path: string): Promise<T> {
    return (await (await fetch(`${this.playground.url}${path}`)).json()) as T;
  }

  async control<T = Record<string, unknown>>(call: string, body: object = {}): Promise<T> {
    const response = await fetch(`${this.playground.url}/_control/${call}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    return (await response.json()) as T;
  }

  async say(text: string, over: object = {}): Promise<{ ts: string; event_id: string; event_ids: string[] }> {
    return this.control('message', { channel: 'C0GENERAL', user: 'U0LIN', text, ...over });
  }

  async messages(query = ''): Promise<Message[]> {
    const { messages } = await this.get<{ messages: Message[] }>(
      `/_control/messages?channel=C0GENERAL${query}`,
    );
    return messages;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const end of this.#ends.reverse()) await end();
    await this.playground.close();
  }
}

/** Waits until the condition gives something. */
export async function until<T>(condition: () => T | undefined | Promise<T | undefined>): Promise<T> {
  return vi.waitFor(
    async () => {
      const value = await condition();
      if (value === undefined) throw new Error('the condition was not met');
      return value;
    },
    { timeout: 5_000, interval: 5 },
  );
}

/** The Web API's error of a call that fails. */
export async function errorOf(call: Promise<unknown>): Promise<unknown> {
  try {
    await call;
  } catch (error) {
    if (error instanceof Error && 'data' in error) return error.data;
    throw error;
  }
  throw new Error('the call was answered with ok');
}
