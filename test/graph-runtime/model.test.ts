import { readFile } from 'node:fs/promises';
import { MemorySaver } from '@langchain/langgraph';
import { describe, expect, it } from 'vitest';
import type { Critic } from '#graph/critics/critic.ts';
import { SHIPPED_CRITICS } from '#graph/critics/shipped.ts';
import { buildGraph } from '#graph/graph.ts';
import type { Models } from '#graph/ports.ts';
import type { Finding } from '#graph/review.ts';
import { DEFAULT_SETTINGS } from '#graph/settings.ts';
import { card, done, models, request, runOf, world } from '#test/graph-runtime/ports.ts';

const TEXT = 'find the refund policy and find the spending limits';
const PLAN = {
  goal: 'policy and limits',
  tasks: [
    {
      id: 'policy',
      title: 'Find the refund policy',
      instruction: 'find the refund policy',
      type: 'research',
      dependsOn: [],
    },
    {
      id: 'limits',
      title: 'Find the spending limits',
      instruction: 'find the spending limits',
      type: 'research',
      dependsOn: [],
    },
  ],
};
const GOOD = 'The refund policy gives 30 days; the spending limits are 250 EUR.';

async function ask(given: Models, options: { critics?: readonly Critic[]; text?: string } = {}) {
  const w = world({ cards: [card({ id: 'knowledge', types: ['research', 'answer'] })], models: given });
  w.agents.set('knowledge', async ({ task }) =>
    done(
      task.id,
      task.instruction.includes('policy')
        ? 'The refund policy gives 30 days.'
        : 'The spending limits are 250 EUR.',
    ),
  );
  const asked = request(options.text ?? TEXT);
  const { run, told } = runOf(asked);
  const graph = buildGraph(
    w.ports,
    DEFAULT_SETTINGS,
    [],
    new MemorySaver(),
    options.critics ? { critics: options.critics } : {},
  );
  return { w, told, report: await graph.run(asked, run) };
}

const names = (calls: readonly { name: string }[]) => calls.map(({ name }) => name);

describe('planning with a model', () => {
  it('takes the model’s plan', async () => {
    const { report } = await ask(models({ 'plan.v1': [PLAN], 'synthesis.v1': [GOOD] }));
    expect(report.taskGraph).toMatchObject({ origin: 'model', goal: 'policy and limits' });
    expect(report.reply?.text).toBe(GOOD);
    expect(report.outcome).toEqual({ status: 'answered', degraded: [] });
  });

  it('gives the model one chance to repair a plan that cannot be used', async () => {
    const { report } = await ask(models({ 'plan.v1': ['no plan at all', PLAN], 'synthesis.v1': [GOOD] }));
    expect(report.taskGraph?.origin).toBe('model');
    expect(names(report.modelCalls)).toEqual(['plan.v1', 'plan.v1', 'synthesis.v1']);
  });

  it('plans by rules when the repair fails as well, and says so', async () => {
    const looping = { ...PLAN, tasks: [{ ...PLAN.tasks[0], dependsOn: ['policy'] }] };
    const { report } = await ask(models({ 'plan.v1': [looping], 'synthesis.v1': [GOOD] }));
    expect(report.taskGraph?.origin).toBe('heuristic');
    expect(names(report.modelCalls).filter((name) => name === 'plan.v1')).toHaveLength(2);
    expect(report.degraded).toEqual([expect.stringContaining('plan: made by rules')]);
  });

  it('takes the plan by rules where the run’s reservation does not pay for the model’s', async () => {
    const things = ['beds', 'cars', 'deals', 'eggs', 'fees', 'games'];
    const tasks = things.map((thing, at) => ({
      id: `t${at}`,
      title: `Find ${thing}`,
      instruction: `find ${thing}`,
      type: 'research',
      dependsOn: [],
    }));
    for (const [kind, origin] of [
      ['tool', 'model'],
      ['model', 'heuristic'],
    ] as const) {
      const given = models({ 'plan.v1': [{ goal: 'g', tasks }], 'synthesis.v1': [GOOD] });
      const w = world({
        cards: [card({ id: 'knowledge', kind, types: ['research', 'answer'] })],
        models: given,
      });
      const asked = request(TEXT);
      const report = await buildGraph(w.ports, DEFAULT_SETTINGS, [], new MemorySaver()).run(
        asked,
        runOf(asked).run,
      );
      expect({ kind, origin: report.taskGraph?.origin, status: report.outcome.status }).toEqual({
        kind,
        origin,
        status: 'answered',
      });
    }
  });

  it.each([true, false])('asks as the flag error_handling_enabled has it: %s', async (on) => {
    const inner = models({
      'plan.v1': [PLAN],
      'synthesis.v1': ['Refunds take 99 days.'],
      'revision.v1': [GOOD],
    });
    const asked: Record<string, boolean | undefined> = {};
    const given: Models = {
      available: true,
      structured: (question) => {
        asked[question.name] = question.resilient;
        return inner.structured(question);
      },
      text: (question) => {
        asked[question.name] = question.resilient;
        return inner.text(question);
      },
    };
    const w = world({ cards: [card({ id: 'knowledge', types: ['research', 'answer'] })], models: given });
    w.flags.set('error_handling_enabled', on);
    const wanted = request(TEXT);
    await buildGraph(w.ports, DEFAULT_SETTINGS, [], new MemorySaver()).run(wanted, runOf(wanted).run);
    expect(asked).toEqual({ 'plan.v1': on, 'synthesis.v1': on, 'revision.v1': on });
  });

  it('asks no planner about a question of one part', async () => {
    const { report } = await ask(models({ 'plan.v1': [PLAN] }), { text: 'what is our refund policy?' });
    expect(report.modelCalls).toEqual([]);
  });
});

