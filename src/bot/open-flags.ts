import { FLAG_DESCRIPTIONS, type FlagName, SAFE_FLAGS } from '#graph/flags.ts';
import type { FlagRow, FlagStore } from '#store/flags.ts';
import type { Signals } from '#store/signals.ts';
import { percentageOf, switched } from './flag-definition.ts';
import { explainFlag, FLAG_NAMES, FlagSet } from './flag-set.ts';
import type { BotFlags, FlagChange, FlagChangeResult, FlagState } from './flags.ts';
import type { Logger } from './log.ts';

export type OpenFlagsSettings = {
  store: FlagStore;
  /** Null where the process lives too briefly to hear of changes. */
  signals: Signals | null;
  /** Behind the signals, which are not guaranteed to arrive; milliseconds. 0 does not poll. */
  pollMs: number;
  log: Logger;
};

/** {@link BotFlags} with what its owner and the CLI need besides. */
export interface OpenFlags extends BotFlags, AsyncDisposable {
  /** Reads the table now; rejects where it cannot. */
  refresh(): Promise<void>;
  explain(
    flag: FlagName,
    user: string,
  ): Promise<{ enabled: boolean; variant: string | null; reason: string }>;
}

/**
 * Loads the definitions, then follows the table by signal and by polling. While the table cannot be read the last
 * good definitions stay in force.
 */
export async function openFlags(settings: OpenFlagsSettings): Promise<OpenFlags> {
  const { store, log } = settings;
  const set = new FlagSet();
  const listeners = new Set<() => void>();
  let rows = new Map<string, FlagRow>();
  let failing = false;
  let reading: Promise<void> | null = null;
  let again = false;

  const read = async (): Promise<void> => {
    const fresh = await store.list();
    rows = new Map(fresh.map((row) => [row.key, row]));
    const before = FLAG_NAMES.map((flag) => set.problem(flag)).join();
    const changed = set.install(fresh);
    for (const flag of FLAG_NAMES) {
      const problem = set.problem(flag);
      if (problem !== null && !before.includes(problem))
        log.error({ flag, problem }, 'flag definition refused');
    }
    if (changed) for (const listener of listeners) listener();
  };
  const readAll = async (): Promise<void> => {
    do {
      again = false;
      await read();
    } while (again);
  };
  /** One read at a time; a change that arrives meanwhile is read afterwards. */
  const refresh = (): Promise<void> => {
    if (reading !== null) {
      again = true;
      return reading;
    }
    reading = readAll().finally(() => {
      reading = null;
    });
    return reading;
  };
  const follow = (): void => {
    refresh().then(
      () => {
        if (failing) log.info({}, 'flags are read again');
        failing = false;
      },
      (error: unknown) => {
        if (!failing) log.warn({ err: error }, 'flags cannot be read; the last good ones stay');
        failing = true;
      },
    );
  };

  await refresh();
  const subscription = await settings.signals?.subscribe((signal) => {
    if (signal.kind === 'flags_changed') follow();
  });
  const timer = settings.pollMs > 0 ? setInterval(follow, settings.pollMs).unref() : null;

  const state = (key: FlagName): FlagState => {
    const row = rows.get(key);
    const definition = set.definition(key);
    const percentage = definition === undefined ? (SAFE_FLAGS[key] ? 100 : 0) : percentageOf(definition);
    const description = definition?.metadata?.description;
    return {
      key,
      enabled: percentage === null || percentage > 0,
      percentage,
      description: typeof description === 'string' ? description : FLAG_DESCRIPTIONS[key],
      version: row?.version ?? 0,
      updatedAt: row?.updatedAt ?? null,
      updatedBy: row?.updatedBy ?? null,
      problem: set.problem(key),
    };
  };

  const change = async (key: string, enabled: boolean, by: FlagChange): Promise<FlagChangeResult> => {
    await refresh();
    const flag = FLAG_NAMES.find((name) => name === key);
    if (flag === undefined || !rows.has(flag)) {
      return { ok: false, kind: 'unknown', message: `There is no flag named ${key}.`, state: null };
    }
    const base = set.definition(flag) ?? {
      state: 'ENABLED' as const,
      variants: { on: true, off: false },
      defaultVariant: 'off',
    };
    const answer = await store.set({ key: flag, definition: switched(base, enabled), ...by });
    await refresh();
    if (answer.ok) return { ok: true, state: state(flag) };
    const who = answer.row === null ? '' : ` by ${answer.row.updatedBy}`;
    return answer.kind === 'conflict'
      ? { ok: false, kind: 'conflict', message: `${flag} was changed meanwhile${who}.`, state: state(flag) }
      : { ok: false, kind: 'unknown', message: `There is no flag named ${flag}.`, state: null };
  };

  return {
    enabled: (flag, user) => set.enabled(flag, user),
    async list() {
      await refresh();
      return FLAG_NAMES.map(state);
    },
    set: change,
    refresh,
    explain: (flag, user) => explainFlag(set, flag, user),
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    async [Symbol.asyncDispose]() {
      if (timer !== null) clearInterval(timer);
      listeners.clear();
      await subscription?.[Symbol.asyncDispose]();
      // A read under way ends before the store may close.
      await reading?.catch(() => log.debug({}, 'the last read of flags failed'));
    },
  };
}
