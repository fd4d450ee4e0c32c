import { z } from 'zod';
import type { Database } from './database/database.ts';
import type { StoreLog } from './store.ts';

/** What one instance tells all others, over LISTEN/NOTIFY. Delivery is prompt but not guaranteed: poll behind it. */
export const Signal = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('stop'), runId: z.string() }),
  z.object({ kind: z.literal('flags_changed') }),
]);
export type Signal = z.infer<typeof Signal>;

export interface Signals {
  /** Own signals arrive too. After a lost connection the handler gets `flags_changed` once it is back. */
  subscribe(handler: (signal: Signal) => void): Promise<AsyncDisposable>;
}

/** The migrations' functions notify on it. */
const CHANNEL = 'genesis';

export function signalsOf(database: Database, log: StoreLog): Signals {
  return {
    async subscribe(handler) {
      const hear = (payload: string): void => {
        const signal = Signal.safeParse(parseJson(payload));
        if (signal.success) handler(signal.data);
        else log.warn({}, 'a notification that is no signal was ignored');
      };
      const listening = await database.listen(CHANNEL, hear, () => handler({ kind: 'flags_changed' }));
      return { [Symbol.asyncDispose]: () => listening.close() };
    },
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
