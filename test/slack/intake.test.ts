import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import type { Job } from '#store/queue.ts';
import { answered, SlackWorld } from './slack-world.ts';

let world: SlackWorld;
/** Faults of the next calls, first come first served. */
const faults: { enqueue: ((job: Job) => boolean)[] } = { enqueue: [] };
beforeAll(async () => {
  world = await SlackWorld.open({ retryDelaysMs: [0, 50, 100] }, ({ queue }) => ({
    queue: {
      enqueue: async (job) => {
        if (faults.enqueue[0]?.(job)) {
          faults.enqueue.shift();
          throw new Error('the database is away');
        }
        return queue.enqueue(job);
      },
      waiting: (orderKey) => queue.waiting(orderKey),
      cancel: (id) => queue.cancel(id),
      depth: () => queue.depth(),
      stopClaiming: (options) => queue.stopClaiming(options),
      work: (handler, options) => queue.work(handler, options),
    },
  }));
});
afterAll(async () => {
  await world[Symbol.asyncDispose]();
});
beforeEach(() => {
  world.orchestrator.requests.length = 0;
  world.orchestrator.script = async (request) => answered(request, 'An answer.');
});

const hints = async (channel = 'C0GENERAL') =>
  (await world.channel(channel)).filter((one) => /Tell me what you need/.test(one.text));

it('runs the messages of a thread in their order, though looking up the first one takes long', async () => {
  const ts = await world.say('<@U0GENESIS> first');
  await world.answer(ts);
  // Ada is not known yet.
  await world.control('faults', { method: 'users.info', delay_ms: 400, times: 1 });
  const said = [];
  for (const [index, user] of ['U0ADA', 'U0LIN', 'U0LIN', 'U0LIN'].entries()) {
    const mention = index % 2 === 1 ? '<@U0GENESIS> ' : '';
    said.push(`message ${index}`);
    await world.say(`${mention}message ${index}`, { thread_ts: ts, user });
  }
  await world.answer(ts, 'C0GENERAL', 5);
  expect(world.orchestrator.requests.map(({ text }) => text)).toEqual(['first', ...said]);
});

it('answers at the next delivery what could not be taken in at the first', async () => {
  const before = (await hints()).length;
  const failing = (job: Job) => 'answered' in Object(job.payload);
  // Both events of the mention, so that only a repeated delivery is left.
  faults.enqueue.push(failing, failing);
  await world.say('<@U0GENESIS> hello');
  await world.until(async () => (await hints()).length > before);
  expect(faults.enqueue).toEqual([]);
  expect(await hints()).toHaveLength(before + 1);
});

it('answers once, whichever instances the two events of a mention reach', async () => {
  const first = world.connection;
  await world.connect();
  try {
    for (let said = 1; said <= 4; said += 1) await world.say('<@U0GENESIS>', { channel: 'C0ENG' });
    const last = await world.say('<@U0GENESIS> health', { channel: 'C0ENG', user: 'U0ADA' });
    expect(last).toMatch(/^\d/);
    await world.whispered('U0ADA', /Genesis is/, () => world.channel('C0ENG'));
    await world.until(async () => {
      const { events } = await world.control<{ events: { state: string }[] }>('log');
      return events.every((event) => event.state === 'acked');
    });
    await first.stop();
    await world.until(async () => (await hints('C0ENG')).length === 4);
    const health = (await world.channel('C0ENG')).filter((one) => /Genesis is/.test(one.text));
    expect(health).toHaveLength(1);
  } finally {
    await first.stop();
  }
});

it('runs a retry with the files of its message', async () => {
  const ts = await world.say('<@U0GENESIS> summarise this', {
    files: [{ name: 'notes.txt', content: 'Ship on Friday.' }],
  });
  const message = await world.answer(ts);
  const value = world.orchestrator.requests[0]?.runId;
  const { channel } = message;
  await world.control('action', {
    channel,
    ts: message.ts,
    action_id: 'genesis_retry',
    value,
    user: 'U0LIN',
  });
  await world.answer(ts, 'C0GENERAL', 2);
  expect(world.orchestrator.requests.map(({ attachments }) => attachments)).toEqual([
    [{ name: 'notes.txt', text: 'Ship on Friday.' }],
    [{ name: 'notes.txt', text: 'Ship on Friday.' }],
  ]);
});
