import { Connections } from './delivery/connections.ts';
import { Deliveries } from './delivery/delivery.ts';
import { Faults } from './faults.ts';
import { Ids } from './ids.ts';
import { RateLimits } from './limits/rate-limits.ts';
import { Log } from './log.ts';
import type { Behaviour } from './options.ts';
import { Directory } from './workspace/directory.ts';
import { Feed } from './workspace/feed.ts';
import { Files } from './workspace/files.ts';
import { Grants } from './workspace/grants.ts';
import type { Message } from './workspace/message.ts';
import { Messages } from './workspace/messages.ts';
import { Sessions } from './workspace/sessions.ts';
import { Views } from './workspace/views.ts';

/** Everything that one playground is made of. Methods and acts take it as their context. */
export type LocalSlack = {
  /** Read at every use: tests change it at runtime. */
  readonly behaviour: Behaviour;
  readonly now: () => number;
  readonly ids: Ids;
  readonly log: Log;
  readonly faults: Faults;
  readonly rates: RateLimits;
  readonly feed: Feed;
  readonly directory: Directory;
  readonly messages: Messages;
  readonly sessions: Sessions;
  readonly views: Views;
  readonly files: Files;
  readonly grants: Grants;
  readonly connections: Connections;
  readonly deliveries: Deliveries;
  /** What was said under an event id that the caller chose, so that saying it again delivers it again. */
  readonly said: Map<string, Message>;
  /** Messages that are to be posted later, by their id. */
  readonly scheduled: Map<string, { timer: NodeJS.Timeout; postAt: number; channel: string }>;
  /** Where the server listens, such as `http://127.0.0.1:4040`; set once it does. */
  origin: string;
};

export function createLocalSlack(behaviour: Behaviour, now: () => number): LocalSlack {
  const ids = new Ids(now);
  const feed = new Feed();
  const log = new Log(() => behaviour.keepLog);
  const connections = new Connections(log, feed, now);
  return {
    behaviour,
    now,
    ids,
    log,
    feed,
    connections,
    deliveries: new Deliveries({ connections, log, ids, behaviour, now }),
    faults: new Faults(),
    rates: new RateLimits(),
    directory: new Directory(),
    messages: new Messages(feed, () => behaviour.keepMessages),
    sessions: new Sessions(feed),
    views: new Views(feed),
    files: new Files(),
    grants: new Grants(now),
    said: new Map(),
    scheduled: new Map(),
    origin: '',
  };
}

/** Empties the workspace: no message, session, view, fault or log entry is left. The app stays connected. */
export function resetLocalSlack(slack: LocalSlack): void {
  slack.deliveries.clear();
  for (const { timer } of slack.scheduled.values()) clearTimeout(timer);
  slack.scheduled.clear();
  slack.said.clear();
  slack.faults.clear();
  slack.rates.clear();
  slack.messages.clear();
  slack.sessions.clear();
  slack.views.clear();
  slack.files.clear();
  slack.grants.clear();
  slack.log.clear();
  slack.feed.publish({ type: 'reset' });
}
