import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { vi } from 'vitest';
import { type Playground, startPlayground } from '#playground/start-playground.ts';

/** A message as the control API shows it; only what these tests look at. */
export type Seen = {
  ts: string;
  thread_ts?: string;
  user: string;
  text: string;
  blocks?: { type: string; [field: string]: unknown }[];
  metadata?: { event_type: string; event_payload: Record<string, unknown> };
  reactions: { name: string; users: string[] }[];
  ephemeral_to?: string;
  stream?: {
    state: string;
    title: string;
    tasks: { id: string; title: string; status: string; details?: string; output?: string }[];
    markdown: string;
  };
};

const run = promisify(execFile);

const BOT = 'U0GENESIS';

/** The whole of what a person reads in a message: text, streamed Markdown and blocks. */
export function readable(message: Seen): string {
  return [message.text, message.stream?.markdown ?? '', JSON.stringify(message.blocks ?? [])].join('\n');
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port was given');
  return address.port;
}

/**
 * A local Slack inside the test and the real bot as a process beside it, on an embedded database of its own, so that
 * the bot can be killed while Slack and the test live on.
 */
export class World implements AsyncDisposable {
  readonly playground: Playground;
  readonly dir: string;
  readonly port: number;
  readonly #env: Record<string, string>;
  #bot: ChildProcess | null = null;
  #output = '';

  private constructor(playground: Playground, dir: string, port: number, env: Record<string, string>) {
    this.playground = playground;
    this.dir = dir;
    this.port = port;
    this.#env = env;
  }

  static async open(env: Record<string, string> = {}): Promise<World> {
    const playground = await startPlayground({ port: await freePort() });
    const dir = await mkdtemp(join(tmpdir(), 'genesis-e2e-'));
    const world = new World(playground, dir, await freePort(), env);
    try {
      await world.startBot();
    } catch (cause) {
      await world[Symbol.asyncDispose]();
      throw cause;
    }
    return world;
  }

  /** What the bot printed so far, for the message of a failing test. */
  get output(): string {
    return this.#output;
  }

  async startBot(): Promise<void> {
    const bot = spawn(process.execPath, ['src/bot/genesis.mjs', 'start'], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        PATH: process.env.PATH,
        HOME: this.dir,
        SLACK_BOT_TOKEN: this.playground.botToken,
        SLACK_APP_TOKEN: this.playground.appToken,
        SLACK_API_URL: this.playground.apiUrl,
        GENESIS_DATA_DIR: join(this.dir, 'data'),
        GENESIS_ADMINS: this.playground.admin,
        PORT: String(this.port),
        LOG_LEVEL: 'warn',
        ...this.#env,
      },
    });
    this.#bot = bot;
    bot.stdout.on('data', (chunk: Buffer) => {
      this.#output += chunk.toString();
    });
    bot.stderr.on('data', (chunk: Buffer) => {
      this.#output += chunk.toString();
    });
    await this.until(async () => {
      if (bot.exitCode !== null) throw new Error(`the bot ended with ${bot.exitCode}:\n${this.#output}`);
      return (await fetch(`http://127.0.0.1:${this.port}/readyz`)).ok;
    }, 30_000);
  }

  /** Ends the bot by the signal and waits until the process is gone. */
  async endBot(signal: NodeJS.Signals): Promise<number | null> {
    const bot = this.#bot;
    if (bot === null) return null;
    this.#bot = null;
    if (bot.exitCode !== null || bot.signalCode !== null) return bot.exitCode;
    const ended = once(bot, 'exit');
    bot.kill(signal);
    await ended;
    return bot.exitCode;
  }

  async control<T = Record<string, unknown>>(call: string, body?: Record<string, unknown>): Promise<T> {
    const response = await fetch(
      `${this.playground.url}/_control/${call}`,
      body === undefined
        ? {}
        : { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) },
    );
    const answer = (await response.json()) as T;
    if (!response.ok) throw new Error(`/_control/${call}: ${response.status} ${JSON.stringify(answer)}`);
    return answer;
  }

  async say(
    text: string,
    over: { user?: string; channel?: string; thread_ts?: string } = {},
  ): Promise<string> {
    const { ts } = await this.control<{ ts: string }>('message', {
      channel: 'C0GENERAL',
      user: 'U0LIN',
      text,
      ...over,
    });
    return ts;
  }

  /** Everything in a channel, what only one person sees included. */
  async channel(channel: string): Promise<Seen[]> {
    return (await this.control<{ messages: Seen[] }>(`messages?channel=${channel}`)).messages;
  }

  async thread(ts: string, channel = 'C0GENERAL'): Promise<Seen[]> {
    const { messages } = await this.control<{ messages: Seen[] }>(
      `messages?channel=${channel}&thread_ts=${ts}`,
    );
    return messages;
  }

  /** The bot's own messages of a thread. */
  async replies(ts: string, channel = 'C0GENERAL'): Promise<Seen[]> {
    return (await this.thread(ts, channel)).filter((message) => message.user === BOT);
  }

  /** Waits until the bot has finished a message in the thread: its stream is closed and it carries the run's marker. */
  async answer(
    ts: string,
    over: { channel?: string; count?: number; timeoutMs?: number } = {},
  ): Promise<Seen> {
    const count = over.count ?? 1;
    return this.until(async () => {
      const answered = (await this.replies(ts, over.channel)).filter(isAnswer);
      return answered.length >= count ? answered[count - 1] : undefined;
    }, over.timeoutMs ?? 15_000);
  }

  /** What a command of the command line prints, run beside the bot on the same data. */
  async genesis(...args: string[]): Promise<string> {
    const { stdout } = await run(process.execPath, ['src/bot/genesis.mjs', ...args], {
      env: { PATH: process.env.PATH, HOME: this.dir, GENESIS_DATA_DIR: join(this.dir, 'data') },
    });
    return stdout;
  }

  /** Rows of a query, as an analyst. */
  async sql(query: string): Promise<unknown[][]> {
    return (JSON.parse(await this.genesis('sql', '--json', query)) as { rows: unknown[][] }).rows;
  }

  /** Polls the condition until it gives something truthy. */
  async until<T>(condition: () => Promise<T | undefined | false>, timeout = 15_000): Promise<T> {
    return vi.waitFor(
      async () => {
        const value = await condition();
        if (value === undefined || value === false) throw new Error(`not yet:\n${this.#output.slice(-4000)}`);
        return value;
      },
      { timeout, interval: 20 },
    );
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.endBot('SIGKILL');
    await this.playground.close();
    await rm(this.dir, { recursive: true, force: true });
  }
}

/** True for a run's closing message: it carries the marker that makes posting effectively-once. */
function isAnswer(message: Seen): boolean {
  return (
    message.ephemeral_to === undefined &&
    message.metadata?.event_type === 'genesis_run' &&
    message.stream?.state !== 'streaming'
  );
}
