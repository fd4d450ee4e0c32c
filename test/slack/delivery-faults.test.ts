import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Store } from '#store/store.ts';
import { plannedEvent } from './progress.ts';
import { answered, SlackWorld } from './slack-world.ts';

describe('delivery when Slack or we fail', () => {
  let world: SlackWorld;
  /** What the next calls of the store do instead; one function per failing call. */
  const failures: { posted: (() => void)[]; enqueue: (() => void)[] } = { posted: [], enqueue: [] };
  beforeAll(async () => {
    world = await SlackWorld.open({ retryDelaysMs: [0, 200, 400], ackTimeoutMs: 300 }, (store) =>
      failing(store, failures),
    );
  });
  afterAll(async () => {
    await world[Symbol.asyncDispose]();
  });
  beforeEach(async () => {
    await world.control('faults', undefined, 'DELETE');
    world.orchestrator.requests.length = 0;
    world.orchestrator.script = async (request, run) => {
      run.progress(plannedEvent(['a']));
      return answered(request, 'The answer.', { taskGraph: plannedEvent(['a']).graph });
    };
  });
  const fault = (method: string, over: object) => world.control('faults', { method, times: 1, ...over });
  const said = async (ts: string) => {
    await world.answer(ts);
    return (await world.replies(ts)).filter((one) => JSON.stringify(one).includes('The answer.'));
  };

  it('acks an event only when it is persisted: a failed write is delivered again and runs once', async () => {
    failures.enqueue.push(crash, crash);
    const ts = await world.say('<@U0GENESIS> survive');
    expect(await said(ts)).toHaveLength(1);
    expect(world.orchestrator.requests).toHaveLength(1);
    const { events } = await world.control<{ events: { attempts?: unknown[]; acked?: boolean }[] }>('log');
    expect(JSON.stringify(events)).toMatch(/retry|attempt/);
  });

  it('posts once when the process dies between the post and its row', async () => {
    failures.posted.push(crash);
    const ts = await world.say('<@U0GENESIS> once');
    await world.until(async () => {
      const [run] = await world.store.runs.recent({ user: 'U0LIN', limit: 1 });
      return run?.thread === ts && run.status === 'answered';
    }, 15_000);
    expect(await said(ts)).toHaveLength(1);
    expect(await world.replies(ts)).toHaveLength(1);
  });

  it.each(['chat.startStream', 'chat.stopStream'])(
    'posts once when the answer to %s is lost',
    async (method) => {
      await fault(method, { error: 'lost_response' });
      const ts = await world.say('<@U0GENESIS> lost');
      expect(await said(ts)).toHaveLength(1);
      expect(await world.replies(ts)).toHaveLength(1);
    },
  );

  it('waits as long as Slack says at 429, and then posts', async () => {
    await fault('chat.stopStream', { status: 429, retry_after: 1 });
    const before = performance.now();
    const ts = await world.say('<@U0GENESIS> slow down');
    expect(await said(ts)).toHaveLength(1);
    expect(performance.now() - before).toBeGreaterThan(1_000);
  });

  it('answers in a message that is updated where there are no streams', async () => {
    await fault('chat.startStream', { error: 'feature_not_enabled' });
    const ts = await world.say('<@U0GENESIS> no streams');
    const [message] = await said(ts);
    expect(message?.stream).toBeUndefined();
    expect(message?.blocks?.map((block) => block.type)).toEqual([
      'plan',
      'markdown',
      'context',
      'context_actions',
      'actions',
    ]);
    await world.connection.stop();
    await world.connection.worker.drain(500);
    await world.connect();
  });

  it('leaves out blocks that Slack refuses, and at last all of them', async () => {
    await fault('chat.stopStream', { error: 'invalid_blocks' });
    const first = await world.answer(await world.say('<@U0GENESIS> no feedback buttons'));
    expect(first.blocks?.map((block) => block.type)).toEqual(['context', 'actions']);
    await fault('chat.stopStream', { error: 'invalid_blocks', times: 2 });
    const second = await world.answer(await world.say('<@U0GENESIS> no blocks'));
    expect(second).toMatchObject({ stream: { markdown: 'The answer.' } });
    expect(second.blocks ?? []).toEqual([]);
  });

  it('goes on in a new stream when the first one ended, and answers once', async () => {
    const gate = Promise.withResolvers<void>();
    world.orchestrator.script = async (request, run) => {
      run.progress(plannedEvent(['a']));
      await gate.promise;
      run.progress({ kind: 'task_started', taskId: 'a', agent: 'knowledge' });
      return answered(request, 'The answer.');
    };
    await world.control('settings', { streamLifetimeMs: 150 });
    const ts = await world.say('<@U0GENESIS> take long');
    await world.until(async () => (await world.replies(ts)).some((one) => one.stream?.state === 'expired'));
    await world.control('settings', { streamLifetimeMs: 300_000 });
    gate.resolve();
    expect(await said(ts)).toHaveLength(1);
  });

  it('splits an answer that is too long for one message, with the footer under its end', async () => {
    const long = Array.from({ length: 600 }, (_, index) => `Line ${index} of a long answer.`).join('\n\n');
    world.orchestrator.script = async (request) => answered(request, long);
    const ts = await world.say('<@U0GENESIS> at length');
    const parts = await world.until(async () => {
      const marked = (await world.replies(ts)).filter((one) => one.metadata !== undefined);
      return marked.length === 2 && marked;
    });
    const shown = parts.map((one) => JSON.stringify([one.stream?.markdown, one.blocks])).join('');
    for (const line of [0, 299, 300, 599]) expect(shown).toContain(`Line ${line} of`);
    expect(JSON.stringify(parts[0]?.blocks ?? [])).not.toContain('context_actions');
    expect(JSON.stringify(parts[1]?.blocks)).toContain('context_actions');
  });

  it('puts an answer that is longer still into a file', async () => {
    const long = Array.from({ length: 3_000 }, (_, index) => `Line ${index} of a long answer.`).join('\n\n');
    world.orchestrator.script = async (request) => answered(request, long);
    const ts = await world.say('<@U0GENESIS> a book');
    await world.answer(ts);
    const file = await world.until(async () =>
      (await world.thread(ts)).find((one) => JSON.stringify(one).includes('"name":"answer-')),
    );
    expect(file.user).toBe('U0GENESIS');
  });

  it('mentions nobody whom the requester did not name, in any block', async () => {
    world.orchestrator.script = async (request, run) => {
      run.progress(plannedEvent(['a'], '<!channel> <@U0ADA>'));
      return answered(
        request,
        'Hey <!here>, <!subteam^S1|@all>, <@U0ADA> and <@U0GUEST>: [x](https://evil.example)',
        {
          taskGraph: plannedEvent(['a']).graph,
        },
      );
    };
    const ts = await world.say('<@U0GENESIS> tell <@U0GUEST> about it');
    const message = JSON.stringify(await world.answer(ts));
    expect(message).not.toMatch(/<!|<@U0ADA>|\]\(https/);
    expect(message).toContain('<@U0GUEST>');
  });

  it('loses nothing when the socket is cut', async () => {
    await world.control('settings', { retryDelaysMs: [0, 3_500, 5_000] });
    await world.control('faults', { error: 'disconnect' });
    const ts = await world.say('<@U0GENESIS> still there?');
    expect(await world.until(() => said(ts), 20_000)).toHaveLength(1);
  }, 40_000);
});

function crash(): never {
  throw new Error('the process died here');
}

function failing(store: Store, failures: Record<'posted' | 'enqueue', (() => void)[]>): Partial<Store> {
  const { queue, outbox } = store;
  return {
    outbox: {
      put: (run, post) => outbox.put(run, post),
      attempted: (run, id, ts) => outbox.attempted(run, id, ts),
      posted: async (run, id, ts) => {
        if (id.endsWith(':answer')) failures.posted.shift()?.();
        return outbox.posted(run, id, ts);
      },
    },
    queue: {
      enqueue: async (job) => {
        failures.enqueue.shift()?.();
        return queue.enqueue(job);
      },
      waiting: (orderKey) => queue.waiting(orderKey),
      cancel: (id) => queue.cancel(id),
      depth: () => queue.depth(),
      stopClaiming: (options) => queue.stopClaiming(options),
      work: (handler, options) => queue.work(handler, options),
    },
  };
}
