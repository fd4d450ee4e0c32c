import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rankByCriticalPath } from '#graph/execute/rank.ts';
import { runSchedule, type ScheduleWork } from '#graph/execute/schedule.ts';
import { Slots } from '#graph/execute/slots.ts';
import { failed, stopped } from '#graph/execute/terminal.ts';
import type { TaskResult } from '#graph/result.ts';
import type { Task } from '#graph/task.ts';
import { done } from '#test/graph-runtime/ports.ts';

type Spec = { duration: number; agent: string; fails: boolean; dependsOn: readonly number[] };

const task = (id: string, dependsOn: readonly string[] = []): Task => ({
  id,
  title: id,
  instruction: id,
  type: 'answer',
  skills: [],
  dependsOn: [...dependsOn],
  risk: 'low',
  covers: [0],
});

/** Acyclic graphs: a task depends on earlier ones alone. */
const dag = fc
  .array(
    fc.record({
      duration: fc.integer({ min: 1, max: 50 }),
      agent: fc.constantFrom('a', 'b', 'c'),
      fails: fc.boolean().map((fails) => fails),
      on: fc.array(fc.nat(), { maxLength: 3 }),
    }),
    { minLength: 1, maxLength: 25 },
  )
  .map((specs): Spec[] =>
    specs.map(({ on, ...spec }, index) => ({
      ...spec,
      dependsOn: index === 0 ? [] : [...new Set(on.map((number) => number % index))],
    })),
  );

/** Runs a graph in virtual time: the schedule is real, its tasks end when the clock says so. */
async function simulate(
  specs: readonly Spec[],
  width: number,
  options: { slots?: Slots; failing?: boolean } = {},
) {
  const tasks = specs.map(({ dependsOn }, index) =>
    task(
      `t${index}`,
      dependsOn.map((on) => `t${on}`),
    ),
  );
  const specOf = ({ id }: Task): Spec =>
    specs[Number(id.slice(1))] ?? { duration: 1, agent: 'a', fails: false, dependsOn: [] };
  let clock = 0;
  let widest = 0;
  const started: string[] = [];
  const inFlight: { until: number; end: () => void; id: string }[] = [];
  const ended = new Map<string, TaskResult>();
  const early: string[] = [];
  const work: ScheduleWork = {
    ...idle(options.slots),
    width,
    weight: (each) => specOf(each).duration,
    agentOf: (each) => specOf(each).agent,
    run: (each) => {
      started.push(each.id);
      for (const id of each.dependsOn) if (ended.get(id)?.status !== 'done') early.push(each.id);
      return new Promise((resolve) => {
        const { duration, fails } = specOf(each);
        const result =
          options.failing && fails ? failed(each, 'a', 'agent', 'broke', duration) : done(each.id, 'x');
        inFlight.push({ until: clock + duration, end: () => resolve(result), id: each.id });
        widest = Math.max(widest, inFlight.length);
      });
    },
    ended: (each, result) => {
      ended.set(each.id, result);
      return null;
    },
  };
  let over = false;
  const all = runSchedule(tasks, work).finally(() => {
    over = true;
  });
  while (!over) {
    await new Promise((resolve) => setImmediate(resolve));
    inFlight.sort((a, b) => a.until - b.until);
    const next = inFlight.shift();
    if (next === undefined) break;
    clock = next.until;
    next.end();
  }
  return { results: await all, makespan: clock, widest, started, early, tasks };
}

function idle(slots = new Slots(1000, () => 1000)): ScheduleWork {
  return {
    finished: new Map(),
    width: 8,
    slots,
    signal: new AbortController().signal,
    weight: () => 1,
    agentOf: () => 'a',
    unable: () => null,
    held: () => false,
    halted: () => null,
    run: async (each) => done(each.id, 'x'),
    ended: () => null,
  };
}

