import { setImmediate as nextTurn } from 'node:timers/promises';
import type { PGlite } from '@electric-sql/pglite';
import { createPgConfig } from '@electric-sql/pglite/node-postgres';
import pg from 'pg';

/** PGlite runs on microtasks alone: without a pause timers and sockets starved for 1.6 s under load, with it 24 ms. */
const PAUSE_EVERY_MS = 5;

type Release = (error?: Error | boolean) => void;
type Callback = (error: Error | undefined, client: pg.PoolClient | undefined, done: Release) => void;

/**
 * A `pg.Pool` whose only connection is PGlite's one session, so that its queue is the one mutex for every
 * statement. Whoever waits longer than `acquireTimeoutMs` is refused. A client that comes back with an open or
 * failed transaction is rolled back before the next one gets the session.
 */
export class OneSessionPool extends pg.Pool {
  readonly #clock: () => number;
  #pausedAt: number;

  constructor(pglite: PGlite, options: { acquireTimeoutMs: number; clock: () => number }) {
    class EmbeddedClient extends pg.Client {
      constructor() {
        super(createPgConfig(pglite));
      }
    }
    super({
      max: 1,
      idleTimeoutMillis: 0,
      connectionTimeoutMillis: options.acquireTimeoutMs,
      Client: EmbeddedClient,
    });
    this.#clock = options.clock;
    this.#pausedAt = options.clock();
  }

  override connect(): Promise<pg.PoolClient>;
  override connect(callback: Callback): void;
  override connect(callback?: Callback): Promise<pg.PoolClient> | undefined {
    if (!callback) return super.connect().then((client) => this.#guard(client));
    super.connect((error, client, done) => {
      if (!client) return callback(error, client, done);
      const guarded = this.#guard(client);
      callback(error, guarded, (failure) => guarded.release(failure));
    });
    return undefined;
  }

  /** The session outlives every error, so it is never destroyed, whatever the holder says on release. */
  #guard(client: pg.PoolClient): pg.PoolClient {
    const release = client.release;
    let released = false;
    client.release = () => {
      if (released) return;
      released = true;
      this.#settle(client).then(
        () => release(),
        (error: unknown) => release(error instanceof Error ? error : true),
      );
    };
    return client;
  }

  async #settle(client: pg.PoolClient): Promise<void> {
    if (client.getTransactionStatus() !== 'I') await client.query('rollback');
    if (this.#clock() - this.#pausedAt < PAUSE_EVERY_MS) return;
    await nextTurn();
    this.#pausedAt = this.#clock();
  }
}
