import { type BaseCheckpointSaver, MemorySaver } from '@langchain/langgraph';
import { describe, expect, it } from 'vitest';
import { buildGraph } from '#graph/graph.ts';
import { FencedError, type TaskCall } from '#graph/ports.ts';
import type { TaskResult } from '#graph/result.ts';
import { DEFAULT_SETTINGS } from '#graph/settings.ts';
import { card, done, models, request, runOf, type World, world } from '#test/graph-runtime/ports.ts';

const CARDS = [
  card({ id: 'knowledge', title: 'Knowledge', types: ['answer', 'research'] }),
  card({ id: 'generalist', types: ['answer'] }),
];

const PLAN = {
  goal: 'three steps',
  tasks: [
    {
      id: 'a',
      title: 'Find the policy',
      instruction: 'find the refund policy',
      type: 'research',
      dependsOn: [],
    },
    {
      id: 'b',
      title: 'Find the limits',
      instruction: 'find the spending limits',
      type: 'research',
      dependsOn: [],
    },
    {
      id: 'c',
      title: 'Compare both',
      instruction: 'compare policy and limits',
      type: 'research',
      dependsOn: ['a', 'b'],
    },
  ],
};
const TEXT = 'find the refund policy, find the spending limits, then compare both';

/** A promise that an agent waits for, and what tells the test that it does. */
function gate(): {
  reached: Promise<void>;
  agent: (call: TaskCall) => Promise<TaskResult>;
  open: () => void;
} {
  const reached = Promise.withResolvers<void>();
  const opened = Promise.withResolvers<void>();
  return {
    reached: reached.promise,
    open: opened.resolve,
    agent: async (call) => {
      if (call.task.instruction.includes('compare')) {
        reached.resolve();
        await Promise.race([
          opened.promise,
          new Promise((resolve) => call.signal.addEventListener('abort', resolve)),
        ]);
        call.signal.throwIfAborted();
      }
      return done(call.task.id, `Found: ${call.task.instruction}`);
    },
  };
}

function planned(): World {
  return world({
    cards: CARDS,
    models: models({
      'plan.v1': [PLAN],
      'synthesis.v1': ['The refund policy and the spending limits, found and compared.'],
    }),
  });
}

const build = (w: World, saver: BaseCheckpointSaver) => buildGraph(w.ports, DEFAULT_SETTINGS, [], saver);

describe('a run that was interrupted', () => {
  it('goes on after a drain without running a finished task again', async () => {
    const w = planned();
    const held = gate();
    for (const { id } of CARDS) w.agents.set(id, held.agent);
    const saver = new MemorySaver();
    const asked = request(TEXT);
    const first = runOf(asked);
    const running = build(w, saver).run(asked, first.run);
    await held.reached;
    first.stop('drain');
    await expect(running).rejects.toBe('drain');
    expect(first.told.filter((event) => event.kind === 'task_ended' && event.status === 'stopped')).toEqual(
      [],
    );

    held.open();
    const report = await build(w, saver).run(asked, runOf(asked, 2).run);
    expect(report.outcome.status).toBe('answered');
    expect(report.reply?.text).toBe('The refund policy and the spending limits, found and compared.');
    const runs = w.calls.map(({ task }) => task.instruction).filter((text) => !text.includes('compare'));
    expect(new Set(runs).size).toBe(runs.length);
    expect(report.modelCalls.filter(({ name }) => name === 'plan.v1')).toHaveLength(1);
  });

  it('is refused to a worker that lost it, and goes on with the one that has it', async () => {
    const w = planned();
    const held = gate();
    for (const { id } of CARDS) w.agents.set(id, held.agent);
    const saver = new MemorySaver();
    const asked = request(TEXT);
    const old = build(w, saver).run(asked, runOf(asked, 1).run);
    await held.reached;
    w.epochs.set(asked.runId, 2);
    held.open();
    await expect(old).rejects.toBeInstanceOf(FencedError);
    const report = await build(w, saver).run(asked, runOf(asked, 2).run);
    expect(report.outcome.status).toBe('answered');
    expect(report.results.map(({ status }) => status)).toEqual(['done', 'done', 'done']);
  });

  it('starts when its input was checkpointed but no node had run', async () => {
    const w = world();
    const saver = new DyingSaver();
    const asked = request('what is our refund policy?');
    saver.dieAfterPuts = 1;
    await expect(build(w, saver).run(asked, runOf(asked).run)).rejects.toThrow('killed');
    saver.dieAfterPuts = Number.POSITIVE_INFINITY;
    const report = await build(w, saver).run(asked, runOf(asked, 2).run);
    expect(report.outcome.status).toBe('answered');
  });

  it('ends once, wherever the process died between two checkpoint writes', async () => {
    for (let puts = 1; puts <= 20; puts += 1) {
      const w = planned();
      const saver = new DyingSaver();
      const asked = request(TEXT);
      saver.dieAfterPuts = puts;
      await build(w, saver)
        .run(asked, runOf(asked).run)
        .catch(() => undefined);
      saver.dieAfterPuts = Number.POSITIVE_INFINITY;
      const report = await build(w, saver).run(asked, runOf(asked, 2).run);
      expect(report.outcome.status, `killed after ${puts} writes`).toBe('answered');
      const runs = w.calls.map(({ task }) => task.instruction);
      expect(new Set(runs).size, `killed after ${puts} writes: ${runs}`).toBe(runs.length);
      const again = await build(w, saver).run(asked, runOf(asked, 3).run);
      expect(again).toEqual(report);
    }
  });
});

/** A checkpointer whose process dies: from some write on nothing is kept any more. */
class DyingSaver extends MemorySaver {
  dieAfterPuts = Number.POSITIVE_INFINITY;
  #puts = 0;

  #write(): void {
    this.#puts += 1;
    if (this.#puts > this.dieAfterPuts) throw new Error('killed');
  }

  override async put(...args: Parameters<MemorySaver['put']>): ReturnType<MemorySaver['put']> {
    this.#write();
    return super.put(...args);
  }

  override async putWrites(...args: Parameters<MemorySaver['putWrites']>): Promise<void> {
    this.#write();
    return super.putWrites(...args);
  }
}
