import { describe, expect, it } from 'vitest';
import type { Critic, Subject } from '#graph/critics/critic.ts';
import { createCriticEngine } from '#graph/critics/engine.ts';
import { CriticLimiter } from '#graph/critics/limiter.ts';
import type { Finding } from '#graph/review.ts';
import { DEFAULT_SETTINGS, type Settings } from '#graph/settings.ts';
import { request } from '#test/graph-runtime/ports.ts';

const PASS: Finding = { verdict: 'pass', severity: 0, uncertainty: 0, notes: [] };
const REVISE: Finding = { verdict: 'revise', severity: 0.4, uncertainty: 0, notes: ['change it'] };

const subject = (text = 'text', rest: Partial<Subject> = {}): Subject => ({
  kind: 'answer',
  text,
  risk: 'low',
  request: request('?'),
  taskGraph: null,
  results: [],
  missing: [],
  ...rest,
});

const critic = (name: string, finding: Finding, rest: Partial<Critic> = {}): Critic => ({
  name,
  judge: () => finding,
  ...rest,
});

const ALL = { signal: new AbortController().signal, gating: true, retries: true };

function engineOf(critics: readonly Critic[], settings: Partial<Settings['critique']> = {}) {
  const now = () => performance.now();
  const limiter = new CriticLimiter({ total: settings.concurrency ?? 10, perStage: 10 }, now);
  const merged = { ...DEFAULT_SETTINGS.critique, retryBaseMs: 0, ...settings };
  return createCriticEngine(critics, { limiter, settings: merged, now, random: () => 0 });
}

const review = (critics: readonly Critic[], what = subject(), options = ALL) =>
  engineOf(critics).review(what, options);

describe('the set of critics', () => {
  it.each([
    [
      'an unknown dependency',
      [critic('a', PASS, { dependsOn: ['b'] })],
      /depends on b, which does not exist/,
    ],
    [
      'a dependency on a later stage',
      [critic('a', PASS, { stage: 'fast', dependsOn: ['b'] }), critic('b', PASS, { stage: 'deep' })],
      /later stage deep/,
    ],
    [
      'a circle',
      [critic('a', PASS, { dependsOn: ['b'] }), critic('b', PASS, { dependsOn: ['a'] })],
      /in a circle: a → b → a/,
    ],
    ['a name twice', [critic('a', PASS), critic('a', PASS)], /configured twice/],
    ['a condition without a predicate', [critic('a', PASS, { policy: 'conditional' })], /no predicate/],
    ['a priority out of range', [critic('a', PASS, { priority: 11 })], /priority 11/],
  ])('refuses %s when it is built', (_, critics, problem) => {
    expect(() => engineOf(critics)).toThrow(problem);
  });
});

describe('gating', () => {
  it.each([
    ['on_violation', [PASS], 'gated', 'policy:on_violation:none'],
    ['on_violation', [REVISE], 'ran', 'policy:on_violation:violation:before0'],
    ['on_uncertainty', [{ ...PASS, uncertainty: 0.7 }], 'gated', 'policy:on_uncertainty:none'],
    ['on_uncertainty', [{ ...PASS, uncertainty: 0.71 }], 'ran', 'policy:on_uncertainty:uncertain:before0'],
    ['on_high_risk', [PASS], 'gated', 'policy:on_high_risk:low'],
  ] as const)('of %s after %j: %s', async (policy, before, status, reason) => {
    const earlier = before.map((finding, index) => critic(`before${index}`, finding, { stage: 'fast' }));
    const { records } = await review([...earlier, critic('last', PASS, { policy })]);
    expect(records.at(-1)).toMatchObject({ name: 'last', status, gate: reason });
  });

  it('counts a failed critic as a violation and as uncertain', async () => {
    const broken: Critic = { name: 'broken', stage: 'fast', judge: () => Promise.reject(new Error('x')) };
    const after = (['on_violation', 'on_uncertainty'] as const).map((policy) =>
      critic(policy, PASS, { policy }),
    );
    const { records, verdict } = await review([broken, ...after]);
    expect(records.map(({ status }) => status)).toEqual(['failed', 'ran', 'ran']);
    expect(verdict).toBe('pass');
  });

  it('reads risk in any letter case', async () => {
    const risky = { ...subject(), risk: JSON.parse('"HIGH"') };
    const { records } = await review([critic('pii', PASS)], risky);
    expect(records[0]).toMatchObject({ status: 'ran', gate: 'policy:on_high_risk:high' });
  });

  it('runs a conditional critic whose predicate throws, and records that it did', async () => {
    const when = () => {
      throw new RangeError('x');
    };
    const { records } = await review([critic('a', PASS, { policy: 'conditional', when })]);
    expect(records[0]).toMatchObject({
      status: 'ran',
      gate: 'policy:conditional:predicate_threw:RangeError',
    });
  });

  it('runs everything when the flag is off', async () => {
    const { records } = await review([critic('a', PASS, { policy: 'on_violation' })], subject(), {
      ...ALL,
      gating: false,
    });
    expect(records[0]).toMatchObject({ status: 'ran', gate: 'flag:critic_gating_enabled:off' });
  });

  it('runs a dependant of a gated critic, and says so', async () => {
    const { records } = await review([
      critic('a', PASS, { policy: 'on_violation' }),
      critic('b', PASS, { dependsOn: ['a'] }),
    ]);
    expect(records[1]).toMatchObject({ status: 'ran', gate: 'policy:always dependency:a:gated' });
  });
});

