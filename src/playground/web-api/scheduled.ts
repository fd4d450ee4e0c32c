import { type Fields, number, text } from '#playground/fields.ts';
import type { LocalSlack } from '#playground/local-slack.ts';
import { type Answer, type Method, refuse } from './answer.ts';
import { postMessage } from './chat.ts';

const MAX_AHEAD_SECONDS = 120 * 24 * 3_600;
/** A longer timer would fire at once. */
const MAX_TIMER_MS = 2 ** 31 - 1;

/** Messages that are posted later. */
export const scheduledMethods: Readonly<Record<string, Method>> = {
  'chat.scheduleMessage': schedule,
  'chat.deleteScheduledMessage': (args, slack) => {
    const id = text(args, 'scheduled_message_id');
    const known = slack.scheduled.get(id);
    if (known === undefined) return refuse('invalid_scheduled_message_id');
    clearTimeout(known.timer);
    slack.scheduled.delete(id);
    return { ok: true };
  },
};

function schedule(args: Fields, slack: LocalSlack): Answer {
  const channel = slack.directory.channel(text(args, 'channel'));
  if (channel === undefined) return refuse('channel_not_found');
  const postAt = number(args, 'post_at') ?? 0;
  const now = slack.now() / 1_000;
  if (postAt <= now) return refuse('time_in_past');
  if (postAt > now + MAX_AHEAD_SECONDS) return refuse('time_too_far');
  const id = slack.ids.next('Q');
  const timer = setTimeout(
    () => {
      slack.scheduled.delete(id);
      postMessage(args, slack);
    },
    Math.min((postAt - now) * 1_000, MAX_TIMER_MS),
  );
  timer.unref();
  slack.scheduled.set(id, { timer, postAt, channel: channel.id });
  return { ok: true, channel: channel.id, scheduled_message_id: id, post_at: postAt };
}