describe('a retry', () => {
  it('does again only what was not done the first time', async () => {
    const given = models({ 'plan.v1': [PLAN], 'synthesis.v1': [GOOD] });
    const w = world({ cards: [card({ id: 'knowledge', types: ['research', 'answer'] })], models: given });
    let down = true;
    w.agents.set('knowledge', async ({ task }) => {
      if (task.id === 'limits' && down) throw new Error('down');
      return done(
        task.id,
        task.id === 'limits' ? 'The spending limits are 250 EUR.' : 'The refund policy gives 30 days.',
      );
    });
    const graph = buildGraph(w.ports, DEFAULT_SETTINGS, [], new MemorySaver());
    const first = request(TEXT);
    const partial = await graph.run(first, runOf(first).run);
    expect(partial.results.map(({ status }) => status)).toEqual(['done', 'failed']);
    expect(partial.reply?.text).toMatch(
      /\*\*Not done\*\*\n- “Find the spending limits” failed: its agent failed unexpectedly\.$/,
    );

    down = false;
    const retry = request(TEXT, { retryOf: first.runId });
    const report = await graph.run(retry, runOf(retry).run);
    expect(report.results.map(({ status }) => status)).toEqual(['done', 'done']);
    expect(w.calls.map(({ task }) => task.id).sort()).toEqual(['limits', 'limits', 'policy']);
  });

  it('books what it did itself, and nothing of what it takes over', async () => {
    const given = models({ 'plan.v1': [PLAN], 'synthesis.v1': [GOOD] }, 0);
    const w = world({ cards: [card({ id: 'knowledge', types: ['research', 'answer'] })], models: given });
    let down = true;
    const call = { name: 'a', model: 'm', ok: true, ms: 1, inputTokens: 9, outputTokens: 9, microUsd: 1_000 };
    w.agents.set('knowledge', async ({ task }) => {
      if (task.id === 'limits' && down) throw new Error('down');
      const output = task.id === 'limits' ? 'The spending limits are 250 EUR.' : 'It gives 30 days.';
      return done(task.id, output, { modelCalls: [{ ...call, tier: 'small' }] });
    });
    const graph = buildGraph(w.ports, DEFAULT_SETTINGS, [], new MemorySaver());
    const first = request(TEXT);
    await graph.run(first, runOf(first).run);
    expect(w.budget.settled.get(first.runId)).toBe(1_000);
    down = false;
    const retry = request(TEXT, { retryOf: first.runId });
    const report = await graph.run(retry, runOf(retry).run);
    expect(w.budget.settled.get(retry.runId)).toBe(1_000);
    expect(report.results.map(({ modelCalls }) => modelCalls.length)).toEqual([0, 1]);
  });
});