describe('a review', () => {
  it('runs a stage in parallel, by priority, and stages in their order', async () => {
    const order: string[] = [];
    const slow = (name: string, rest: Partial<Critic>): Critic => ({
      name,
      ...rest,
      judge: async () => {
        order.push(`+${name}`);
        await new Promise((resolve) => setImmediate(resolve));
        order.push(`-${name}`);
        return PASS;
      },
    });
    await review([
      slow('late', { stage: 'deep', policy: 'always' }),
      slow('b', { priority: 9 }),
      slow('a', { priority: 1 }),
      slow('early', { stage: 'fast' }),
    ]);
    expect(order).toEqual(['+early', '-early', '+a', '+b', '-a', '-b', '+late', '-late']);
  });

  it('blocks when a safety critic cannot judge, and not when another cannot', async () => {
    const broken = (name: string): Critic => ({ name, judge: () => Promise.reject(new Error('x')) });
    expect(await review([broken('style')])).toMatchObject({ verdict: 'pass' });
    expect(await review([broken('safety')])).toMatchObject({
      verdict: 'block',
      blockedBy: 'safety',
      severity: 1,
    });
    expect(await review([critic('security', { ...PASS, verdict: 'abstain' })])).toMatchObject({
      verdict: 'block',
    });
  });

  it('aborts a critic that takes too long, tries again, and counts both', async () => {
    let aborted = 0;
    const hanging: Critic = {
      name: 'hanging',
      timeoutMs: 5,
      judge: (_, signal) =>
        new Promise(() => {
          signal.addEventListener('abort', () => {
            aborted += 1;
          });
        }),
    };
    const { records } = await review([hanging]);
    expect(records[0]).toMatchObject({ status: 'failed', timedOut: true, attempts: 3 });
    expect(aborted).toBe(3);
  });

  it('tries an exception again, whatever the policy, and not an invalid result', async () => {
    let tries = 0;
    const flaky: Critic = {
      name: 'flaky',
      judge: () => {
        tries += 1;
        if (tries < 3) throw new Error('x');
        return PASS;
      },
    };
    const invalid: Critic = { name: 'invalid', judge: () => ({ ...PASS, severity: 7 }) };
    const { records } = await review([flaky, invalid]);
    expect(records[0]).toMatchObject({ status: 'ran', attempts: 3 });
    expect(records[1]).toMatchObject({
      status: 'failed',
      attempts: 1,
      gate: 'policy:always failure:invalid_result',
    });
  });

  it('tries once when retries are switched off', async () => {
    const broken: Critic = { name: 'broken', judge: () => Promise.reject(new Error('x')) };
    const { records } = await review([broken], subject(), { ...ALL, retries: false });
    expect(records[0]).toMatchObject({ attempts: 1 });
  });

  it('ends in time as a whole, and blocks for the safety critic that it did not reach', async () => {
    const hanging: Critic = { name: 'hanging', stage: 'fast', judge: () => new Promise(() => undefined) };
    const engine = engineOf([hanging, critic('safety', PASS)], { reviewTimeoutMs: 10, retries: 0 });
    const { verdict, records } = await engine.review(subject(), ALL);
    expect(verdict).toBe('block');
    expect(records.map(({ status }) => status)).toEqual(['failed', 'failed']);
  });

  it('rejects with the reason of a run that is stopped meanwhile', async () => {
    const controller = new AbortController();
    const hanging: Critic = {
      name: 'hanging',
      judge: () => {
        controller.abort('user');
        return new Promise(() => undefined);
      },
    };
    await expect(review([hanging], subject(), { ...ALL, signal: controller.signal })).rejects.toBe('user');
  });

  it('does not let a critic change what the others see', async () => {
    const meddling: Critic = {
      name: 'meddling',
      stage: 'fast',
      judge: (judged) => {
        Object.assign(judged.request, { text: 'changed' });
        return PASS;
      },
    };
    const seen: string[] = [];
    const reading: Critic = {
      name: 'reading',
      judge: ({ request: { text } }) => {
        seen.push(text);
        return PASS;
      },
    };
    const { records } = await review([meddling, reading]);
    expect(records[0]?.status).toBe('failed');
    expect(seen).toEqual(['?']);
  });

  it('hands replacements on, and leaves the second of two concurrent ones open', async () => {
    const replacing = (name: string, rest: Partial<Critic> = {}): Critic => ({
      name,
      judge: ({ text }) => ({ ...REVISE, replacement: `${text} ${name}` }),
      ...rest,
    });
    const chained = await review([replacing('a'), replacing('b', { dependsOn: ['a'] })]);
    expect(chained).toMatchObject({ verdict: 'pass', text: 'text a b' });
    const slow = (name: string): Critic => ({
      name,
      judge: async ({ text }) => ({ ...REVISE, replacement: `${text} ${name}` }),
    });
    const clashing = await review([slow('a'), slow('b')]);
    expect(clashing).toMatchObject({ verdict: 'revise', text: 'text a', notes: ['b: change it'] });
  });
});

