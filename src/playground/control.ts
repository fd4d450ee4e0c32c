import { type Fault, readFault } from './faults.ts';
import type { Fields } from './fields.ts';
import { text } from './fields.ts';
import { type LocalSlack, resetLocalSlack } from './local-slack.ts';
import { readBehaviour } from './options.ts';
import { ACTS } from './people/acts.ts';
import { visible } from './people/visible.ts';

export type ControlAnswer = { status: number; body: unknown };

/**
 * The control API for tests: `GET ready | messages | views | log | faults`, `POST faults | reset | settings` and
 * everything that people do. Null for an address that it does not have.
 */
export async function control(
  slack: LocalSlack,
  method: string,
  name: string,
  fields: Fields,
): Promise<ControlAnswer | null> {
  if (method === 'GET') return read(slack, name, fields);
  if (method === 'DELETE' && name === 'faults') {
    slack.faults.clear(text(fields, 'method'));
    return good({ faults: slack.faults.all() });
  }
  if (method !== 'POST') return null;
  if (name === 'faults') return order(slack, readFault(fields));
  if (name === 'reset') {
    resetLocalSlack(slack);
    return good({});
  }
  if (name === 'settings') {
    Object.assign(slack.behaviour, readBehaviour(fields));
    return good({ settings: slack.behaviour });
  }
  return act(slack, name, fields);
}

/** Something that a person does; null when people cannot do that. */
export async function act(slack: LocalSlack, name: string, fields: Fields): Promise<ControlAnswer | null> {
  const known = ACTS.get(name);
  if (known === undefined) return null;
  const done = await known(slack, fields);
  return { status: done.ok ? 200 : 400, body: done };
}

function read(slack: LocalSlack, name: string, query: Fields): ControlAnswer | null {
  switch (name) {
    case 'ready':
      return slack.connections.connected
        ? good({ connections: slack.connections.count })
        : { status: 503, body: { ok: false, error: 'no bot is connected' } };
    case 'messages':
      return messages(slack, query);
    case 'views': {
      const user = text(query, 'user');
      return good({
        views: user === '' ? slack.views.all() : slack.views.openFor(user),
        home: slack.views.home(user) ?? null,
      });
    }
    case 'sessions':
      return good({ sessions: slack.sessions.all() });
    case 'log':
      return good({ calls: slack.log.calls, events: slack.log.events, connections: slack.log.connections });
    case 'faults':
      return good({ faults: slack.faults.all() });
    default:
      return null;
  }
}

function messages(slack: LocalSlack, query: Fields): ControlAnswer {
  const channel = slack.directory.channel(text(query, 'channel'));
  if (channel === undefined) return { status: 400, body: { ok: false, error: 'channel_not_found' } };
  const thread = text(query, 'thread_ts');
  const user = text(query, 'user');
  return good({
    messages: visible(slack, {
      channel: channel.id,
      ...(thread === '' ? {} : { thread_ts: thread }),
      ...(user === '' ? {} : { user }),
    }),
  });
}

/** `{error: 'disconnect'}` cuts the sockets now, `{error: 'refresh'}` asks the app to reconnect; others wait for calls. */
function order(slack: LocalSlack, fault: Fault): ControlAnswer {
  const error = fault.error?.replace(/^socket_/, '') ?? '';
  if (error === 'disconnect') slack.connections.cut();
  else if (error === 'refresh' || error === 'refresh_requested') slack.connections.refresh();
  else slack.faults.add(fault);
  return good({ faults: slack.faults.all() });
}

function good(body: Fields): ControlAnswer {
  return { status: 200, body: { ok: true, ...body } };
}
