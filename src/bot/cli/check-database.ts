import { judgeDefinition } from '#bot/flag-definition.ts';
import { FLAG_NAMES } from '#bot/flag-set.ts';
import { storeMode } from '#bot/store-mode.ts';
import { attachStore } from '#store/attach.ts';
import { openStore, type Store, type StoreAccess } from '#store/open-store.ts';
import type { Check } from './doctor.ts';
import { failureOf } from './failure.ts';
import type { Loaded } from './load-config.ts';

/** Slack refuses what is five minutes off; well before that, expiries and budgets' windows are wrong. */
const SKEW_MS = 30_000;

/** Reachable, migrated, its clock the same as ours, and every flag's definition in force. */
export async function checkDatabase({ config, secrets, log }: Loaded): Promise<Check[]> {
  const mode = storeMode(config, secrets);
  const remedy =
    mode.kind === 'embedded'
      ? 'look at the data folder’s rights and space'
      : 'check DATABASE_URL and the network';
  try {
    const attached = mode.kind === 'embedded' ? await attachStore(mode.dir) : null;
    if (attached !== null) {
      await using store = attached;
      return [await reachable(store, 'embedded, through the running bot'), ...(await inside(store))];
    }
    await using store = await openStore({ mode, now: Date.now, log });
    const reached = await reachable(store, mode.kind);
    if (reached.verdict === 'fail') return [{ ...reached, remedy }];
    const migrated = await isMigrated(store);
    return [reached, migrated, ...(migrated.verdict === 'pass' ? await inside(store) : [])];
  } catch (error) {
    return [{ name: 'database', verdict: 'fail', detail: failureOf(error).message, remedy }];
  }
}

async function reachable(store: StoreAccess, where: string): Promise<Check> {
  const { ok, detail, ms } = await store.probe();
  return ok
    ? { name: 'database', verdict: 'pass', detail: `${where}: answered in ${ms.toFixed(1)} ms` }
    : { name: 'database', verdict: 'fail', detail };
}

async function isMigrated(store: Store): Promise<Check> {
  const pending = await store.pendingMigrations();
  const name = 'migrations';
  if (pending.length === 0) return { name, verdict: 'pass', detail: 'up to date' };
  const detail = `${pending.length} to apply: ${pending.join(', ')}`;
  // A start applies them; before a deploy it is better known.
  return { name, verdict: 'warn', detail, remedy: 'run genesis migrate, or let the next start do it' };
}

async function inside(store: StoreAccess): Promise<Check[]> {
  return [await clock(store), await flags(store)];
}

async function clock(store: StoreAccess): Promise<Check> {
  const from = Date.now();
  const { rows } = await store.sql('select extract(epoch from clock_timestamp()) * 1000 as ms');
  const skew = Math.abs(Number(rows[0]?.[0]) - (from + Date.now()) / 2);
  const detail = `${Math.round(skew)} ms between the database’s clock and this machine’s`;
  if (skew < SKEW_MS) return { name: 'clock', verdict: 'pass', detail };
  return { name: 'clock', verdict: 'fail', detail, remedy: 'synchronise both with NTP' };
}

async function flags(store: StoreAccess): Promise<Check> {
  const rows = new Map((await store.flags.list()).map((row) => [row.key, row]));
  const problems = FLAG_NAMES.flatMap((key) => {
    const row = rows.get(key);
    if (row === undefined) return [`${key}: has no row`];
    const judged = judgeDefinition(key, row.definition);
    return judged.ok ? [] : [`${key}: ${judged.problem}`];
  });
  if (problems.length === 0) return { name: 'flags', verdict: 'pass', detail: `${FLAG_NAMES.length} valid` };
  const remedy = 'genesis flags on|off <flag> writes a good definition';
  return { name: 'flags', verdict: 'fail', detail: problems.join('; '), remedy };
}
