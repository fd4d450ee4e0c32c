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
 * One connection for all subscriptions, made with the first. When it breaks it is made anew, with growing pauses,
 * and every subscriber is told, since notifications of the meantime are lost. A silent death is found by a query
 * every ten seconds.
 */
export function openListener(connect: () => pg.Client, log: StoreLog): Listener {
  const subscriptions = new Set<Subscription>();
  let session: Promise<pg.Client> | null = null;
  let closed = false;
  let failures = 0;
  let retry: NodeJS.Timeout | undefined;
  let heartbeat: NodeJS.Timeout | undefined;

  const open = async (): Promise<pg.Client> => {
    const client = connect();
    client.on('error', () => lost(client));
    client.on('end', () => lost(client));
    client.on('notification', (message) => {
      for (const subscription of subscriptions) {
        if (subscription.channel === message.channel) subscription.onNotification(message.payload ?? '');
      }
    });
    await client.connect();
    for (const channel of new Set([...subscriptions].map((each) => each.channel))) {
      await client.query(`listen "${channel}"`);
    }
    failures = 0;
    heartbeat = setInterval(() => client.query('select 1').catch(() => lost(client)), HEARTBEAT_MS);
    heartbeat.unref();
    return client;
  };

  const lost = (client: pg.Client): void => {
    client.removeAllListeners();
    client.on('error', () => log.debug({}, 'closed listening connection failed'));
    client.end().catch(() => log.debug({}, 'listening connection was already closed'));
    clearInterval(heartbeat);
    if (closed || retry) return;
    log.warn({ failures }, 'listening connection lost; connecting again');
    again();
  };

  const again = (): void => {
    session = null;
    const pause = RETRY_MS[Math.min(failures, RETRY_MS.length - 1)];
    failures += 1;
    retry = setTimeout(() => {
      retry = undefined;
      if (closed || subscriptions.size === 0) return;
      session = open();
      session.then(
        () => {
          for (const subscription of subscriptions) subscription.onReconnect();
        },
        () => again(),
      );
    }, pause);
    retry.unref();
  };

  return {
    async listen(channel, onNotification, onReconnect) {
      const subscription = { channel, onNotification, onReconnect };
      subscriptions.add(subscription);
      try {
        if (session) {
          const client = await session;
          await client.query(`listen "${channel}"`);
        } else {
          session = open();
          await session.then(() => undefined);
        }
      } catch (error) {
        subscriptions.delete(subscription);
        session = null;
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
      const client = await session?.catch(() => null);
      if (!client) return;
      client.removeAllListeners();
      await client.end();
    },
  };
}
