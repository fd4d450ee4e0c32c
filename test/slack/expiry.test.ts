import { afterAll, beforeAll, expect, it } from 'vitest';
import { answered, refused, SlackWorld } from './slack-world.ts';

let world: SlackWorld;
beforeAll(async () => {
  world = await SlackWorld.open({}, undefined, { approvalExpiresMs: 100 });
});
afterAll(async () => {
  await world[Symbol.asyncDispose]();
});

it('takes the silence of an hour for a no, and says so in the thread', async () => {
  world.orchestrator.script = async (request, _run, decision) => {
    if (decision === undefined) {
      const outcome = { status: 'awaiting_approval' as const, message: 'This deletes data.' };
      return answered(request, '', { outcome, reply: null });
    }
    return {
      ...refused(request, 'denied'),
      outcome: { status: 'refused', reason: 'expired', message: 'Late.' },
    };
  };
  const ts = await world.say('<@U0GENESIS> wipe it');
  await world.until(async () => world.orchestrator.decisions.length === 1);
  expect(world.orchestrator.decisions).toEqual([{ approved: false, by: 'nobody', reason: 'expired' }]);
  await world.until(async () =>
    (await world.thread(ts)).some((one) => /nobody approved it in time/.test(JSON.stringify(one))),
  );
});

it('takes the buttons off what nobody decided', async () => {
  await world.until(async () => {
    const shown = JSON.stringify(await world.control('messages?channel=C0GENERAL'));
    const threads = (await world.channel()).map(({ ts }) => world.thread(ts));
    const all = shown + JSON.stringify(await Promise.all(threads));
    return /Nobody decided this in time/.test(all) && !/genesis_(approve|deny)/.test(all);
  });
});
