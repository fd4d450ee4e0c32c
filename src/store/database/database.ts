import type pg from 'pg';

export type Listening = { close(): Promise<void> };

/**
 * A Postgres behind the same interface whether it runs in this process or on a server: sessions from `pool`,
 * notifications from `listen`. Production and the embedded default differ in construction alone.
 */
export interface Database extends AsyncDisposable {
  readonly pool: pg.Pool;
  /** True when no other process can reach the data: what is marked active at boot was left by a dead one. */
  readonly exclusive: boolean;
  /**
   * Calls `onNotification` with each payload sent to `channel`, and `onReconnect` after a subscription that was
   * lost is back, since what was sent meanwhile is gone.
   */
  listen(
    channel: string,
    onNotification: (payload: string) => void,
    onReconnect: () => void,
  ): Promise<Listening>;
}

/**
 * Runs `work` in one transaction of one session. A transaction in which any statement failed fails as a whole,
 * even when `work` caught the error. Never await the network inside, nor another query of the same database.
 */
export async function transaction<T>(
  pool: pg.Pool,
  work: (session: pg.ClientBase) => Promise<T>,
): Promise<T> {
  const session = await pool.connect();
  let broken = false;
  try {
    await session.query('begin');
    const value = await work(session);
    const end = await session.query('commit');
    if (end.command !== 'COMMIT') {
      throw new Error('the transaction was rolled back because a statement in it had failed');
    }
    return value;
  } catch (error) {
    await session.query('rollback').catch(() => {
      broken = true;
    });
    throw error;
  } finally {
    session.release(broken);
  }
}
