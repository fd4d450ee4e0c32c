import type { types } from '@slack/bolt';

/** What a command answers: blocks, and the same as text where Slack takes no such blocks. */
export type CommandReply = {
  text: string;
  blocks: readonly types.KnownBlock[];
  /** User ids that it mentions on purpose; every other mention is taken out. Only one person reads it. */
  mentions?: readonly string[];
};

export const ONLY_ADMINS =
  'Only admins of Genesis can do that. Ask one of them, or ask whoever operates Genesis to add you.';
