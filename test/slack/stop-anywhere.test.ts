import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { aborted, answered, refused, type SlackWorld } from './slack-world.ts';
import { apart } from './two-instances.ts';

/** A question, then work that only a stop ends; everything that is not "risky" waits for the gate. */
describe('stopping from an instance that runs nothing of it', () => {
  let world: SlackWorld;
  let close: () => Promise<void>;
  let gate: PromiseWithResolvers<void>;
  let ends: string[];
  beforeAll(async () => {
    ({ world, close } = await apart());
  });
  afterAll(async () => {
    gate.resolve();
    await close();
  });
  beforeEach(() => {
    gate = Promise.withResolvers<void>();
    ends = [];
    world.orchestrator.requests.length = 0;
    world.orchestrator.script = async (request, run, decision) => {
      const stop = () => {
        ends.push(`${request.text}: ${String(run.signal.reason)}`);
        return refused(request, 'stopped');
      };
      if (run.signal.aborted) return stop();
      if (request.text === 'quick') return answered(request, 'Quick.');
      if (decision === undefined && request.text === 'risky') {
        const outcome = { status: 'awaiting_approval' as const, message: 'This deletes data.' };
        return answered(request, '', { outcome, reply: null });
      }
      await Promise.race([aborted(run), gate.promise]);
      return run.signal.aborted ? stop() : answered(request, 'Done.');
    };
  });

  const runOf = async (ts: string) => {
    const place = { team: (await team()) ?? '', channel: 'C0GENERAL', thread: ts };
    const latest = await world.store.runs.latestInThread(place);
    return latest === null ? null : world.store.runs.find(latest.runId);
  };
  const team = async () => world.orchestrator.requests[0]?.team;
  const begun = (text: string) =>
    world.until(async () => world.orchestrator.requests.some((request) => request.text === text));
  const status = (ts: string, wanted: string) =>
    world.until(async () => {
      const run = await runOf(ts);
      return run?.status === wanted && run;
    });
  const question = (ts: string) =>
    world.until(async () =>
      (await world.replies(ts)).find((one) => JSON.stringify(one.blocks ?? []).includes('genesis_approve')),
    );
  const buttonsLeft = async (ts: string) =>
    /genesis_(approve|deny)/.test(JSON.stringify(await world.thread(ts)));
  const stoppedBy = async (runId: string) => {
    const { rows } = await world.store.sql(`select stop_requested_by from runs where id = '${runId}'`);
    return rows[0]?.[0];
  };
  const waiting = async () => {
    const ts = await world.say('<@U0GENESIS> risky');
    await begun('risky');
    await status(ts, 'suspended');
    return { ts, asked: await question(ts), runId: world.orchestrator.requests.at(-1)?.runId ?? '' };
  };
  const click = (asked: { channel: string; ts: string }, action_id: string, value: string) =>
    world.control('action', { channel: asked.channel, ts: asked.ts, action_id, value, user: 'U0LIN' });

  it('says that a message behind a running one waits, though that runs elsewhere', async () => {
    const ts = await world.say('<@U0GENESIS> held');
    await begun('held');
    await world.until(async () => (await runOf(ts)) !== null);
    const second = await world.say('<@U0GENESIS> quick', { thread_ts: ts });
    await world.until(async () =>
      (await world.thread(ts)).find((one) => one.ts === second && one.reactions.length === 1),
    );
    gate.resolve();
    await world.answer(ts, 'C0GENERAL', 2);
  });

  it('drops what waits, stops what runs, and tells the person', async () => {
    const ts = await world.say('<@U0GENESIS> held');
    await begun('held');
    await world.until(async () => (await runOf(ts)) !== null);
    const second = await world.say('<@U0GENESIS> never', { thread_ts: ts });
    await world.until(async () => (await world.store.queue.depth()).queued === 1);
    await world.control('stop', { channel: 'C0GENERAL', thread_ts: ts, user: 'U0LIN' });
    await world.whispered('U0LIN', /one request was waiting/, () => world.thread(ts));
    expect((await world.answer(ts)).stream?.title).toBe('Stopped');
    expect(ends).toEqual(['held: user']);
    await world.until(async () => (await world.store.queue.depth()).queued === 0);
    expect(world.orchestrator.requests.map(({ text }) => text)).toEqual(['held']);
    const dropped = (await world.store.runs.recent({ user: 'U0LIN', limit: 1 }))[0];
    expect(dropped).toMatchObject({ status: 'refused' });
    expect((await world.store.runs.find(dropped?.runId ?? ''))?.request.ts).toBe(second);
    expect(await stoppedBy(dropped?.runId ?? '')).toBe('U0LIN');
  });

  it('reaches what waits for an approval behind a later run that has ended, and tells it as stopped', async () => {
    const { ts, runId } = await waiting();
    await world.say('<@U0GENESIS> quick', { thread_ts: ts });
    await world.until(async () => (await world.replies(ts)).some((one) => one.stream?.markdown === 'Quick.'));
    await status(ts, 'answered');
    await world.say('<@U0GENESIS> stop', { thread_ts: ts });
    await world.until(async () => (await world.store.runs.find(runId))?.status === 'refused');
    expect((await world.store.runs.find(runId))?.outcome).toMatchObject({ reason: 'stopped' });
    expect(await stoppedBy(runId)).toBe('U0LIN');
    await world.until(async () =>
      (await world.replies(ts)).some((one) => /Stopped/.test(JSON.stringify(one))),
    );
    await world.until(async () => !(await buttonsLeft(ts)));
    expect(JSON.stringify(await world.thread(ts))).not.toContain('denied');
  });

  it('stops an approved run that works', async () => {
    const { ts, asked, runId } = await waiting();
    await click(asked, 'genesis_approve', runId);
    await world.until(async () => world.orchestrator.decisions.length === 1);
    await world.say('stop', { thread_ts: ts });
    await world.until(async () => ends.length === 1);
    expect(ends).toEqual(['risky: user']);
    await world.until(async () => (await world.store.runs.find(runId))?.status === 'refused');
  });

  it('cancels a deleted request that waits for approval: no buttons, no approval, no work', async () => {
    world.orchestrator.decisions.length = 0;
    const { ts, asked, runId } = await waiting();
    await world.until(async () => Date.now() - Number(ts) * 1_000 > 1_000);
    await world.control('delete', { channel: 'C0GENERAL', ts, user: 'U0LIN' });
    await world.until(async () => (await world.store.runs.find(runId))?.status === 'refused');
    expect((await world.store.runs.find(runId))?.outcome).toMatchObject({ reason: 'stopped' });
    await world.until(async () => !/genesis_(approve|deny)/.test(JSON.stringify(await world.channel())));
    await click(asked, 'genesis_approve', runId).catch(() => undefined);
    expect(world.orchestrator.decisions).toEqual([]);
  });

  it('always answers a stop that was said to it, also where everything is stopped already', async () => {
    const ts = await world.say('<@U0GENESIS> held');
    await begun('held');
    await world.until(async () => (await runOf(ts)) !== null);
    await world.say('stop', { thread_ts: ts });
    await status(ts, 'refused');
    await world.control('stop', { channel: 'C0GENERAL', thread_ts: ts, user: 'U0LIN' });
    await world.whispered('U0LIN', /stopped already/, () => world.thread(ts));
  });
});
