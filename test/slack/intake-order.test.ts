import { expect, it } from 'vitest';
import { IntakeOrder } from '#bot/slack/intake-order.ts';

it('lets no message pass the one before it, however long that one takes', async () => {
  const order = new IntakeOrder();
  const gate = Promise.withResolvers<void>();
  const taken: string[] = [];
  const first = order.run('thread', '1.1', async () => {
    await gate.promise;
    taken.push('first');
  });
  const second = order.run('thread', '1.2', async () => void taken.push('second'));
  await order.run('another', '1.3', async () => void taken.push('elsewhere'));
  gate.resolve();
  await Promise.all([first, second]);
  expect(taken).toEqual(['elsewhere', 'first', 'second']);
});

it("goes by Slack's timestamps among those that wait", async () => {
  const order = new IntakeOrder();
  const gate = Promise.withResolvers<void>();
  const taken: string[] = [];
  const take = (ts: string) => order.run('thread', ts, async () => void taken.push(ts));
  const all = [order.run('thread', '10.000001', () => gate.promise), take('10.000004'), take('10.000002')];
  gate.resolve();
  await Promise.all(all);
  expect(taken).toEqual(['10.000002', '10.000004']);
});

it('goes on behind a message that could not be taken in, and forgets a thread that is done', async () => {
  const order = new IntakeOrder();
  const failed = order.run('thread', '1', () => Promise.reject(new Error('no database')));
  const next = order.run('thread', '2', async () => undefined);
  await expect(failed).rejects.toThrow('no database');
  await next;
  expect(order.size).toBe(0);
});
