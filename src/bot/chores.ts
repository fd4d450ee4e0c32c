import { DEFAULT_SETTINGS } from '#graph/settings.ts';
import type { Store } from '#store/open-store.ts';
import type { Config } from './config.ts';
import type { Chore } from './housekeeping.ts';
import type { Logger } from './log.ts';

/** Twice a run's deadline: a run of the command line that is quiet for longer is dead. Seconds. */
const QUIET_SECONDS = (2 * DEFAULT_SETTINGS.execute.runDeadlineMs) / 1_000;

/** What the instance that keeps house does. */
export function chores(
  store: Pick<Store, 'deadRuns' | 'expire'>,
  retention: Config['retention'],
  log: Pick<Logger, 'info' | 'warn'>,
): Chore[] {
  return [
    {
      name: 'dead_runs',
      async work(lease) {
        const swept = await store.deadRuns.sweep(lease, QUIET_SECONDS);
        if (swept.givenUp > 0) log.warn({ ...swept }, 'dead runs swept');
      },
    },
    {
      name: 'retention',
      async work(lease) {
        const expired = await store.expire(lease, retention);
        if (expired.events + expired.runs + expired.deadLetters > 0)
          log.info({ ...expired }, 'old text removed');
      },
    },
  ];
}
