import type { types } from '@slack/bolt';

/**
 * What the playground's server and this page say to each other. Field names are Slack's own wherever Slack has
 * one, so that a message here and a message of the Web API are the same object.
 */

export type Block = types.KnownBlock;

export type Person = {
  id: string;
  /** The handle, as it is mentioned. */
  name: string;
  real_name?: string;
  is_bot?: boolean;
  is_admin?: boolean;
  /** A guest. */
  is_restricted?: boolean;
  /** Somebody of another organisation, through a shared channel. */
  is_stranger?: boolean;
};

export type Channel = {
  id: string;
  /** Direct messages have none. */
  name?: string;
  is_im?: boolean;
  is_ext_shared?: boolean;
  num_members?: number;
  topic?: { value: string };
  /** For a direct message: the person whose conversation with the bot it is. */
  user?: string;
};

export type TaskStatus = 'pending' | 'in_progress' | 'complete' | 'error';

export type StreamTask = {
  id: string;
  title: string;
  status: TaskStatus;
  details?: string;
  output?: string;
  sources?: { type?: string; url: string; text: string }[];
};

/** A message that the bot streams, or streamed. */
export type Stream = {
  state: 'streaming' | 'stopped' | 'expired';
  mode: 'plan' | 'timeline';
  title: string;
  tasks: StreamTask[];
  /** Markdown so far. */
  markdown: string;
};

export type Message = {
  channel: string;
  /** Seconds with microseconds as a decimal string: the message's identity within its channel. */
  ts: string;
  thread_ts?: string;
  user: string;
  bot_id?: string;
  text: string;
  blocks?: Block[];
  edited?: { user: string; ts: string };
  reactions?: { name: string; users: string[] }[];
  /** Only this person sees it. */
  ephemeral_to?: string;
  stream?: Stream;
  reply_count?: number;
};

/** What an agent is doing in a thread. */
export type Session = {
  channel: string;
  thread_ts?: string;
  status: 'active' | 'processing' | 'suspended' | 'closed';
  title?: string;
  /** What it says it is doing, such as "is planning…". */
  text?: string;
  loading_messages?: string[];
  suggested_prompts?: { title: string; message: string }[];
};

export type View = {
  id: string;
  type: 'modal' | 'home';
  /** Whose screen it is on. */
  user?: string;
  title: { text: string } | null;
  submit: { text: string } | null;
  close: { text: string } | null;
  blocks: Block[];
  /** Problems by block id, after a submission that the app refused. */
  errors?: Record<string, string>;
};

export type Command = { command: string; description?: string; usage_hint?: string };

export type PageState = {
  team: { id: string; name: string };
  users: Person[];
  channels: Channel[];
  you: string;
  bot: string;
  commands: Command[];
  messages: Record<string, Message[]>;
  sessions?: Session[];
  /** Modals open for this person, the topmost last. */
  views?: View[];
  home?: View | null;
  /** Whether the bot's socket is open. */
  connected?: boolean;
};

export type PageEvent =
  | { type: 'message' | 'message_changed' | 'ephemeral' | 'reaction' | 'stream'; message: Message }
  | { type: 'message_deleted'; channel: string; ts: string }
  | { type: 'session'; session: Session }
  | { type: 'view_opened' | 'view_updated' | 'view_closed'; view: View }
  | { type: 'home'; view: View }
  | { type: 'connection'; connected: boolean }
  /** The workspace was emptied: everything is to be read again. */
  | { type: 'reset' };
