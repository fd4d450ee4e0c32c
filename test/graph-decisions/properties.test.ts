import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkGraph } from '#graph/plan/check-graph.ts';
import { cyclicTasks } from '#graph/plan/graph-shape.ts';
import { normaliseText } from '#graph/plan/normalise.ts';
import { DEFAULT_SETTINGS } from '#graph/settings.ts';
import { TaskGraph } from '#graph/task.ts';
import { contentWords } from '#graph/text/content-words.ts';
import { lex, textOf } from '#graph/text/lex.ts';
import { validate } from '#graph/validate/validate.ts';
import { INDEX, plan, routed } from './planning.ts';

/** Requests as people write them, and as nobody should: words that steer the planner, in any order. */
const steering = fc.constantFrom(
  ...(
    'audit|deploy|write|test|and|then|finally|,|;|:|.|?|!|the|a|it|that|this|them|before|after|once|if|when|deploying|' +
    'to staging|checkout|billing|ask security to|agent:qa|please|can you|what|how|"|“|(|`|```|>|\n|\n- |\n1. |\n  - |' +
    "1)|2)|first|report|results|with:|Build an API|landing page|rm -rf /|12.5 * 3|don't|we need a|and then|🙂|\u200b|\u202e"
  ).split('|'),
);
const request = fc.oneof(
  { weight: 4, arbitrary: fc.array(steering, { maxLength: 40 }).map((words) => words.join(' ')) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 300 }) },
  { weight: 1, arbitrary: fc.lorem({ mode: 'sentences', maxCount: 4 }) },
);

function decide(text: string) {
  const graph = plan(text);
  const routing = routed(graph);
  const validation = validate(graph, routing, INDEX, {
    broken: () => false,
    affordable: { estimateMicroUsd: 0, leftMicroUsd: null },
    settings: DEFAULT_SETTINGS,
  });
  return { graph, routing, validation };
}

describe('for any text', () => {
  it('a plan is a graph: whole, without cycles, and every clause is served', () => {
    fc.assert(
      fc.property(request, (text) => {
        const graph = plan(text);
        expect(graph.tasks.length).toBeGreaterThan(0);
        expect(cyclicTasks(graph)).toEqual([]);
        const structural = checkGraph(graph, DEFAULT_SETTINGS.plan, INDEX.types).filter(
          ({ rule }) => rule !== 'dangerous' && rule !== 'too_large',
        );
        expect(structural).toEqual([]);
        const served = new Set(graph.tasks.flatMap((task) => task.covers));
        expect(graph.clauses.map((_, at) => at).filter((at) => !served.has(at))).toEqual([]);
        const place = new Map(graph.tasks.map((task, at) => [task.id, at]));
        for (const [at, task] of graph.tasks.entries()) {
          for (const id of task.dependsOn) expect(place.get(id)).toBeLessThan(at);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('a plan is of the shape that is stored', () => {
    fc.assert(
      fc.property(request, (text) => {
        expect(TaskGraph.safeParse(plan(text)).error?.issues ?? []).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });

  it('equal inputs give equal decisions', () => {
    fc.assert(
      fc.property(request, (text) => {
        expect(decide(text)).toEqual(decide(text));
      }),
      { numRuns: 150 },
    );
  });

  it('every task has one decision, in order, with its reasons', () => {
    fc.assert(
      fc.property(request, (text) => {
        const { graph, routing } = decide(text);
        expect(routing.map((decision) => decision.taskId)).toEqual(graph.tasks.map((task) => task.id));
        for (const decision of routing) expect(decision.reasons.length).toBeGreaterThan(0);
      }),
      { numRuns: 150 },
    );
  });

  it('the words of the request are in the plan: nothing is dropped', () => {
    fc.assert(
      fc.property(fc.lorem({ mode: 'sentences', maxCount: 5 }), (text) => {
        const said = new Set(plan(text).tasks.flatMap((task) => contentWords(task.instruction)));
        expect(contentWords(normaliseText(text)).filter((word) => !said.has(word))).toEqual([]);
      }),
      { numRuns: 200 },
    );
  });

  it('tokens put together are the text again, but for white space', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
        expect(textOf(text, lex(text)).replaceAll(/\s/g, '')).toBe(text.replaceAll(/\s/g, ''));
      }),
    );
  });

  it('normalising twice is normalising once', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
        const once = normaliseText(text);
        expect(normaliseText(once)).toBe(once);
      }),
    );
  });
});

/** Each is meant to make some reader go over the text again and again. */
const HOSTILE: readonly (readonly [string, (size: number) => string])[] = [
  ['and', (size) => 'and '.repeat(size / 4)],
  ['one-word clauses', (size) => 'test it and '.repeat(size / 12)],
  ['then', (size) => 'audit x then '.repeat(size / 13)],
  ['commas', (size) => ','.repeat(size)],
  ['open quotes', (size) => '“'.repeat(size)],
  ['open brackets', (size) => '('.repeat(size)],
  ['angle brackets', (size) => '<'.repeat(size)],
  ['quotes and letters', (size) => '"a '.repeat(size / 3)],
  ['digits', (size) => '1'.repeat(size)],
  ['decimal points', (size) => '1.'.repeat(size / 2)],
  ['blanks', (size) => `a${' '.repeat(size)}b`],
  ['blank lines', (size) => '\n'.repeat(size)],
  [
    'nested bullets',
    (size) => Array.from({ length: Math.sqrt(size) }, (_, at) => `${' '.repeat(at)}- a`).join('\n'),
  ],
  ['numbers in a line', (size) => Array.from({ length: size / 8 }, (_, at) => `${at + 1}) a`).join(' ')],
  ['fences', (size) => '```\n'.repeat(size / 4)],
  ['one long word', (size) => 'a'.repeat(size)],
  ['apostrophes', (size) => "a'".repeat(size / 2)],
  ['pronouns', (size) => 'fix it. '.repeat(size / 8)],
  ['removals', (size) => 'rm -a -a '.repeat(size / 9)],
  ['agents', (size) => 'agent:a '.repeat(size / 8)],
  ['before', (size) => 'test x before deploying '.repeat(size / 24)],
  ['colons', (size) => 'a: test '.repeat(size / 8)],
];

describe('hostile text', () => {
  // Five thousand characters is the longest request that is admitted. Four times as much may take sixteen times as long
  // where a reader is quadratic; the bound is far above any linear one and far below that.
  it.each(HOSTILE)('of %s is planned in bounded time', (_, make) => {
    const time = (size: number) => {
      const text = make(size);
      const start = process.cpuUsage();
      decide(text);
      const { user, system } = process.cpuUsage(start);
      return (user + system) / 1_000;
    };
    time(1_000);
    expect(time(5_000)).toBeLessThan(1_000);
  });
});
