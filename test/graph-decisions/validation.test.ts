import { describe, expect, it } from 'vitest';
import { buildAgentIndex } from '#graph/route/agent-index.ts';
import { DEFAULT_SETTINGS } from '#graph/settings.ts';
import type { TaskGraph } from '#graph/task.ts';
import { findRedundant } from '#graph/validate/redundancy.ts';
import { type ValidateContext, validate } from '#graph/validate/validate.ts';
import { card } from './cards.ts';
import { graphOf, INDEX, plan, routed, task } from './planning.ts';

const context: ValidateContext = {
  broken: () => false,
  affordable: { estimateMicroUsd: 0, leftMicroUsd: null },
  settings: DEFAULT_SETTINGS,
};
const judge = (graph: TaskGraph, given: Partial<ValidateContext> = {}) =>
  validate(graph, routed(graph), INDEX, { ...context, ...given });
const rules = (issues: readonly { rule: string }[]) => issues.map((issue) => issue.rule);

describe('a plan passes', () => {
  it('with the tasks that cannot run here as warnings, marked degraded', () => {
    const judged = judge(plan('Run the tests, then deploy to staging'));
    expect(judged).toMatchObject({ verdict: 'pass', degraded: true, violations: [] });
    expect(rules(judged.warnings)).toEqual(['not_runnable', 'not_runnable']);
  });

  it('and names the approvals that it needs', () => {
    const judged = judge(plan('Drop the production database'));
    expect(judged.warnings.find((warning) => warning.rule === 'approval')?.message).toContain('critical');
  });
});

describe('a plan is rejected', () => {
  it('when a task has no agent, with the nearest', () => {
    const judged = judge(plan('agent:securty check the login'));
    expect(judged.verdict).toBe('reject');
    expect(judged.violations[0]?.message).toContain('security_agent');
  });

  it('not for an agent that fails at present: it warns, and what others do is done', () => {
    const resting = judge(plan('What is our refund policy?'), { broken: (id) => id === 'knowledge' });
    expect(resting).toMatchObject({ verdict: 'pass', degraded: true });
    expect(resting.warnings).toContainEqual(expect.objectContaining({ rule: 'failing_agent' }));
  });

  it('when it costs more than any budget has left, to the micro-dollar', () => {
    const left = (leftMicroUsd: number) =>
      judge(plan('What is our refund policy?'), { affordable: { estimateMicroUsd: 100, leftMicroUsd } })
        .verdict;
    expect([left(100), left(99)]).toEqual(['pass', 'reject']);
  });

  it('when it is larger than the limit, and is never cut', () => {
    const graph = plan(Array.from({ length: 101 }, (_, at) => `- audit service${at}`).join('\n'));
    expect(graph.tasks).toHaveLength(101);
    expect(judge(graph)).toMatchObject({ verdict: 'reject' });
  });
});

describe('a plan is sent back', () => {
  it('when a clause is served by no task, or a task serves no clause', () => {
    const graph = graphOf([task({ id: 'a', covers: [] })], { clauses: ['do this'] });
    expect(rules(judge(graph).violations)).toEqual(['uncovered', 'orphan']);
    expect(judge(graph).verdict).toBe('repair');
  });

  it('when two tasks are the same work', () => {
    const graph = graphOf([
      task({ id: 'a', instruction: 'Write the unit tests for the checkout' }),
      task({ id: 'b', instruction: 'write complete unit tests for checkout', type: 'test' }),
    ]);
    expect(judge(graph)).toMatchObject({
      verdict: 'repair',
      violations: [{ rule: 'redundant', tasks: ['a', 'b'] }],
    });
  });

  it('when a model made a cycle', () => {
    const tasks = [
      task({ id: 'a', dependsOn: ['b'] }),
      task({ id: 'b', dependsOn: ['a'], instruction: 'else' }),
    ];
    expect(judge(graphOf(tasks, { origin: 'model' })).verdict).toBe('repair');
  });
});

describe('repeated work', () => {
  const pair = (a: string, b: string) =>
    findRedundant(graphOf([task({ id: 'a', instruction: a }), task({ id: 'b', instruction: b })]), 0.7)
      .length > 0;

  it.each([
    [
      'audit error handling of the api in the checkout service',
      'audit error handling of the api in the billing service',
    ],
    [
      'summarise the quarterly sales report for Ann and her team',
      'summarise the quarterly sales report for Bob and her team',
    ],
    [
      'forecast the cloud budget of the platform team for 2026',
      'forecast the cloud budget of the platform team for 2027',
    ],
    ['deploy the new checkout page of the web shop', 'monitor the new checkout page of the web shop'],
  ])('is not "%s" beside "%s"', (a, b) => {
    expect(pair(a, b)).toBe(false);
  });

  it.each([
    ['Audit the login', 'audit the login'],
    ['summarise the sales report briefly', 'Summarise the sales report'],
    [
      'check all links and images of the new pricing page',
      'verify all links and images of the new pricing page',
    ],
  ])('is "%s" beside "%s"', (a, b) => {
    expect(pair(a, b)).toBe(true);
  });
});

describe('the score', () => {
  const index = buildAgentIndex([
    card({ id: 'good', types: ['answer'], priorSuccess: 0.9, costTier: 'cheap' }),
    card({ id: 'poor', types: ['code'], priorSuccess: 0.5, costTier: 'expensive' }),
  ]);
  const score = (graph: TaskGraph) => validate(graph, routed(graph, {}, index), index, context);

  it('is 0.4·P + 0.3·Q + 0.2·(1−C) + 0.1·(1−T)', () => {
    const { parts, score: total } = score(graphOf([task({ id: 'a' })]));
    expect(parts).toEqual({ p: 0.9, q: 1, c: 0.2, t: 0.1 });
    expect(total).toBeCloseTo(0.4 * 0.9 + 0.3 + 0.2 * 0.8 + 0.1 * 0.9, 4);
  });

  it('takes the geometric mean of success, so that a long plan is not punished for its length', () => {
    const many = Array.from({ length: 9 }, (_, at) => task({ id: `t${at}`, instruction: `answer ${at}` }));
    expect(score(graphOf(many)).parts.p).toBe(0.9);
    const mixed = [task({ id: 'a' }), task({ id: 'b', type: 'code' })];
    expect(score(graphOf(mixed)).parts.p).toBeCloseTo(Math.sqrt(0.9 * 0.5), 4);
  });
});