describe('the limits of the process', () => {
  it('hold for a hundred concurrent reviews, in all, per stage, per critic and per second', async () => {
    let now = 0;
    const limiter = new CriticLimiter({ total: 10, perStage: 6 }, () => now);
    const running = new Map<string, number>();
    const most = new Map<string, number>();
    const step = (key: string, by: number): void => {
      running.set(key, (running.get(key) ?? 0) + by);
      most.set(key, Math.max(most.get(key) ?? 0, running.get(key) ?? 0));
    };
    const counting = (name: string, stage: 'fast' | 'core', rest: Partial<Critic> = {}): Critic => ({
      name,
      stage,
      policy: 'always',
      ...rest,
      judge: async () => {
        for (const key of ['all', stage, name]) step(key, 1);
        await new Promise((resolve) => setImmediate(resolve));
        for (const key of ['all', stage, name]) step(key, -1);
        return PASS;
      },
    });
    const critics = [
      counting('one', 'fast', { concurrency: 2 }),
      counting('two', 'fast'),
      counting('three', 'core'),
      counting('four', 'core'),
    ];
    const engine = createCriticEngine(critics, {
      limiter,
      settings: DEFAULT_SETTINGS.critique,
      now: () => now++,
      random: () => 0,
    });
    const reviews = await Promise.all(Array.from({ length: 100 }, () => engine.review(subject(), ALL)));
    expect(reviews.every(({ verdict }) => verdict === 'pass')).toBe(true);
    expect(most.get('all')).toBeLessThanOrEqual(10);
    expect(most.get('fast')).toBeLessThanOrEqual(6);
    expect(most.get('one')).toBe(2);
  });

  it('make a critic wait for its token', async () => {
    const times: number[] = [];
    const rated: Critic = {
      name: 'rated',
      rate: { perSecond: 100, burst: 1 },
      judge: () => {
        times.push(performance.now());
        return PASS;
      },
    };
    const engine = engineOf([rated]);
    await Promise.all([1, 2, 3].map(() => engine.review(subject(), ALL)));
    const [first = 0, , third = 0] = times;
    expect(third - first).toBeGreaterThanOrEqual(18);
  });
});
