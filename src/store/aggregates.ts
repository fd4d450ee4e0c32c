import { budgetsOver } from './budgets.ts';
import { conversationsOver } from './conversations.ts';
import { deadLettersOver } from './dead-letters.ts';
import { deadRunsOver } from './dead-runs.ts';
import { eventsOver } from './events.ts';
import { feedbackOver } from './feedback.ts';
import { flagsOver } from './flags.ts';
import { leasesOver } from './leases.ts';
import { ledgerOver } from './ledger.ts';
import { outboxOver } from './outbox.ts';
import type { Rpc } from './rpc/rpc.ts';
import { runsOver } from './runs.ts';
import type { Aggregates, StoreLog } from './store.ts';

/** Everything that is reached through Postgres functions, over one connection to them. */
export function aggregatesOver(rpc: Rpc, log: StoreLog): Aggregates {
  return {
    runs: runsOver(rpc),
    ledger: ledgerOver(rpc),
    budgets: budgetsOver(rpc),
    events: eventsOver(rpc, log),
    outbox: outboxOver(rpc),
    conversations: conversationsOver(rpc),
    feedback: feedbackOver(rpc),
    flags: flagsOver(rpc),
    leases: leasesOver(rpc),
    deadRuns: deadRunsOver(rpc),
    deadLetters: deadLettersOver(rpc),
  };
}
