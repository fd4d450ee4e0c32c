import type { BotFlags } from '#bot/flags.ts';
import type { Logger } from '#bot/log.ts';
import type { Store } from '#store/store.ts';
import type { Running } from './running.ts';

/** Half of the second within which a Stop must take effect. */
const POLL_MS = 500;

/**
 * Stops runs of this process for reasons that come from outside it: a Stop that another instance took (by signal, and
 * by polling behind it), and the emergency stop. Disposing ends the watch.
 */
export async function watchStops(
  { store, flags, log }: { store: Pick<Store, 'runs' | 'signals'>; flags: BotFlags; log: Logger },
  running: Running,
): Promise<AsyncDisposable> {
  const checkEmergency = () =>
    running.stopAll('emergency', (request) => flags.enabled('emergency_shutdown', request.user));
  const unsubscribe = flags.onChange(checkEmergency);
  const subscription = await store.signals.subscribe((signal) => {
    if (signal.kind === 'stop') running.stop(signal.runId, 'user');
  });

  const polls = new Set<Promise<void>>();
  const poll = async () => {
    try {
      for (const runId of await store.runs.stopRequested(running.ids)) running.stop(runId, 'user');
    } catch (cause) {
      log.warn({ err: cause }, 'requested stops could not be read');
    }
  };
  const timer = setInterval(() => {
    // Apart from the database: the flags are in memory, and the emergency may be the database's.
    checkEmergency();
    if (running.size === 0 || polls.size > 0) return;
    const done = poll().finally(() => polls.delete(done));
    polls.add(done);
  }, POLL_MS);
  timer.unref();

  return {
    async [Symbol.asyncDispose]() {
      clearInterval(timer);
      unsubscribe();
      await Promise.all(polls);
      await subscription[Symbol.asyncDispose]();
    },
  };
}
