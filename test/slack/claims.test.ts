import { describe, expect, it } from 'vitest';
import type { TaskResult } from '#graph/result.ts';
import { plannedEvent } from './progress.ts';
import { answered, SlackWorld } from './slack-world.ts';

const planned = plannedEvent(['a']);

/** Every attempt is the last one in these worlds. */
describe('a claim of a run', () => {
  it('books what its tasks spent, though the run fails for good', async () => {
    await using world = await SlackWorld.open();
    world.orchestrator.script = async (_request, run) => {
      const [task] = planned.graph.tasks;
      if (task === undefined) throw new Error('no task');
      await world.store.ledger.record(run, { task, result: resultOf(400_000) });
      throw new Error('the database hiccuped');
    };
    const ts = await world.say('<@U0GENESIS> cost something');
    await world.until(async () => (await latest(world, ts))?.status === 'failed');
    expect((await latest(world, ts))?.microUsd).toBe(400_000);
    expect(JSON.stringify(await world.answer(ts))).toContain('knowledge · 110 tokens · $0.40');
    const { rows } = await world.store.sql('select task_id, micro_usd from model_calls');
    expect(rows).toEqual([['a', 400_000]]);
  });

  it('reads neither thread nor files for a run that waited: its checkpoint holds them', async () => {
    await using world = await SlackWorld.open();
    world.orchestrator.script = async (request, _run, decision) =>
      decision === undefined
        ? answered(request, '', { outcome: { status: 'awaiting_approval', message: 'May I?' }, reply: null })
        : answered(request, 'Done.');
    const first = await world.say('the thread');
    const ts = await world.say('<@U0GENESIS> something risky', { thread_ts: first });
    await world.until(async () => (await latest(world, first))?.status === 'suspended');
    const question = (await world.replies(first)).find((one) => /Approval needed/.test(one.text));
    const lookUps = async () => (await world.calls('conversations.replies')).length;
    const before = await lookUps();
    expect(before).toBeGreaterThan(0);
    await world.control('action', {
      channel: 'C0GENERAL',
      ts: question?.ts,
      action_id: 'genesis_approve',
      user: 'U0LIN',
    });
    await world.until(async () => (await latest(world, first))?.status === 'answered');
    expect(await lookUps()).toBe(before);
    expect(ts).not.toBe(first);
  });

  it('is given back by a drain though Slack says to wait for a minute, and its answer comes later', async () => {
    await using world = await SlackWorld.open();
    world.orchestrator.script = async (request, run) => {
      run.progress(planned);
      return answered(request, 'Came later.', { taskGraph: planned.graph });
    };
    await world.control('faults', { method: 'chat.stopStream', status: 429, retry_after: 60 });
    const ts = await world.say('<@U0GENESIS> wait');
    await world.until(async () => (await world.calls('chat.stopStream')).length > 0);
    const before = performance.now();
    await world.connection.stop();
    await world.connection.worker.drain(100);
    expect(performance.now() - before).toBeLessThan(5_000);
    expect(world.connection.worker.active()).toBe(0);
    expect((await latest(world, ts))?.status).toBe('running');
    await world.control('faults', undefined, 'DELETE');
    await world.connect();
    expect((await world.answer(ts)).stream?.markdown).toBe('Came later.');
    expect(await world.replies(ts)).toHaveLength(1);
  }, 20_000);
});

async function latest(world: SlackWorld, thread: string) {
  const [run] = await world.store.runs.recent({ user: 'U0LIN', limit: 1 });
  return run?.thread === thread ? run : undefined;
}

function resultOf(microUsd: number): TaskResult {
  return {
    taskId: 'a',
    agent: 'knowledge',
    status: 'done',
    output: 'found',
    fromPlaybook: false,
    summary: 'found',
    sources: [],
    toolUses: [],
    discovered: [],
    needs: [],
    attempts: 1,
    ms: 5,
    modelCalls: [
      {
        name: 'agent.v1',
        model: 'm',
        tier: 'small',
        inputTokens: 100,
        outputTokens: 10,
        microUsd,
        ms: 5,
        ok: true,
      },
    ],
  };
}
