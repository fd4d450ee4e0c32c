import { interaction, responseUrl } from '#playground/delivery/interactions.ts';
import { type Fields, isFields, number, text } from '#playground/fields.ts';
import type { LocalSlack } from '#playground/local-slack.ts';
import type { FeedEvent } from '#playground/workspace/feed.ts';
import type { Message } from '#playground/workspace/message.ts';
import {
  APP_ID,
  BOT,
  type Channel,
  type Person,
  TEAM,
  VERIFICATION_TOKEN,
} from '#playground/workspace/seed.ts';
import type { View } from '#playground/workspace/views.ts';
import { type Done, refuse } from './act.ts';
import { respond } from './respond.ts';
import { whoWhere } from './who-where.ts';

const MAX_WAIT_MS = 3_000;
/** Once something came back, this long a silence means that it was all. */
const SILENCE_MS = 250;

/**
 * A person sends a slash command: `{command, text, user, channel, wait_ms?}`. Answers what the app sent back within
 * 3 s, or sooner when it acked, said something and then was silent: what the ack carried, messages (ephemeral ones
 * included) and modals.
 */
export async function command(slack: LocalSlack, fields: Fields): Promise<Done> {
  const at = whoWhere(slack, fields);
  if (!at.ok) return refuse(at.error);
  const name = text(fields, 'command');
  if (!/^\/[a-z0-9_-]+$/.test(name)) return refuse('invalid_command');
  const { person, channel } = at;
  const back = new Back(slack, person, channel);
  const until = slack.now() + Math.min(number(fields, 'wait_ms') ?? MAX_WAIT_MS, MAX_WAIT_MS);
  const ack = await slack.deliveries.interaction(
    'slash_commands',
    { type: name, channel: channel.id },
    payload(slack, name, text(fields, 'text'), person, channel),
  );
  const answer = ack.acked && isFields(ack.payload) ? ack.payload : {};
  if (Object.keys(answer).length > 0) respond(slack, { channel: channel.id, user: person.id }, answer);
  if (ack.acked) await back.wait(Math.max(until - slack.now(), 0));
  back.end();
  return { ok: true, acked: ack.acked, ack: answer, messages: back.messages, views: back.views };
}

function payload(slack: LocalSlack, name: string, words: string, person: Person, channel: Channel): Fields {
  const { trigger_id } = interaction(slack, person);
  return {
    token: VERIFICATION_TOKEN,
    team_id: TEAM.id,
    team_domain: TEAM.domain,
    channel_id: channel.id,
    channel_name: channel.is_im ? 'directmessage' : channel.name,
    user_id: person.id,
    user_name: person.name,
    command: name,
    text: words,
    api_app_id: APP_ID,
    is_enterprise_install: 'false',
    response_url: responseUrl(slack, channel, person),
    trigger_id,
  };
}

/** What the app sends to one person in one conversation, from now on. */
class Back {
  readonly messages: Message[] = [];
  readonly views: View[] = [];
  readonly #person: Person;
  readonly #channel: Channel;
  readonly #unsubscribe: () => void;
  #onHeard: () => void = () => {};

  constructor(slack: LocalSlack, person: Person, channel: Channel) {
    this.#person = person;
    this.#channel = channel;
    this.#unsubscribe = slack.feed.subscribe((event) => this.#hear(event));
  }

  /** Until there is something and then silence, at most so long. */
  async wait(mostMs: number): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const most = setTimeout(resolve, mostMs);
    let silence: NodeJS.Timeout | undefined;
    this.#onHeard = () => {
      clearTimeout(silence);
      silence = setTimeout(resolve, SILENCE_MS);
    };
    if (this.messages.length + this.views.length > 0) this.#onHeard();
    await promise;
    clearTimeout(most);
    clearTimeout(silence);
  }

  end(): void {
    this.#unsubscribe();
  }

  #hear(event: FeedEvent): void {
    if (event.type === 'ephemeral' && event.message.ephemeral_to === this.#person.id) {
      this.messages.push(event.message);
    } else if (event.type === 'message' && this.#isReply(event.message)) {
      this.messages.push(event.message);
    } else if (event.type === 'view_opened' && event.view.user === this.#person.id) {
      this.views.push(event.view);
    } else {
      return;
    }
    this.#onHeard();
  }

  #isReply(message: Message): boolean {
    return message.user === BOT && message.channel === this.#channel.id;
  }
}
