import { interaction, responseUrl } from '#playground/delivery/interactions.ts';
import { type Fields, text } from '#playground/fields.ts';
import type { LocalSlack } from '#playground/local-slack.ts';
import { toApi, toApiView } from '#playground/web-api/shapes.ts';
import type { Person } from '#playground/workspace/seed.ts';
import { type Done, refuse } from './act.ts';
import { elementValue } from './element-value.ts';
import { type Found, findElement } from './find-element.ts';
import { stateValues } from './state-values.ts';
import { whoWhere } from './who-where.ts';

/**
 * A person uses an element: `{channel, ts, action_id, user, value?, block_id?}` in a message, or `{view_id, …}` in a
 * modal or on Home. Answers once the app has acked or 3 s have passed.
 */
export async function click(slack: LocalSlack, fields: Fields): Promise<Done> {
  return text(fields, 'view_id') === '' ? clickInMessage(slack, fields) : clickInView(slack, fields);
}

async function clickInMessage(slack: LocalSlack, fields: Fields): Promise<Done> {
  const at = whoWhere(slack, fields);
  if (!at.ok) return refuse(at.error);
  const { person, channel } = at;
  const message = slack.messages.find(channel.id, text(fields, 'ts'));
  const seen = message?.ephemeral_to === undefined || message.ephemeral_to === person.id;
  if (message === undefined || !seen) return refuse('message_not_found');
  const found = find(message.blocks ?? [], fields);
  if (found === undefined) return refuse('action_not_found');
  const thread = message.thread_ts === undefined ? {} : { thread_ts: message.thread_ts };
  return send(slack, found, fields, channel.id, {
    ...interaction(slack, person),
    container: {
      type: 'message',
      message_ts: message.ts,
      channel_id: channel.id,
      is_ephemeral: message.ephemeral_to !== undefined,
      ...thread,
    },
    channel: { id: channel.id, name: channel.is_im ? 'directmessage' : channel.name },
    message: toApi(message, { metadata: true }),
    state: { values: stateValues(message.blocks ?? [], {}) },
    response_url: responseUrl(slack, channel, person, { ...thread, message_ts: message.ts }),
  });
}

async function clickInView(slack: LocalSlack, fields: Fields): Promise<Done> {
  const person: Person | undefined = slack.directory.person(text(fields, 'user'));
  if (person === undefined) return refuse('user_not_found');
  const view = slack.views.find(text(fields, 'view_id'));
  if (view === undefined || view.user !== person.id) return refuse('view_not_found');
  const found = find(view.blocks, fields);
  if (found === undefined) return refuse('action_not_found');
  const values = stateValues(view.blocks, {});
  return send(slack, found, fields, undefined, {
    ...interaction(slack, person),
    container: { type: 'view', view_id: view.id },
    view: toApiView(view, values),
  });
}

function find(blocks: Parameters<typeof findElement>[0], fields: Fields): Found | undefined {
  return findElement(blocks, text(fields, 'action_id'), text(fields, 'value'), text(fields, 'block_id'));
}

async function send(
  slack: LocalSlack,
  { element, block }: Found,
  fields: Fields,
  channel: string | undefined,
  payload: Fields,
): Promise<Done> {
  const action = {
    action_id: element.action_id,
    block_id: block.block_id,
    type: element.type,
    ...(element.text === undefined ? {} : { text: element.text }),
    ...elementValue(element, fields.value),
    action_ts: slack.ids.ts(),
  };
  const ack = await slack.deliveries.interaction(
    'interactive',
    { type: 'block_actions', ...(channel === undefined ? {} : { channel }), ts: text(fields, 'ts') },
    { type: 'block_actions', ...payload, actions: [action] },
  );
  return { ok: true, acked: ack.acked };
}
