import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import type { Message } from '#playground/workspace/message.ts';
import { answered, refused, SlackWorld } from './slack-world.ts';

let world: SlackWorld;
/** Held back until the test lets the run's row say that it waits. */
let recorded: PromiseWithResolvers<void>;
beforeAll(async () => {
  world = await SlackWorld.open({}, (store) => ({
    runs: {
      ...store.runs,
      record: async (run, report) => {
        await recorded.promise;
        await store.runs.record(run, report);
      },
    },
  }));
});
afterAll(async () => {
  await world[Symbol.asyncDispose]();
});
beforeEach(() => {
  recorded = Promise.withResolvers<void>();
  world.orchestrator.requests.length = 0;
  world.orchestrator.decisions.length = 0;
});

const click = (message: Message, action_id: string, value: string, user = 'U0LIN') =>
  world.control('action', { channel: message.channel, ts: message.ts, action_id, value, user });
const questions = async (ts: string) =>
  (await world.replies(ts)).filter((one) => JSON.stringify(one.blocks ?? []).includes('genesis_approve'));
const suspended = (runId: string) =>
  world.until(async () => (await world.store.runs.find(runId))?.status === 'suspended');
const ask = (message: string, question?: number) => ({
  status: 'awaiting_approval' as const,
  message,
  ...(question !== undefined && { question }),
});

it('asks for patience at a click that comes before the run is written down, and hears the next one', async () => {
  world.orchestrator.script = async (request, _run, decision) =>
    decision === undefined
      ? answered(request, '', { outcome: ask('It deletes data.'), reply: null })
      : refused(request, 'denied');
  const ts = await world.say('<@U0GENESIS> wipe it');
  const [asked] = await world.until(async () => {
    const found = await questions(ts);
    return found.length > 0 && found;
  });
  const runId = world.orchestrator.requests[0]?.runId ?? '';
  if (asked === undefined) throw new Error('no question');
  await click(asked, 'genesis_deny', runId);
  await world.whispered('U0LIN', /click again in a moment/, () => world.thread(ts));
  recorded.resolve();
  await suspended(runId);
  await click(asked, 'genesis_deny', runId);
  await world.until(async () => world.orchestrator.decisions.length === 1);
  expect(JSON.stringify(asked.blocks)).not.toContain('within an hour');
});

it('asks, and hears, a second time within one run', async () => {
  recorded.resolve();
  world.orchestrator.script = async (request) => {
    const answers = world.orchestrator.decisions.length;
    if (answers === 2) return answered(request, 'Both approved.');
    const outcome = answers === 0 ? ask('It deletes data.') : ask('And more data.', answers);
    return answered(request, '', { outcome, reply: null });
  };
  const ts = await world.say('<@U0GENESIS> wipe it all');
  const runId = await world.until(async () => world.orchestrator.requests[0]?.runId);
  for (const [index, value] of [runId, `${runId}:1`].entries()) {
    const asked = await world.until(async () =>
      (await questions(ts)).find((one) => JSON.stringify(one).includes(`"value":"${value}"`)),
    );
    await suspended(runId);
    await click(asked, 'genesis_approve', value);
    await world.until(async () => world.orchestrator.decisions.length === index + 1);
  }
  await world.until(async () =>
    (await world.replies(ts)).some((one) => one.stream?.markdown === 'Both approved.'),
  );
  expect(await questions(ts)).toEqual([]);
});

it('does not start an approved run during the emergency stop', async () => {
  recorded.resolve();
  const reasons: unknown[] = [];
  world.orchestrator.script = async (request, run, decision) => {
    if (decision === undefined)
      return answered(request, '', { outcome: ask('It deletes data.'), reply: null });
    reasons.push(run.signal.reason);
    return refused(request, 'emergency_shutdown');
  };
  const ts = await world.say('<@U0GENESIS> wipe it now');
  const asked = await world.until(async () => (await questions(ts))[0]);
  const runId = world.orchestrator.requests[0]?.runId ?? '';
  await suspended(runId);
  world.flags.values.set('emergency_shutdown', { on: true, version: 9, by: null });
  await click(asked, 'genesis_approve', runId);
  await world.until(async () => reasons.length === 1);
  world.flags.values.set('emergency_shutdown', { on: false, version: 10, by: null });
  expect(reasons).toEqual(['emergency']);
});
