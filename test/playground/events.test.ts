import { describe, expect, it } from 'vitest';
import { Local, until } from './local.ts';

type Seen = { type: string; id: string; [field: string]: unknown };

describe('what people do reaches the Bolt app', () => {
  it('tells of a mention twice, as message and as app_mention, under two event ids and one ts', async () => {
    await using local = await Local.open();
    const seen: Seen[] = [];
    await local.bolt((app) => {
      app.event('app_mention', async ({ event, body }) => {
        seen.push({ ...event, id: body.event_id });
      });
      app.event('message', async ({ event, body }) => {
        seen.push({ ...event, id: body.event_id });
      });
    });
    const { ts, event_ids } = await local.say('@genesis is 1 < 2 & 3 > 2?');
    await until(() => (seen.length === 2 ? seen : undefined));
    expect(new Set(seen.map((one) => one.type))).toEqual(new Set(['message', 'app_mention']));
    expect(new Set(seen.map((one) => one.id))).toEqual(new Set(event_ids));
    for (const one of seen) {
      expect(one).toMatchObject({
        ts,
        user: 'U0LIN',
        channel: 'C0GENERAL',
        text: '<@U0GENESIS> is 1 &lt; 2 &amp; 3 &gt; 2?',
      });
    }
  });

  it('takes a mention by id as it takes one by name', async () => {
    await using local = await Local.open();
    const bare = await local.bareSocket();
    await local.say('<@U0GENESIS> hello');
    const types = (await bare.received(2)).map((one) => one.payload.event?.type);
    expect(types).toEqual(['message', 'app_mention']);
  });

  it('sends a direct message as message.im alone, mention or not', async () => {
    await using local = await Local.open();
    const bare = await local.bareSocket();
    const { channel } = await local.client.conversations.open({ users: 'U0LIN' });
    expect(channel?.id).toMatch(/^D0/);
    await local.say('@genesis hello', { channel: channel?.id });
    await local.say('only a marker');
    const events = (await bare.received(2)).map((one) => one.payload.event);
    expect(events.map((one) => [one?.type, one?.channel_type])).toEqual([
      ['message', 'im'],
      ['message', 'channel'],
    ]);
  });

  it('says which organisation an outsider belongs to, and lets them into the shared channel alone', async () => {
    await using local = await Local.open();
    const bare = await local.bareSocket();
    expect(await local.say('hello', { user: 'U0EXT' })).toMatchObject({ ok: false, error: 'not_in_channel' });
    await local.say('hello', { user: 'U0EXT', channel: 'C0EXTERNAL' });
    const [envelope] = await bare.received(1);
    expect(envelope?.payload).toMatchObject({
      team_id: 'T0GENESIS',
      is_ext_shared_channel: true,
      event: { user_team: 'T0EXTERNAL', team: 'T0EXTERNAL' },
    });
    const outsider = await local.client.users.info({ user: 'U0EXT' });
    const guest = await local.client.users.info({ user: 'U0GUEST' });
    expect([outsider.user?.team_id, guest.user?.is_restricted]).toEqual(['T0EXTERNAL', true]);
  });

  it('tells of edits and deletions with the message before', async () => {
    await using local = await Local.open();
    const bare = await local.bareSocket();
    const { ts } = await local.say('first');
    await local.control('edit', { channel: 'C0GENERAL', ts, text: 'second & last' });
    await local.control('delete', { channel: 'C0GENERAL', ts });
    const [, edited, deleted] = (await bare.received(3)).map((one) => one.payload.event);
    expect(edited).toMatchObject({
      subtype: 'message_changed',
      message: { ts, text: 'second &amp; last', edited: { user: 'U0LIN' } },
      previous_message: { text: 'first' },
    });
    expect(deleted).toMatchObject({ subtype: 'message_deleted', deleted_ts: ts });
    expect(await local.messages()).toEqual([]);
  });

  it('presses Stop with the messages that were streaming', async () => {
    await using local = await Local.open();
    const stops: unknown[] = [];
    await local.bolt((app) => {
      app.event('agent_session_stopped', async ({ event }) => {
        stops.push(event);
      });
    });
    const { ts } = await local.say('@genesis work');
    const stream = await local.client.chat.startStream({
      channel: 'C0GENERAL',
      thread_ts: ts,
      recipient_user_id: 'U0LIN',
      recipient_team_id: 'T0GENESIS',
      markdown_text: 'working',
    });
    await local.control('stop', { channel: 'C0GENERAL', thread_ts: ts, user: 'U0LIN' });
    const [stop] = await until(() => (stops.length > 0 ? stops : undefined));
    expect(stop).toMatchObject({ user: 'U0LIN', thread_ts: ts, streaming_message_ts: [stream.ts] });
  });

  it('says that the app is ready once it is connected, and not before', async () => {
    await using local = await Local.open();
    const ready = async () => (await fetch(`${local.playground.url}/_control/ready`)).status;
    expect(await ready()).toBe(503);
    await local.bolt(() => {});
    expect(await ready()).toBe(200);
  });
});
