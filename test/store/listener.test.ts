import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import pg from 'pg';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { openListener } from '#store/database/listener.ts';
import { silent } from '#test/setup/stores.ts';

const READY = Buffer.from([0x5a, 0, 0, 0, 5, 0x49]);
const AUTHENTICATED = Buffer.concat([Buffer.from([0x52, 0, 0, 0, 8, 0, 0, 0, 0]), READY]);
const LISTENING = Buffer.concat([Buffer.from([0x43, 0, 0, 0, 11]), Buffer.from('LISTEN\0'), READY]);
const SIMPLE_QUERY = 0x51;

/** A proxy before a database: while that is down, it accepts connections and closes them, as docker's and pgbouncer do. */
let proxy: Server;
let databaseUp: boolean;
let live: Set<Socket>;
/** When each connection was accepted, in milliseconds. */
let accepted: number[];

beforeEach(async () => {
  databaseUp = true;
  live = new Set();
  accepted = [];
  proxy = createServer((socket) => {
    accepted.push(performance.now());
    socket.on('error', () => socket.destroy());
    if (!databaseUp) {
      socket.destroy();
      return;
    }
    live.add(socket);
    socket.on('close', () => live.delete(socket));
    let greeted = false;
    socket.on('data', (data) => {
      if (!greeted) socket.write(AUTHENTICATED);
      else if (data[0] === SIMPLE_QUERY) socket.write(LISTENING);
      greeted = true;
    });
  });
  proxy.listen(0, '127.0.0.1');
  await once(proxy, 'listening');
});

afterEach(() => {
  for (const socket of live) socket.destroy();
  proxy.close();
});

function connect(): pg.Client {
  const address = proxy.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  return new pg.Client({ host: '127.0.0.1', port, user: 'x', database: 'x', ssl: false });
}

function cutAll(): void {
  for (const socket of live) socket.destroy();
}

it('makes one attempt at a time, with growing pauses, and holds one connection once the database is back', async () => {
  const listener = openListener(connect, silent);
  const back = vi.fn();
  await listener.listen('genesis', () => {}, back);
  await listener.listen('other', () => {}, back);
  databaseUp = false;
  cutAll();
  await vi.waitFor(() => expect(accepted.length).toBe(4), { timeout: 10_000, interval: 5 });
  const pauses = accepted.slice(1).map((at, n) => Math.round(at - (accepted[n] ?? 0)));
  expect(pauses[1]).toBeGreaterThan(450);
  expect(pauses[2]).toBeGreaterThan(900);
  databaseUp = true;
  await vi.waitFor(() => expect(back).toHaveBeenCalledTimes(2), { timeout: 10_000 });
  expect([accepted.length, live.size]).toEqual([5, 1]);
  await listener[Symbol.asyncDispose]();
  await vi.waitFor(() => expect(live.size).toBe(0));
}, 20_000);

it('takes a new subscription for the next attempt, and tells the others that they are heard again', async () => {
  const listener = openListener(connect, silent);
  const back = vi.fn();
  await listener.listen('genesis', () => {}, back);
  databaseUp = false;
  cutAll();
  await vi.waitFor(() => expect(accepted.length).toBe(3), { timeout: 10_000, interval: 5 });
  databaseUp = true;
  const own = vi.fn();
  // The attempt that was just turned away may still be failing, and takes a subscription of this moment with it.
  await vi.waitFor(() => listener.listen('other', () => {}, own), { timeout: 5_000, interval: 5 });
  expect(back).toHaveBeenCalledTimes(1);
  expect(own).not.toHaveBeenCalled();
  expect([accepted.length, live.size]).toEqual([4, 1]);
  await listener[Symbol.asyncDispose]();
  await vi.waitFor(() => expect(live.size).toBe(0));
}, 20_000);

it('leaves nothing behind when it is closed while the database is away', async () => {
  const listener = openListener(connect, silent);
  await listener.listen(
    'genesis',
    () => {},
    () => {},
  );
  databaseUp = false;
  cutAll();
  await vi.waitFor(() => expect(accepted.length).toBe(2), { timeout: 10_000, interval: 5 });
  await listener[Symbol.asyncDispose]();
  databaseUp = true;
  expect(live.size).toBe(0);
});
