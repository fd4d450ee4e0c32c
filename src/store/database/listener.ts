import type pg from 'pg';
import type { StoreLog } from '#store/store.ts';
import type { Listening } from './database.ts';

const HEARTBEAT_MS = 10_000;
const RETRY_MS = [100, 500, 1_000, 2_000, 5_000] as const;

type Subscription = { channel: string; onNotification: (payload: string) => void; onReconnect: () => void };

export interface Listener extends AsyncDisposable {
  listen(
    channel: string,
    onNotification: (payload: string) => void,
    onReconnect: () => void,
  ): Promise<Listening>;
}

/**
 * One connection for all subscriptions, made with the first. When it breaks it is made anew, one attempt at a time
 * and with growing pauses, and every subscriber is told, since notifications of the meantime are lost. A silent
 * death is found by a query every ten seconds.
 */
export function openListener(connect: () => pg.Client, log: StoreLog): Listener {
  const subscriptions = new Set<Subscription>();
  /** The connection, or the attempt at one. Whatever an earlier one still says is not heard. */
  let current: { client: pg.Client; ready: Promise<pg.Client> } | null = null;
  let closed = false;
  let failures = 0;
  let retry: NodeJS.Timeout | undefined;
  let heartbeat: NodeJS.Timeout | undefined;

  const open = (): Promise<pg.Client> => {
    const client = connect();
    client.on('error', () => lost(client));
    client.on('end', () => lost(client));
    client.on('notification', (message) => {
      for (const subscription of subscriptions) {
        if (subscription.channel === message.channel) subscription.onNotification(message.payload ?? '');
      }
    });
    const ready = prepare(client);
    current = { client, ready };
    // Whoever waits gets the rejection as well.
    ready.catch(() => lost(client));
    return ready;
  };

  const prepare = async (client: pg.Client): Promise<pg.Client> => {
    await client.connect();
    for (const channel of new Set([...subscriptions].map((each) => each.channel))) {
      await client.query(`listen "${channel}"`);
    }
    if (current?.client !== client) throw new Error('the listening connection was lost while it was made');
    failures = 0;
    heartbeat = setInterval(() => client.query('select 1').catch(() => lost(client)), HEARTBEAT_MS);
    heartbeat.unref();
    return client;
  };

  /** Once per connection, however many ways it says so. */
  const lost = (client: pg.Client): void => {
    if (current?.client !== client) return;
    current = null;
    clearInterval(heartbeat);
    leave(client).catch(() => log.debug({}, 'listening connection was already closed'));
    if (closed || subscriptions.size === 0) return;
    log.warn({ failures }, 'listening connection lost; connecting again');
    const pause = RETRY_MS[Math.min(failures, RETRY_MS.length - 1)];
    failures += 1;
    retry = setTimeout(again, pause);
    retry.unref();
  };

  const again = (): void => {
    retry = undefined;
    if (closed || current || subscriptions.size === 0) return;
    open().then(
      () => {
        for (const subscription of subscriptions) subscription.onReconnect();
      },
      () => log.debug({ failures }, 'listening connection could not be made yet'),
    );
  };

  const leave = (client: pg.Client): Promise<void> => {
    client.removeAllListeners();
    client.on('error', () => log.debug({}, 'closed listening connection failed'));
    return client.end();
  };

  return {
    async listen(channel, onNotification, onReconnect) {
      const subscription = { channel, onNotification, onReconnect };
      subscriptions.add(subscription);
      try {
        if (current) {
          const client = await current.ready;
          await client.query(`listen "${channel}"`);
        } else {
          // At once, and instead of the attempt that may be due later.
          clearTimeout(retry);
          const interrupted = subscriptions.size > 1;
          await open();
          if (interrupted) for (const each of subscriptions) if (each !== subscription) each.onReconnect();
        }
      } catch (error) {
        subscriptions.delete(subscription);
        throw error;
      }
      return {
        close: async () => {
          subscriptions.delete(subscription);
        },
      };
    },
    async [Symbol.asyncDispose]() {
      closed = true;
      clearTimeout(retry);
      clearInterval(heartbeat);
      const last = current;
      current = null;
      if (last) await leave(last.client);
    },
  };
}