describe('the schedule', () => {
  it('ends every task, in order of dependencies, once, within the width', async () => {
    await fc.assert(
      fc.asyncProperty(dag, fc.integer({ min: 1, max: 8 }), async (specs, width) => {
        const { results, widest, started, early, tasks } = await simulate(specs, width, { failing: true });
        expect([...results.keys()].sort()).toEqual(tasks.map(({ id }) => id).sort());
        expect(widest).toBeLessThanOrEqual(width);
        expect(new Set(started).size).toBe(started.length);
        expect(early).toEqual([]);
        for (const each of tasks) {
          const blocked = each.dependsOn.some((id) => results.get(id)?.status !== 'done');
          expect(results.get(each.id)?.status === 'skipped').toBe(blocked);
        }
      }),
      { numRuns: 150 },
    );
  });

  it('takes no longer than the critical path where the width suffices, and stays within Graham’s bound where not', async () => {
    await fc.assert(
      fc.asyncProperty(dag, fc.integer({ min: 1, max: 8 }), async (specs, width) => {
        const wide = await simulate(specs, specs.length);
        const ranks = rankByCriticalPath(wide.tasks, ({ id }) => specs[Number(id.slice(1))]?.duration ?? 0);
        const critical = Math.max(...ranks.values());
        expect(wide.makespan).toBe(critical);
        const total = specs.reduce((sum, { duration }) => sum + duration, 0);
        const narrow = await simulate(specs, width);
        expect(narrow.makespan).toBeLessThanOrEqual(total / width + (1 - 1 / width) * critical + 1e-9);
      }),
      { numRuns: 100 },
    );
  });

  it('waits for the places of busy agents without leaving the others idle', async () => {
    await fc.assert(
      fc.asyncProperty(dag, fc.integer({ min: 1, max: 3 }), async (specs, capacity) => {
        const slots = new Slots(5, () => capacity);
        const { results, widest, tasks } = await simulate(specs, 8, { slots });
        expect(results.size).toBe(tasks.length);
        expect(widest).toBeLessThanOrEqual(Math.min(5, 3 * capacity));
        expect(slots.load('a') + slots.load('b') + slots.load('c')).toBe(0);
      }),
      { numRuns: 100 },
    );
  });

  it('shares an agent’s places among runs, and no run waits for ever', async () => {
    const slots = new Slots(64, () => 2);
    let running = 0;
    let most = 0;
    const work: ScheduleWork = {
      ...idle(slots),
      run: async (each) => {
        running += 1;
        most = Math.max(most, running);
        await new Promise((resolve) => setImmediate(resolve));
        running -= 1;
        return done(each.id, 'x');
      },
    };
    const tasks = ['a', 'b', 'c', 'd'].map((id) => task(id));
    const runs = await Promise.all(Array.from({ length: 20 }, () => runSchedule(tasks, work)));
    expect(runs.map(({ size }) => size)).toEqual(Array.from({ length: 20 }, () => 4));
    expect(most).toBe(2);
  });

  it('names the task that failed in the first place, along the whole chain', async () => {
    const tasks = [task('a'), task('b', ['a']), task('c', ['b']), task('d')];
    const run = async (each: Task) =>
      each.id === 'a' ? failed(each, 'x', 'agent', 'broke', 1) : done(each.id, 'x');
    const results = await runSchedule(tasks, { ...idle(), run });
    expect(tasks.map(({ id }) => results.get(id)?.summary)).toEqual([
      'broke',
      'skipped: a failed',
      'skipped: a failed',
      'done',
    ]);
  });

  it('fails what waits for itself or for nothing, instead of waiting with it', async () => {
    const tasks = [task('a', ['b']), task('b', ['a']), task('c', ['gone']), task('d'), task('e', ['a'])];
    const results = await runSchedule(tasks, idle());
    expect(tasks.map(({ id }) => results.get(id)?.status)).toEqual([
      'failed',
      'failed',
      'failed',
      'done',
      'failed',
    ]);
  });

  it('hands a task the results it works on, and not those that only came first', async () => {
    const handed = new Map<string, string[]>();
    await runSchedule(
      [
        task('a'),
        task('b', ['a']),
        { ...task('c', ['a', 'b']), inputs: ['b'] },
        { ...task('d', ['c']), inputs: [] },
      ],
      {
        ...idle(),
        run: async (each, inputs) => {
          handed.set(
            each.id,
            inputs.map(({ taskId }) => taskId),
          );
          return done(each.id, 'x');
        },
      },
    );
    expect(Object.fromEntries(handed)).toEqual({ a: [], b: ['a'], c: ['b'], d: [] });
  });

  it('leaves what is held, and what waits for it, without a result', async () => {
    const tasks = [task('a'), task('b', ['a']), task('c', ['b'])];
    const results = await runSchedule(tasks, { ...idle(), held: ({ id }) => id === 'b' });
    expect([...results.keys()]).toEqual(['a']);
  });

  it('takes in tasks that a result brings, before those that waited for it', async () => {
    const tasks = [task('a'), task('b', ['a'])];
    const order: string[] = [];
    const results = await runSchedule(tasks, {
      ...idle(),
      run: async (each) => {
        order.push(each.id);
        return done(each.id, 'x');
      },
      ended: ({ id }) => (id === 'a' ? [task('a'), task('b', ['a', 'a.1']), task('a.1', ['a'])] : null),
    });
    expect(order).toEqual(['a', 'a.1', 'b']);
    expect(results.size).toBe(3);
  });

  it('starts nothing more once it is halted, and ends the rest so', async () => {
    const controller = new AbortController();
    const tasks = [task('a'), task('b', ['a']), task('c')];
    let halted = false;
    const results = await runSchedule(tasks, {
      ...idle(),
      width: 1,
      signal: controller.signal,
      halted: () => (halted ? (each) => stopped(each, null, 'stopped: user') : null),
      run: async (each) => {
        halted = true;
        controller.abort();
        return done(each.id, 'x');
      },
    });
    expect(tasks.map(({ id }) => results.get(id)?.status)).toEqual(['done', 'stopped', 'stopped']);
  });

  it('rejects with the first fault once what runs has ended', async () => {
    const fault = new Error('the ledger is gone');
    const run = async (each: Task) => {
      if (each.id === 'a') throw fault;
      return done(each.id, 'x');
    };
    await expect(runSchedule([task('a'), task('b'), task('c', ['b'])], { ...idle(), run })).rejects.toBe(
      fault,
    );
  });
});
