import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { plannedEvent } from './progress.ts';
import { aborted, answered, SlackWorld } from './slack-world.ts';

const ALWAYS = 1_000;

const answer = { taskGraph: plannedEvent(['a', 'b']).graph };
const fault = (world: SlackWorld, method: string, over: object) =>
  world.control('faults', { method, times: ALWAYS, ...over });

// A world each, since a process remembers what its workspace lacks.
describe('the plan in a message or a stream that is left', () => {
  it.each([
    ['a stream', []],
    ['an updated message', ['chat.startStream', 'chat.appendStream']],
  ])('goes on in the same message after a restart, where %s shows the plan', async (_, missing) => {
    await using world = await SlackWorld.open({}, () => ({}));
    for (const method of missing) await fault(world, method, { error: 'unknown_method' });
    const stopped = Promise.withResolvers<void>();
    world.orchestrator.script = async (_request, run) => {
      run.progress(plannedEvent(['a', 'b']));
      await aborted(run);
      stopped.resolve();
      throw run.signal.reason;
    };
    const measured = world.firstProgress.length;
    const ts = await world.say('<@U0GENESIS> outlive me');
    await world.until(async () => JSON.stringify(await world.replies(ts)).includes('Do a'));
    world.orchestrator.script = async (request, run) => {
      run.progress(plannedEvent(['a', 'b']));
      return answered(request, 'Went on.', answer);
    };
    await world.connection.stop();
    await world.connection.worker.drain(0);
    await world.connect();
    await stopped.promise;
    await world.answer(ts);
    expect(await world.replies(ts)).toHaveLength(1);
    expect(JSON.stringify(await world.replies(ts))).toContain('Went on.');
    expect(world.firstProgress).toHaveLength(measured + 1);
  });

  it('posts the answer, and leaves no "Planning…", where messages cannot be updated', async () => {
    await using world = await SlackWorld.open({}, () => ({}));
    await fault(world, 'chat.startStream', { error: 'unknown_method' });
    await fault(world, 'chat.update', { status: 500 });
    world.orchestrator.script = async (request) => answered(request, 'Posted all the same.', answer);
    const ts = await world.say('<@U0GENESIS> no updates');
    expect(JSON.stringify(await world.answer(ts))).toContain('Posted all the same.');
    expect(await world.replies(ts)).toHaveLength(1);
  }, 20_000);
});

describe('the plan when Slack does not take a call', () => {
  let world: SlackWorld;
  beforeAll(async () => {
    world = await SlackWorld.open();
  });
  afterAll(async () => {
    await world[Symbol.asyncDispose]();
  });
  afterEach(async () => {
    await world.control('faults', undefined, 'DELETE');
  });

  it.each([
    ['lost', { status: 500 }],
    ['refused', { error: 'internal_limit' }],
    ['refused for its form', { error: 'invalid_chunks' }],
  ])('shows how every step ended, though a call about one was %s', async (_, failure) => {
    const [lost, told] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const ended = (taskId: string) =>
      ({ kind: 'task_ended', taskId, status: 'done', summary: 'found', sources: [] }) as const;
    world.orchestrator.script = async (request, run) => {
      run.progress(plannedEvent(['a', 'b']));
      await lost.promise;
      run.progress(ended('a'));
      await told.promise;
      run.progress(ended('b'));
      return answered(request, 'Both.', answer);
    };
    const appended = async () => (await world.calls('chat.appendStream')).length;
    const ts = await world.say('<@U0GENESIS> both');
    await world.until(async () => (await world.replies(ts))[0]?.stream?.tasks.length === 2);
    const before = await appended();
    await fault(world, 'chat.appendStream', { ...failure, times: 1 });
    lost.resolve();
    await world.until(async () => (await appended()) > before);
    told.resolve();
    const message = await world.answer(ts);
    expect(message.stream?.tasks.map(({ id, status }) => [id, status])).toEqual([
      ['a', 'complete'],
      ['b', 'complete'],
    ]);
  });

  it('loses nothing of an answer that has to go out as plain text', async () => {
    const words = Array.from({ length: 1_300 }, (_, index) => `word${index}`);
    world.orchestrator.script = async (request) => answered(request, words.join(' '), answer);
    await fault(world, 'chat.stopStream', { error: 'message_not_in_streaming_state', times: 2 });
    await fault(world, 'chat.postMessage', { error: 'invalid_blocks', times: 2 });
    const ts = await world.say('<@U0GENESIS> plainly');
    await world.until(async () =>
      (await world.replies(ts)).some((one) => one.text.includes(words.at(-1) ?? '')),
    );
    const texts = (await world.replies(ts))
      .filter((one) => one.metadata !== undefined)
      .map(({ text }) => text);
    expect(texts.length).toBe(3);
    expect(texts.join(' ').match(/word\d+/g)).toEqual(words);
    expect(texts.at(-1)).toContain('tokens');
  });
});
