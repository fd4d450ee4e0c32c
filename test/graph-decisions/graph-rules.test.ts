import { describe, expect, it } from 'vitest';
import { assessRisk } from '#graph/plan/assess-risk.ts';
import { checkGraph, isComplete } from '#graph/plan/check-graph.ts';
import { estimateDifficulty } from '#graph/plan/difficulty.ts';
import { extend } from '#graph/plan/extend.ts';
import { chainLength, hierarchyDepth } from '#graph/plan/graph-shape.ts';
import { normaliseText } from '#graph/plan/normalise.ts';
import { planSingle } from '#graph/plan/plan-heuristically.ts';
import { DEFAULT_SETTINGS } from '#graph/settings.ts';
import { canonicalType, TASK_TYPES } from '#graph/vocabulary.ts';
import { graphOf, plan, task } from './planning.ts';

const settings = DEFAULT_SETTINGS.plan;

describe('a graph', () => {
  it('is complete when all of it is done, and never with a cycle', () => {
    const chain = graphOf([task({ id: 'a' }), task({ id: 'b', dependsOn: ['a'] })]);
    expect(isComplete(chain, ['a'])).toBe(false);
    expect(isComplete(chain, ['b', 'a'])).toBe(true);
    const circle = graphOf([task({ id: 'a', dependsOn: ['b'] }), task({ id: 'b', dependsOn: ['a'] })]);
    expect(isComplete(circle, ['a', 'b'])).toBe(false);
    expect(isComplete(graphOf([]), [])).toBe(false);
  });

  it('has the depth of its refinement, which is limited, and the length of its longest chain', () => {
    const nested = (levels: number) =>
      graphOf(
        Array.from({ length: levels }, (_, at) =>
          task({ id: `t${at}`, ...(at > 0 ? { parent: `t${at - 1}` } : {}) }),
        ),
      );
    const severities = (levels: number) =>
      checkGraph(nested(levels), settings).map(({ severity }) => severity);
    expect([severities(5), severities(6), severities(11)]).toEqual([[], ['warning'], ['error']]);
    expect(hierarchyDepth(nested(7))).toBe(7);
    const steps = Array.from({ length: 5_000 }, (_, at) =>
      task({ id: `t${at}`, dependsOn: at > 0 ? [`t${at - 1}`] : [] }),
    );
    expect(chainLength(graphOf(steps.toReversed()))).toBe(5_000);
  });

  it('warns at fifty tasks and refuses above a hundred', () => {
    const sized = (size: number) => graphOf(Array.from({ length: size }, (_, at) => task({ id: `t${at}` })));
    const severities = (size: number) => checkGraph(sized(size), settings).map(({ severity }) => severity);
    expect([severities(50), severities(51), severities(100), severities(101)]).toEqual([
      [],
      ['warning'],
      ['warning'],
      ['error'],
    ]);
  });

  it('lets a person ask about what it would never do', () => {
    expect(checkGraph(plan('What does rm -rf / do?'), settings)).toEqual([]);
    expect(checkGraph(plan('Run rm -rf / on the host'), settings)[0]?.rule).toBe('dangerous');
  });
});

describe('an extension', () => {
  const graph = graphOf([task({ id: 'a' }), task({ id: 'b', dependsOn: ['a'] })]);
  const found = (count: number, type = 'research') =>
    Array.from({ length: count }, (_, at) => ({
      title: `Look at ${at}`,
      instruction: `Look at part ${at}`,
      type,
    }));
  const limits = { settings, extensions: 0 };

  it('gives the subtasks to their parent, and those that waited for it wait for them', () => {
    const extended = extend(graph, 'a', found(2), limits);
    expect(
      extended.ok && extended.graph.tasks.map(({ id, dependsOn, parent }) => ({ id, dependsOn, parent })),
    ).toEqual([
      { id: 'a', dependsOn: [], parent: undefined },
      { id: 'b', dependsOn: ['a', 'a.1', 'a.2'], parent: undefined },
      { id: 'a.1', dependsOn: ['a'], parent: 'a' },
      { id: 'a.2', dependsOn: ['a'], parent: 'a' },
    ]);
  });

  it('leaves alone what has begun', () => {
    const extended = extend(graph, 'a', found(1), { ...limits, begun: new Set(['b']) });
    expect(extended.ok && extended.graph.tasks[1]?.dependsOn).toEqual(['a']);
  });

  it.each([
    ['more than twenty subtasks', found(21), limits],
    ['an eleventh extension', found(1), { ...limits, extensions: 10 }],
    ['a type that nobody knows', found(1, 'witchcraft'), limits],
    ['something dangerous', [{ title: 'x', instruction: 'rm -rf /', type: 'answer' }], limits],
  ])('is rejected whole with %s', (_, discovered, given) => {
    const before = structuredClone(graph);
    expect(extend(graph, 'a', discovered, given).ok).toBe(false);
    expect(graph).toEqual(before);
  });
});

