import { type Fields, objects, structure, text } from '#playground/fields.ts';
import type { LocalSlack } from '#playground/local-slack.ts';
import { SESSION_STATUSES, type Session } from '#playground/workspace/sessions.ts';
import { type Answer, type Method, refuse } from './answer.ts';
import { threadOf } from './content.ts';

const MAX_TITLE = 200;

/** An agent's sessions in threads, in the current form and in the one for assistants before it. */
export const sessionMethods: Readonly<Record<string, Method>> = {
  'agents.sessions.setStatus': (args, slack) =>
    inThread(args, slack, 'channel_id', (channel, threadTs) => {
      const status = SESSION_STATUSES.find((one) => one === text(args, 'status'));
      if (status === undefined) return refuse('invalid_status');
      if (text(args, 'title').length > MAX_TITLE) return refuse('invalid_arguments');
      const known = slack.sessions.find(channel, threadTs);
      const title = known?.title ?? text(args, 'title');
      const session = slack.sessions.change(channel, threadTs, {
        status,
        ...(title === '' ? {} : { title }),
      });
      return { ok: true, status: session.status, title: session.title ?? '' };
    }),
  'agents.sessions.rename': (args, slack) =>
    inThread(args, slack, 'channel_id', (channel, threadTs) => {
      const title = text(args, 'title');
      if (title === '' || title.length > MAX_TITLE) return refuse('invalid_arguments');
      if (slack.sessions.find(channel, threadTs) === undefined) return refuse('session_not_found');
      slack.sessions.change(channel, threadTs, { title });
      return { ok: true, title };
    }),
  'assistant.threads.setStatus': (args, slack) =>
    inThread(args, slack, 'channel_id', (channel, threadTs) => {
      const loading = structure(args, 'loading_messages');
      slack.sessions.change(channel, threadTs, {
        text: text(args, 'status'),
        loading_messages: Array.isArray(loading) ? loading.map(String) : [],
      });
      return { ok: true };
    }),
  'assistant.threads.setTitle': (args, slack) =>
    inThread(args, slack, 'channel_id', (channel, threadTs) => {
      slack.sessions.change(channel, threadTs, { title: text(args, 'title') });
      return { ok: true };
    }),
  'assistant.threads.setSuggestedPrompts': (args, slack) =>
    inThread(args, slack, 'channel_id', (channel, threadTs) => {
      const prompts = objects(args, 'prompts').map(prompt);
      if (prompts.length === 0 || prompts.length > 4) return refuse('invalid_arguments');
      slack.sessions.change(channel, threadTs, { suggested_prompts: prompts });
      return { ok: true };
    }),
};

function prompt(fields: Fields): NonNullable<Session['suggested_prompts']>[number] {
  return { title: text(fields, 'title'), message: text(fields, 'message') };
}

/** Prompts may stand in a direct message before anybody has written: then there is no thread yet. */
function inThread(
  args: Fields,
  slack: LocalSlack,
  field: string,
  then: (channel: string, threadTs: string) => Answer,
): Answer {
  const channel = slack.directory.channel(text(args, field));
  if (channel === undefined) return refuse('channel_not_found');
  const given = text(args, 'thread_ts');
  if (given === '') return channel.is_im ? then(channel.id, '') : refuse('missing_thread_ts');
  const thread = threadOf(slack, channel.id, given);
  return thread === undefined ? refuse('thread_not_found') : then(channel.id, thread);
}
