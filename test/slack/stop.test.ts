import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { plannedEvent } from './progress.ts';
import { aborted, answered, refused, SlackWorld } from './slack-world.ts';

describe('stopping', () => {
  let world: SlackWorld;
  let reasons: unknown[];
  beforeAll(async () => {
    world = await SlackWorld.open();
  });
  afterAll(async () => {
    await world[Symbol.asyncDispose]();
  });
  beforeEach(() => {
    reasons = [];
    world.orchestrator.requests.length = 0;
    world.orchestrator.script = async (request, run) => {
      run.progress(plannedEvent(['a']));
      run.progress({ kind: 'task_started', taskId: 'a', agent: 'knowledge' });
      const reason = await aborted(run);
      reasons.push(reason);
      if (reason === 'drain') throw reason;
      return { ...refused(request, 'stopped'), taskGraph: plannedEvent(['a']).graph };
    };
  });
  const started = async (text = '<@U0GENESIS> work') => {
    const ts = await world.say(text);
    await world.until(async () =>
      (await world.replies(ts)).some((message) => message.stream?.tasks[0]?.status === 'in_progress'),
    );
    return ts;
  };

  it('stops at the word within a second, and marks the cards', async () => {
    const ts = await started();
    const before = performance.now();
    await world.say('stop', { thread_ts: ts });
    const message = await world.answer(ts);
    expect(performance.now() - before).toBeLessThan(1_000);
    expect(message.stream).toMatchObject({ title: 'Stopped', markdown: 'Stopped.', state: 'stopped' });
    expect(message.stream?.tasks[0]?.status).toBe('error');
    expect(reasons).toEqual(['user']);
  });

  it("stops at Slack's own Stop button", async () => {
    const ts = await started();
    await world.control('stop', { channel: 'C0GENERAL', thread_ts: ts, user: 'U0LIN' });
    expect((await world.answer(ts)).stream?.title).toBe('Stopped');
  });

  it('lets an admin stop, and nobody else', async () => {
    const ts = await started();
    await world.say('<@U0GENESIS> stop', { thread_ts: ts, user: 'U0GUEST' });
    await world.whispered('U0GUEST', /Only the person who asked/, () => world.thread(ts));
    expect(reasons).toEqual([]);
    await world.say('stop', { thread_ts: ts, user: 'U0ADA' });
    expect((await world.answer(ts)).stream?.title).toBe('Stopped');
  });

  it('obeys a stop that another instance wrote down', async () => {
    const ts = await started();
    const runId = world.orchestrator.requests[0]?.runId ?? '';
    await world.store.runs.requestStop(runId, 'U0LIN');
    expect((await world.answer(ts)).stream?.title).toBe('Stopped');
  });

  it('cancels the run of a message that its author deletes', async () => {
    const ts = await started();
    await world.control('delete', { channel: 'C0GENERAL', ts, user: 'U0LIN' });
    await world.until(async () => reasons.length === 1);
    expect(reasons).toEqual(['user']);
  });

  it('never starts a queued message that its author deletes', async () => {
    const ts = await started();
    const second = await world.say('and then this', { thread_ts: ts });
    await world.until(async () =>
      (await world.thread(ts)).some((message) => message.ts === second && message.reactions.length === 1),
    );
    await world.control('delete', { channel: 'C0GENERAL', ts: second, user: 'U0LIN' });
    await world.until(async () => {
      const { events } = await world.control<{ events: { state: string }[] }>('log');
      return events.every((event) => event.state === 'acked');
    });
    await world.say('stop', { thread_ts: ts });
    await world.answer(ts);
    await world.until(async () => (await world.store.queue.depth()).queued === 0);
    expect(world.orchestrator.requests.map((request) => request.text)).toEqual(['work']);
    expect(reasons).toEqual(['user']);
  });

  it('never starts a queued message whose deletion nobody here heard of', async () => {
    const ts = await started();
    const second = await world.say('and then this', { thread_ts: ts });
    await world.until(async () =>
      (await world.thread(ts)).some((message) => message.ts === second && message.reactions.length === 1),
    );
    // Deaf for the deletion: it takes no more events, and works on.
    await world.connection.stop();
    await world.control('delete', { channel: 'C0GENERAL', ts: second, user: 'U0LIN' });
    // Long enough behind the first that it is looked at again.
    await world.until(async () => Date.now() - Number(second) * 1_000 > 1_000);
    world.connection.worker.abortAll('user');
    await world.answer(ts);
    await world.until(async () => {
      const recent = await world.store.runs.recent({ user: 'U0LIN', limit: 3 });
      return recent.filter((run) => run.thread === ts && run.status === 'refused').length === 2;
    });
    expect(world.orchestrator.requests.map((request) => request.text)).toEqual(['work']);
    await world.connect();
  });

  it('says that nothing runs where nothing runs', async () => {
    world.orchestrator.script = async (request) => answered(request, 'Quick.');
    const ts = await world.say('<@U0GENESIS> quick');
    await world.answer(ts);
    // Its rows are written after its answer.
    await world.until(async () => world.connection.worker.active() === 0);
    await world.say('stop', { thread_ts: ts });
    await world.whispered('U0LIN', /Nothing of yours is running/, () => world.thread(ts));
  });

  it('leaves a run to its next claim when the process drains, and that one goes on in the same message', async () => {
    const ts = await started();
    world.orchestrator.script = async (request, run) => {
      run.progress(plannedEvent(['a']));
      run.progress({ kind: 'task_ended', taskId: 'a', status: 'done', summary: 'found', sources: [] });
      return answered(request, 'Went on.');
    };
    const drained = world.connection;
    await drained.stop();
    const giveBack = drained.worker.drain(100);
    await world.until(async () => reasons.length === 1);
    expect(reasons).toEqual(['drain']);
    await giveBack;
    const before = await world.replies(ts);
    expect(before.map((message) => message.stream?.state)).toEqual(['streaming']);
    await world.connect();
    const answer = await world.answer(ts);
    expect(answer.ts).toBe(before[0]?.ts);
    expect(answer.stream?.markdown).toBe('Went on.');
    expect(answer.stream?.tasks[0]?.details).toBe('knowledge · best match: answer');
    expect(await world.replies(ts)).toHaveLength(1);
  });
});
