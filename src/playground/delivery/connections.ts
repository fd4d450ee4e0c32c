import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import { isFields, text } from '#playground/fields.ts';
import type { Log } from '#playground/log.ts';
import type { Feed } from '#playground/workspace/feed.ts';
import { APP_ID } from '#playground/workspace/seed.ts';

/** Slack gives an app ten sockets at most and a ticket half a minute. */
const MAX_CONNECTIONS = 10;
const TICKET_LIFETIME_MS = 30_000;
/** An app takes a socket for dead when no ping came for 30 s. */
const PING_EVERY_MS = 10_000;
/** Acks carry a slash command's or a modal's answer; Slack's own limit for blocks is far below. */
const MAX_FRAME_BYTES = 1_000_000;

type Connection = { id: number; socket: WebSocket; alive: boolean };
type OnAck = (envelopeId: string, payload: unknown) => void;

/** The app's sockets. An envelope goes to one of them, in turns. */
export class Connections {
  readonly #server = new WebSocketServer({ noServer: true, maxPayload: MAX_FRAME_BYTES });
  readonly #open = new Map<number, Connection>();
  readonly #tickets = new Map<string, number>();
  readonly #log: Log;
  readonly #feed: Feed;
  readonly #now: () => number;
  readonly #pings: NodeJS.Timeout;
  #count = 0;
  #turn = 0;
  /** Called for every ack that arrives. */
  onAck: OnAck = () => {};

  constructor(log: Log, feed: Feed, now: () => number) {
    this.#log = log;
    this.#feed = feed;
    this.#now = now;
    this.#pings = setInterval(() => this.#ping(), PING_EVERY_MS);
    this.#pings.unref();
  }

  get connected(): boolean {
    return this.#open.size > 0;
  }

  get count(): number {
    return this.#open.size;
  }

  /** A ticket opens one socket once. */
  allow(ticket: string): void {
    const now = this.#now();
    for (const [old, expiresAt] of this.#tickets) if (expiresAt < now) this.#tickets.delete(old);
    this.#tickets.set(ticket, now + TICKET_LIFETIME_MS);
  }

  /** Takes over a request to become a socket, or ends it when its ticket is not good. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const ticket = new URL(request.url ?? '/', 'http://playground').searchParams.get('ticket') ?? '';
    const expiresAt = this.#tickets.get(ticket);
    this.#tickets.delete(ticket);
    if (expiresAt === undefined || expiresAt < this.#now()) {
      socket.end('HTTP/1.1 401 Unauthorized\r\nConnection: close\r\n\r\n');
      return;
    }
    this.#server.handleUpgrade(request, socket, head, (upgraded) => this.#welcome(upgraded));
  }

  /** Sends to the next connection in turn. Null when none is open. */
  send(envelope: object): number | null {
    const open = [...this.#open.values()].filter(({ socket }) => socket.readyState === socket.OPEN);
    const connection = open[this.#turn % Math.max(open.length, 1)];
    this.#turn += 1;
    if (connection === undefined) return null;
    connection.socket.send(JSON.stringify(envelope));
    return connection.id;
  }

  /** Tells every app process to come back on a new socket, as Slack does every few hours. */
  refresh(): void {
    for (const { socket } of this.#open.values()) {
      socket.send(
        JSON.stringify({ type: 'disconnect', reason: 'refresh_requested', debug_info: DEBUG_INFO }),
      );
    }
  }

  /** Cuts every socket without a word. */
  cut(): void {
    for (const { socket } of this.#open.values()) socket.terminate();
  }

  /** Says goodbye on every socket, and cuts those that do not answer within half a second. */
  async close(): Promise<void> {
    clearInterval(this.#pings);
    const closed = [...this.#open.values()].map(({ socket }) => {
      socket.close(1001);
      return once(socket, 'close');
    });
    const patience = setTimeout(() => this.cut(), 500);
    await Promise.all(closed);
    clearTimeout(patience);
    this.#server.close();
  }

  #welcome(socket: WebSocket): void {
    this.#count += 1;
    const connection: Connection = { id: this.#count, socket, alive: true };
    if (this.#open.size >= MAX_CONNECTIONS) {
      socket.send(
        JSON.stringify({ type: 'disconnect', reason: 'too_many_websockets', debug_info: DEBUG_INFO }),
      );
      socket.close();
      return;
    }
    this.#open.set(connection.id, connection);
    socket.on('message', (data) => this.#receive(data.toString()));
    socket.on('pong', () => {
      connection.alive = true;
    });
    socket.on('error', () => socket.terminate());
    socket.on('close', () => {
      this.#open.delete(connection.id);
      this.#log.connection(this.#now(), connection.id, 'closed');
      this.#feed.publish({ type: 'connection', connected: this.connected });
    });
    this.#log.connection(this.#now(), connection.id, 'opened');
    socket.send(
      JSON.stringify({
        type: 'hello',
        num_connections: this.#open.size,
        connection_info: { app_id: APP_ID },
        debug_info: DEBUG_INFO,
      }),
    );
    this.#feed.publish({ type: 'connection', connected: true });
  }

  #receive(data: string): void {
    let frame: unknown;
    try {
      frame = JSON.parse(data);
    } catch {
      // Slack ignores frames that are no JSON; so does it here.
      return;
    }
    if (isFields(frame) && text(frame, 'envelope_id') !== '') {
      this.onAck(text(frame, 'envelope_id'), frame.payload);
    }
  }

  #ping(): void {
    for (const connection of this.#open.values()) {
      if (!connection.alive) connection.socket.terminate();
      connection.alive = false;
      connection.socket.ping();
    }
  }
}

const DEBUG_INFO = { host: 'playground', build_number: 1, approximate_connection_time: 18_060 };