describe('an answer of several results', () => {
  it('is set together by rules when the model is down, and says so', async () => {
    const { report } = await ask(models({ 'plan.v1': [PLAN] }));
    expect(report.reply?.text).toBe(
      '### Find the refund policy\n\nThe refund policy gives 30 days.\n\n### Find the spending limits\n\nThe spending limits are 250 EUR.',
    );
    expect(report.degraded).toEqual([expect.stringContaining('answer: set together by rules')]);
  });

  it('is sent back with notes when it invents a number, and passes once that is gone', async () => {
    const bad = `${GOOD} Refunds cost 77 EUR.`;
    const { report, told } = await ask(
      models({ 'plan.v1': [PLAN], 'synthesis.v1': [bad], 'revision.v1': [GOOD] }),
    );
    expect(report.reviews.map(({ verdict }) => verdict)).toEqual(['revise', 'pass']);
    expect(report.reply).toMatchObject({ text: GOOD });
    expect(report.reply?.caveat).toBeUndefined();
    expect(told.flatMap((event) => (event.kind === 'review_ended' ? [event.verdict] : []))).toEqual([
      'revise',
      'pass',
    ]);
  });

  it('carries a caveat when the model insists, after two revisions', async () => {
    const bad = `${GOOD} Refunds cost 77 EUR.`;
    const { report } = await ask(models({ 'plan.v1': [PLAN], 'synthesis.v1': [bad], 'revision.v1': [bad] }));
    expect(report.reviews).toHaveLength(3);
    expect(report.reply?.caveat).toMatch(/still has doubts.*77 EUR/);
  });

  it('loses the sentence when no model can correct it', async () => {
    const bad = `${GOOD} Refunds cost 77 EUR.`;
    const { report } = await ask(models({ 'plan.v1': [PLAN], 'synthesis.v1': [bad] }));
    expect(report.reply?.text).toMatch(
      /^The refund policy gives 30 days; the spending limits are 250 EUR\.\s+_A passage was left out/,
    );
    expect(report.degraded).toContain('review: the answer was corrected by rules, since the model could not');
  });

  it('never shows a secret or a mass mention that the model wrote', async () => {
    const bad = `${GOOD} <!channel> use AKIAIOSFODNN7ABCDEFG`;
    const { report } = await ask(models({ 'plan.v1': [PLAN], 'synthesis.v1': [bad] }));
    expect(report.reply?.text).toBe(`${GOOD} channel use [AWS access key removed]`);
  });
});

describe('an answer that must not be shown', () => {
  const say = (finding: Finding): Critic => ({ name: 'house_rules', judge: () => finding });
  it.each([
    ['is blocked by a critic', { verdict: 'block', severity: 0.5, uncertainty: 0, notes: ['no'] }, 1],
    ['stays severely wrong', { verdict: 'revise', severity: 0.75, uncertainty: 0, notes: ['no'] }, 3],
  ] as const)('is withheld where it %s', async (_, finding, rounds) => {
    const critics = [...SHIPPED_CRITICS, say({ ...finding, notes: [...finding.notes] })];
    const { report } = await ask(models({ 'plan.v1': [PLAN], 'synthesis.v1': [GOOD] }), { critics });
    expect(report.outcome).toMatchObject({ status: 'refused', reason: 'critic' });
    expect(report.reply).toBeNull();
    expect(report.reviews).toHaveLength(rounds);
  });

  it('is withheld where a safety critic cannot judge, and says which', async () => {
    const blind: Critic = { name: 'safety', judge: () => Promise.reject(new Error('down')) };
    const { report } = await ask(models({ 'plan.v1': [PLAN], 'synthesis.v1': [GOOD] }), {
      critics: [...SHIPPED_CRITICS, blind],
    });
    expect(report.outcome).toMatchObject({ status: 'refused', message: expect.stringContaining('(safety)') });
  });
});

describe('the engine', () => {
  it('is the only place in which a critic runs', async () => {
    const { globSync } = await import('node:fs');
    const root = new URL('../../src/', import.meta.url).pathname;
    const callers: string[] = [];
    for (const file of globSync('**/*.ts', { cwd: root }))
      if (/\.judge\(/.test(await readFile(`${root}${file}`, 'utf8'))) callers.push(file);
    expect(callers).toEqual(['graph/critics/run-critic.ts']);
  });
});
