import { describe, expect, it } from 'vitest';
import type { Delivery } from '#playground/log.ts';
import { Local, until } from './local.ts';

const IMPATIENT = { ackTimeoutMs: 30, retryDelaysMs: [0, 20, 40] };

describe('delivery', () => {
  it('tries an event four times under one event_id while no ack comes, then gives up and says so', async () => {
    await using local = await Local.open(IMPATIENT);
    const bare = await local.bareSocket();
    const { event_id } = await local.say('hello');
    const envelopes = await bare.received(4);
    expect(envelopes.map((one) => one.payload.event_id)).toEqual(Array(4).fill(event_id));
    expect(new Set(envelopes.map((one) => one.envelope_id)).size).toBe(4);
    expect(envelopes.map((one) => [one.retry_attempt, one.retry_reason])).toEqual([
      [0, ''],
      [1, 'timeout'],
      [2, 'timeout'],
      [3, 'timeout'],
    ]);
    const event = await until(async () => {
      const { events } = await local.get<{ events: Delivery[] }>('/_control/log');
      return events.find((one) => one.state === 'undelivered');
    });
    expect(event).toMatchObject({ event_id, acked_at: null });
    expect(event.attempts).toHaveLength(4);
  });

  it('does not repeat what was acked', async () => {
    await using local = await Local.open({ ackTimeoutMs: 100, retryDelaysMs: [0, 0, 0] });
    const bare = await local.bareSocket();
    bare.acks = (envelope) => envelope.payload.event?.text === 'acked';
    const acked = await local.say('acked');
    await local.say('never acked');
    // The second message's last attempt comes long after a retry of the first would have.
    const envelopes = await bare.received(5);
    expect(envelopes.filter((one) => one.payload.event_id === acked.event_id)).toHaveLength(1);
  });

  it('delivers a message under the same event ids again when the id is known', async () => {
    await using local = await Local.open();
    const bare = await local.bareSocket();
    const answers = await Promise.all(
      Array.from({ length: 5 }, () => local.say('@genesis once', { event_id: 'Ev0SAME' })),
    );
    expect(new Set(answers.map((one) => one.ts)).size).toBe(1);
    const envelopes = await bare.received(10);
    expect(new Set(envelopes.map((one) => one.payload.event_id))).toEqual(new Set(['Ev0SAME', 'Ev0SAMEM']));
    expect(await local.messages()).toHaveLength(1);
  });

  it('hands each envelope to one of several connections', async () => {
    await using local = await Local.open();
    const sockets = [await local.bareSocket(), await local.bareSocket()];
    for (let index = 0; index < 6; index += 1) await local.say(`message ${index}`);
    await until(() => sockets.flatMap((one) => one.envelopes).length === 6 || undefined);
    expect(sockets.map((one) => one.envelopes.length)).toEqual([3, 3]);
  });

  it('loses nothing when the socket is cut: the event comes on the next one', async () => {
    await using local = await Local.open({ retryDelaysMs: [0, 300, 1_000] });
    const cut = await local.bareSocket();
    await local.control('faults', { error: 'disconnect' });
    await until(() => cut.socket.readyState === cut.socket.CLOSED || undefined);
    const { event_id } = await local.say('hello');
    const next = await local.bareSocket();
    const [envelope] = await next.received(1);
    expect(envelope?.payload.event_id).toBe(event_id);
    expect(envelope?.retry_reason).toBe('connection_failed');
  });

  it('asks for a new connection as Slack does before it closes one', async () => {
    await using local = await Local.open();
    const bare = await local.bareSocket();
    await local.control('faults', { error: 'refresh' });
    await until(() => bare.notes.find((note) => note.type === 'disconnect'));
    expect(bare.notes.at(-1)).toMatchObject({ type: 'disconnect', reason: 'refresh_requested' });
  });

  it('opens a socket once for each ticket', async () => {
    await using local = await Local.open();
    const { url = '' } = await local.clientWith({}, local.playground.appToken).apps.connections.open();
    const first = new WebSocket(url);
    await until(() => first.readyState === first.OPEN || undefined);
    const second = new WebSocket(url);
    await until(() => second.readyState === second.CLOSED || undefined);
    expect(first.readyState).toBe(first.OPEN);
    first.close();
  });
});
