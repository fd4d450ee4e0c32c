import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readable, type Seen, World } from './world.ts';

describe('a message, all the way through, with nothing configured', () => {
  let world: World;
  beforeAll(async () => {
    world = await World.open();
  });
  afterAll(async () => {
    await world[Symbol.asyncDispose]();
  });

  it('answers a question from the handbook with its source', async () => {
    const ts = await world.say('@genesis how many days of vacation do we get?');
    const answer = await world.answer(ts);
    expect(readable(answer)).toMatch(/\.md/);
    expect(readable(answer)).toMatch(/run/i);
  });

  it('shows plan and progress as cards, review included, before the answer', async () => {
    const ts = await world.say(
      '@genesis calculate 12.5% of 3400, and then look up our refund policy and summarise it',
    );
    const answer = await world.answer(ts);
    const statuses = answer.stream?.tasks.map((task) => task.status) ?? [];
    expect(statuses.length).toBeGreaterThanOrEqual(3);
    expect(new Set(statuses)).toEqual(new Set(['complete']));
    expect(answer.stream?.tasks.some((task) => /review/i.test(task.title))).toBe(true);
    expect(readable(answer)).toContain('425');
    const log = await world.control<{ calls: { method: string }[] }>('log');
    const order = log.calls.map((call) => call.method);
    expect(order.indexOf('chat.startStream')).toBeLessThan(order.indexOf('chat.stopStream'));
  });

  it('follows up in the thread without being mentioned again', async () => {
    const ts = await world.say('@genesis what is 17 times 23?');
    expect(readable(await world.answer(ts))).toContain('391');
    await world.say('and what is 10% of 250?', { thread_ts: ts });
    expect(readable(await world.answer(ts, { count: 2 }))).toContain('25');
  });

  it('takes thumbs up and says thanks only to the person who clicked', async () => {
    const ts = await world.say('@genesis what is 2 + 2?');
    const answer = await world.answer(ts);
    const feedback = blockOf(answer, 'context_actions');
    const element = (feedback.elements as { action_id: string; positive_button?: { value: string } }[]).find(
      (one) => one.positive_button,
    );
    await world.control('action', {
      channel: 'C0GENERAL',
      ts: answer.ts,
      action_id: element?.action_id,
      value: element?.positive_button?.value,
      user: 'U0LIN',
    });
    await world.until(async () =>
      (await world.thread(ts)).some(
        (message) => message.ephemeral_to === 'U0LIN' && /thank/i.test(message.text),
      ),
    );
  });

  it('runs the same event delivered ten times once', async () => {
    const event_id = 'Ev0REPEATED';
    const { ts } = await world.control<{ ts: string }>('message', {
      channel: 'C0ENG',
      user: 'U0LIN',
      text: '@genesis what is 6 * 7?',
      event_id,
    });
    await Promise.all(
      Array.from({ length: 9 }, () =>
        world.control('message', {
          channel: 'C0ENG',
          user: 'U0LIN',
          text: '@genesis what is 6 * 7?',
          event_id,
          ts,
        }),
      ),
    );
    await world.answer(ts, { channel: 'C0ENG' });
    expect(await world.replies(ts, 'C0ENG')).toHaveLength(1);
  });

  it('refuses 5,001 characters with the count, to the requester alone', async () => {
    const text = `@genesis ${'a '.repeat(2_501)}`;
    await world.say(text, { channel: 'C0ENG' });
    const refusal = await world.until(async () =>
      (await world.channel('C0ENG')).find(
        (message) => message.ephemeral_to === 'U0LIN' && message.text.includes('5,001'),
      ),
    );
    expect(refusal.text).toContain('5,000');
  });

  it('refuses a guest kindly and does nothing', async () => {
    const ts = await world.say('@genesis what is 1 + 1?', { user: 'U0GUEST' });
    await world.until(async () =>
      (await world.channel('C0GENERAL')).some((message) => message.ephemeral_to === 'U0GUEST'),
    );
    expect((await world.replies(ts)).filter((message) => message.ephemeral_to === undefined)).toHaveLength(0);
  });
});

function blockOf(message: Seen, type: string): { type: string; [field: string]: unknown } {
  const block = message.blocks?.find((one) => one.type === type);
  if (block === undefined) throw new Error(`no ${type} block in ${JSON.stringify(message.blocks)}`);
  return block;
}
