import { deliverEvent } from '#playground/delivery/events.ts';
import { type Fields, text } from '#playground/fields.ts';
import type { LocalSlack } from '#playground/local-slack.ts';
import { toApiView } from '#playground/web-api/shapes.ts';
import { type Done, refuse } from './act.ts';

/** A person opens the app's Home or its messages: `{user, tab?: 'home' | 'messages'}`. */
export function openHome(slack: LocalSlack, fields: Fields): Done {
  const person = slack.directory.person(text(fields, 'user'));
  const channel = slack.directory.channel(text(fields, 'user'));
  if (person === undefined || channel === undefined) return refuse('user_not_found');
  const view = slack.views.home(person.id);
  const ts = slack.ids.ts();
  const eventId = deliverEvent(
    slack,
    {
      type: 'app_home_opened',
      user: person.id,
      channel: channel.id,
      tab: text(fields, 'tab') === 'messages' ? 'messages' : 'home',
      ...(view === undefined ? {} : { view: toApiView(view) }),
      event_ts: ts,
    },
    { channel: channel.id, ts },
  );
  return { ok: true, event_id: eventId };
}
