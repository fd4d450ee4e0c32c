import type { Logger } from '#agents/agents-settings.ts';
import type { Catalog } from './catalog.ts';

/** Files whose change is looked for per millisecond of pause: 100,000 of them every 10 s, about a tenth of one core. */
const FILES_PER_MS = 10;

/**
 * Looks for changes on a timer: works on every file system, container mounts included, where `fs.watch` is silent.
 * The pause grows with the number of agents, so that 100,000 files do not keep a core busy.
 */
export function watchCatalog(catalog: Catalog, options: { pollMs: number; log: Logger }): AsyncDisposable {
  let timer: NodeJS.Timeout | undefined;
  let looking: Promise<void> = Promise.resolve();
  let stopped = false;

  const look = async (): Promise<void> => {
    try {
      await catalog.refresh();
    } catch (error) {
      options.log.error({ err: error }, 'looking for changed agents failed');
    }
    schedule(Math.max(options.pollMs, catalog.snapshot.entries.size / FILES_PER_MS));
  };
  const schedule = (ms: number): void => {
    if (stopped) return;
    timer = setTimeout(() => {
      looking = look();
    }, ms).unref();
  };
  schedule(options.pollMs);

  return {
    async [Symbol.asyncDispose]() {
      stopped = true;
      clearTimeout(timer);
      await looking;
    },
  };
}
