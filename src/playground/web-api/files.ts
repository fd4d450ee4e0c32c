import { announce } from '#playground/delivery/events.ts';
import { type Fields, number, objects, text } from '#playground/fields.ts';
import type { LocalSlack } from '#playground/local-slack.ts';
import { MAX_FILE_BYTES } from '#playground/workspace/files.ts';
import type { Message } from '#playground/workspace/message.ts';
import { BOT } from '#playground/workspace/seed.ts';
import { type Answer, type Method, refuse } from './answer.ts';
import { botMessage, threadOf } from './content.ts';
import { toApiFile } from './shapes.ts';

/** Uploads in three steps: announced, sent to the address that was given, completed and shared. */
export const fileMethods: Readonly<Record<string, Method>> = {
  'files.getUploadURLExternal': (args, slack) => {
    const length = number(args, 'length') ?? 0;
    const name = text(args, 'filename');
    if (name === '') return refuse('missing_filename');
    if (length <= 0) return refuse('missing_length');
    if (length > MAX_FILE_BYTES) return refuse('file_upload_size_restricted');
    const id = slack.ids.next('F');
    const created = Math.floor(slack.now() / 1_000);
    slack.files.put({
      id,
      name,
      title: name,
      user: BOT,
      created,
      content: Buffer.alloc(0),
      state: 'announced',
    });
    return { ok: true, upload_url: `${slack.origin}/upload/${id}`, file_id: id };
  },
  'files.completeUploadExternal': complete,
  'files.info': (args, slack) => {
    const file = slack.files.find(text(args, 'file'));
    return file === undefined ? refuse('file_not_found') : { ok: true, file: toApiFile(slack, file) };
  },
};

function complete(args: Fields, slack: LocalSlack): Answer {
  const files: Fields[] = [];
  for (const { id, title } of objects(args, 'files')) {
    const file = slack.files.find(String(id));
    if (file === undefined || file.state === 'announced') return refuse('file_not_found');
    if (typeof title === 'string' && title !== '') file.title = title;
    file.state = 'shared';
    files.push(toApiFile(slack, file));
  }
  if (files.length === 0) return refuse('invalid_arguments');
  const wanted = text(args, 'channel_id');
  if (wanted !== '') {
    const channel = slack.directory.channel(wanted);
    if (channel === undefined) return refuse('channel_not_found');
    const message: Message = {
      ...botMessage(slack, channel.id, { text: text(args, 'initial_comment') }),
      subtype: 'file_share',
      files,
    };
    const thread = threadOf(slack, channel.id, text(args, 'thread_ts'));
    if (thread !== undefined) message.thread_ts = thread;
    slack.messages.add(message);
    announce(slack, message);
  }
  return { ok: true, files };
}