describe('difficulty', () => {
  it('weighs length, steps, tools, words and priority as it says', () => {
    const text = 'x'.repeat(500);
    expect(estimateDifficulty(text, { clauses: 5, priority: 1 }).score).toBeCloseTo(
      0.15 * 0.5 + 0.2 * 0.5 + 0.1,
      4,
    );
    const words = 'architectures, systems; Optimizing algorithms: scalable';
    const expected = (0.15 * words.length) / 1_000 + 0.2 * 0.1 + 0.2 + 0.05;
    expect(estimateDifficulty(words, { clauses: 1, priority: 0.5 }).score).toBeCloseTo(expected, 4);
  });

  it('never leaves 0 to 1, and sets tier, depth and effort by its cuts', () => {
    const hard = `${'architecture system design optimize algorithm database api framework deployment encryption search fetch run deploy notify '.repeat(30)}`;
    expect(estimateDifficulty(hard, { clauses: 50, priority: 1 })).toMatchObject({
      score: 1,
      band: 'extreme',
      tier: 'large',
      criticEffort: 'full',
    });
    expect(estimateDifficulty('', { clauses: 0, priority: 0 })).toMatchObject({
      score: 0,
      band: 'trivial',
      tier: 'small',
      criticEffort: 'minimal',
    });
  });
});

describe('risk', () => {
  it.each([
    ['Drop the production database', 'database', 'critical'],
    ['Deploy the cart to production', 'deploy', 'high'],
    ['Deploy the cart to staging', 'deploy', 'medium'],
    ['deploy', 'deploy', 'medium'],
    ['Delete all user accounts', 'code', 'high'],
    ['refund the customer $50', 'finance', 'high'],
    ['transfer 200 euros to the supplier', 'finance', 'high'],
    ['email all customers about the outage', 'draft', 'high'],
    ['Draft the customer note', 'draft', 'low'],
    ['Run a security audit on the production system', 'security', 'medium'],
    ['How do I delete the production database?', 'answer', 'low'],
    ['Summarise what was deployed to production', 'summarise', 'low'],
    ['Write unit tests', 'test', 'low'],
  ])('of "%s" (%s) is %s', (text, type, risk) => {
    expect(assessRisk(text, type)).toBe(risk);
  });
});

describe('normalising', () => {
  it.each([
    ['a zero-width joint', 'de\u200bploy', 'deploy'],
    ['direction marks', '\u202eabc\u202c', 'abc'],
    ['tag characters', 'hi\u{E0061}\u{E0062}', 'hi'],
    ['compatibility forms', 'ｒｍ ﬁle', 'rm file'],
    ['line ends', 'a\r\nb\rc\u2028d', 'a\nb\nc\nd'],
    ['control characters', 'a\u0000b\tc', 'ab\tc'],
    ['half of a pair', 'a\ud800', 'a\ufffd'],
  ])('takes out or evens out %s', (_, text, expected) => {
    expect(normaliseText(text)).toBe(expected);
  });
});

it('plans one answer where orchestration is off', () => {
  expect(planSingle('Audit it, then deploy it').tasks).toMatchObject([
    { type: 'answer', dependsOn: [], covers: [0] },
  ]);
});

it('knows its types and their aliases in any spelling, and nothing else', () => {
  expect(TASK_TYPES.every((type) => canonicalType(type) === type)).toBe(true);
  expect([canonicalType('Penetration Test'), canonicalType('fix-bug'), canonicalType('toString')]).toEqual([
    'security',
    'code',
    null,
  ]);
});
