import { expect, it } from 'vitest';
import { sharesOf } from '#graph/nodes/shares.ts';
import { buildAgentIndex } from '#graph/route/agent-index.ts';
import type { RoutingDecision } from '#graph/routing.ts';
import { card } from './ports.ts';

const index = buildAgentIndex([
  card({ id: 'drafter', kind: 'model' }),
  card({ id: 'auditor', kind: 'model' }),
  card({ id: 'calculator', kind: 'tool' }),
]);

function given(agent: string | null, runnable = true): RoutingDecision {
  return {
    taskId: `t-${agent}`,
    agent,
    by: 'capability',
    score: 1,
    parts: {},
    reasons: [],
    alternatives: [],
    runnable,
    needs: [],
  };
}

it('gives each agent as much as it has tasks that cost something', () => {
  const routing = [given('drafter'), given('calculator'), given('drafter'), given('auditor'), given(null)];
  expect(sharesOf(routing, index, 1_000)).toEqual({ drafter: 666, auditor: 333 });
});

it('gives nothing to an agent that cannot run, and nobody anything where nothing costs', () => {
  expect(sharesOf([given('drafter', false), given('auditor')], index, 1_000)).toEqual({ auditor: 1_000 });
  expect(sharesOf([given('calculator')], index, 1_000)).toEqual({});
});
