import type { Fields } from '#playground/fields.ts';

/** A block as the app sent it, checked against Slack's limits. */
export type Block = Fields & { readonly type: string; readonly block_id: string };

export type Metadata = { event_type: string; event_payload: Fields };

type Reaction = { name: string; users: string[] };

export type StreamTask = {
  id: string;
  title: string;
  status: 'pending' | 'in_progress' | 'complete' | 'error';
  details: string;
  output: string;
  sources: Fields[];
};

/** A message that the app streams. `chunks` is everything that was sent, in order. */
export type Stream = {
  state: 'streaming' | 'stopped' | 'expired';
  mode: 'plan' | 'timeline';
  title: string;
  tasks: StreamTask[];
  markdown: string;
  chunks: Fields[];
};

/** One message, as `/_control/messages` shows it and the page draws it. */
export type Message = {
  channel: string;
  ts: string;
  thread_ts?: string;
  user: string;
  /** The author's organisation. */
  team: string;
  bot_id?: string;
  subtype?: 'file_share';
  text: string;
  blocks?: Block[];
  metadata?: Metadata;
  files?: Fields[];
  edited?: { user: string; ts: string };
  reactions: Reaction[];
  ephemeral_to?: string;
  stream?: Stream;
  /** Replies in the thread that this message starts, ephemeral ones not counted. */
  reply_count: number;
};
