import type { FlagName } from '#graph/flags.ts';
import type { Flags } from '#graph/ports.ts';

/** One flag as an operator sees it: the `/genesis flags` table and `genesis flags`. */
export type FlagState = {
  key: FlagName;
  /** True when at least one user gets it on. */
  enabled: boolean;
  /** Share of users that get it on, 0 to 100; null where targeting rules decide and no share is true of all. */
  percentage: number | null;
  /** What it does, in a few words. */
  description: string;
  /** Raised by every change; a change names the one it saw. 0 where the table has no row. */
  version: number;
  /** ISO time and actor of the last change; null before the first. */
  updatedAt: string | null;
  updatedBy: string | null;
  /** Why the stored definition is not in force; the last good one is. */
  problem: string | null;
};

export type FlagChange = {
  /** Who: a Slack user id, or the operating system's user for the CLI. */
  actor: string;
  via: 'slack' | 'cli';
  /** The version that the actor saw; a newer one is a conflict, so that nobody overwrites what they did not see. */
  expectedVersion: number;
};

export type FlagChangeResult =
  | { ok: true; state: FlagState }
  /** `message` is a sentence for whoever made the change. */
  | { ok: false; kind: 'conflict' | 'unknown'; message: string; state: FlagState | null };

/** Evaluation for the graph, listing and changing for commands. */
export interface BotFlags extends Flags {
  /** Every flag that something reads, in their declared order, fresh from the store. */
  list(): Promise<FlagState[]>;
  /** All users on, or all off. Written with an audit row, in force in this process when it resolves. */
  set(key: string, enabled: boolean, change: FlagChange): Promise<FlagChangeResult>;
  /** Called after every change of what is in force; gives back its own removal. */
  onChange(listener: () => void): () => void;
}
