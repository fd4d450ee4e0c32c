import { describe, expect, it } from 'vitest';
import { type Lease, type Live, LiveAgents } from '#agents/registry/live-agents.ts';

type Subject = { id: string };
type Built = { id: string; serial: number };

/** A registry whose builds the test can hold back and whose disposals it can see. */
function registry(
  options: { max?: number; idleMs?: number; build?: (subject: Subject) => Promise<void> } = {},
) {
  const clock = { now: 1_000 };
  const builds: string[] = [];
  const disposals: string[] = [];
  const agents = new LiveAgents<Subject, Built>({
    max: options.max ?? 50,
    idleMs: options.idleMs ?? 60_000,
    keyOf: (subject) => subject.id,
    now: () => clock.now,
    onDisposeError: (error) => {
      throw error;
    },
    build: async (subject): Promise<Live<Built>> => {
      builds.push(subject.id);
      await options.build?.(subject);
      return {
        id: subject.id,
        serial: builds.length,
        [Symbol.asyncDispose]: async () => {
          disposals.push(subject.id);
        },
      };
    },
  });
  return { agents, builds, disposals, clock };
}

describe('the registry of live agents', () => {
  it('builds an agent once, however many ask for it at the same time', async () => {
    const { agents, builds } = registry();
    await using _ = agents;
    const leases = await Promise.all(Array.from({ length: 100 }, () => agents.acquire({ id: 'a' })));
    expect(builds).toEqual(['a']);
    expect(new Set(leases.map((lease) => lease.agent)).size).toBe(1);
    expect(agents.stats()).toMatchObject({ hits: 99, misses: 1, loads: 1, live: 1 });
  });

  it('keeps an agent in use alive while it is evicted, and disposes it once when it is released', async () => {
    const { agents, disposals } = registry({ max: 1 });
    await using _ = agents;
    const held = await agents.acquire({ id: 'held' });
    (await agents.acquire({ id: 'other' }))[Symbol.dispose]();
    expect(agents.stats()).toMatchObject({ evictions: 1, live: 2 });
    expect(disposals).toEqual([]);
    held[Symbol.dispose]();
    held[Symbol.dispose]();
    expect(disposals).toEqual(['held']);
  });

  it('gives everybody the same agent while somebody uses it, though the cache forgot it', async () => {
    const { agents, builds, disposals } = registry({ max: 1 });
    await using _ = agents;
    const first = await agents.acquire({ id: 'a' });
    await agents.acquire({ id: 'b' });
    const second = await agents.acquire({ id: 'a' });
    expect(second.agent).toBe(first.agent);
    expect(builds).toEqual(['a', 'b']);
    first[Symbol.dispose]();
    expect(disposals).toEqual([]);
    second[Symbol.dispose]();
    expect(disposals).toEqual(['a']);
  });

  it('serves the 1,001st agent while a thousand are in use, and releases all of them in the end', async () => {
    const { agents, builds, disposals } = registry({ max: 50 });
    const leases: Lease<Built>[] = await Promise.all(
      Array.from({ length: 1_001 }, (_, at) => agents.acquire({ id: `agent-${at}` })),
    );
    expect(builds).toHaveLength(1_001);
    expect(leases.map((lease) => lease.agent.id)).toEqual(
      Array.from({ length: 1_001 }, (_, at) => `agent-${at}`),
    );
    expect(disposals).toEqual([]);
    for (const lease of leases) lease[Symbol.dispose]();
    expect(agents.stats().live).toBe(50);
    await agents[Symbol.asyncDispose]();
    expect([...disposals].sort()).toEqual([...builds].sort());
  });

  it('still serves those who wait for a load whose place was taken meanwhile, from one build', async () => {
    const gate = Promise.withResolvers<void>();
    const { agents, builds } = registry({
      max: 2,
      build: ({ id }) => (id === 'slow' ? gate.promise : Promise.resolve()),
    });
    await using _ = agents;
    const waiting = [agents.acquire({ id: 'slow' }), agents.acquire({ id: 'slow' })];
    for (const id of ['b', 'c', 'd']) (await agents.acquire({ id }))[Symbol.dispose]();
    gate.resolve();
    const [first, second] = await Promise.all(waiting);
    expect(first?.agent).toBe(second?.agent);
    expect(builds).toEqual(['slow', 'b', 'c', 'd']);
  });

  it('disposes what nobody used for an hour, and nothing that is in use', async () => {
    const { agents, clock, disposals } = registry({ idleMs: 3_600_000 });
    await using _ = agents;
    (await agents.acquire({ id: 'idle' }))[Symbol.dispose]();
    await agents.acquire({ id: 'busy' });
    clock.now += 3_600_001;
    agents.sweep();
    expect(disposals).toEqual(['idle']);
    expect(agents.stats()).toMatchObject({ evictions: 2, live: 1 });
  });

  it('counts a failed build, tells everyone who waited, and tries again for the next', async () => {
    let broken = true;
    const { agents, builds } = registry({
      build: async () => {
        if (broken) throw new Error('no such prompt');
      },
    });
    await using _ = agents;
    const outcomes = await Promise.allSettled([agents.acquire({ id: 'a' }), agents.acquire({ id: 'a' })]);
    expect(outcomes.map((outcome) => outcome.status)).toEqual(['rejected', 'rejected']);
    expect(agents.stats()).toMatchObject({ failures: 1, live: 0 });
    broken = false;
    expect((await agents.acquire({ id: 'a' })).agent.serial).toBe(2);
    expect(builds).toHaveLength(2);
  });

  it('lets those who work with a changed agent finish before it is disposed', async () => {
    const { agents, disposals } = registry();
    await using _ = agents;
    const held = await agents.acquire({ id: 'old' });
    agents.retain((key) => key !== 'old');
    expect(disposals).toEqual([]);
    held[Symbol.dispose]();
    expect(disposals).toEqual(['old']);
  });
});
