import { describe, expect, it } from 'vitest';
import { buildAgentIndex } from '#graph/route/agent-index.ts';
import { SHIPPED_RULES } from '#graph/route/rules.ts';
import { card, ROSTER } from './cards.ts';
import { graphOf, plan, routed, task } from './planning.ts';

const examples = ['write the release notes for the mobile app', 'announce the new version to customers'];
const writer = card({ id: 'release_writer', types: ['draft'], examples });
const indexWith = (...cards: Parameters<typeof card>[0][]) =>
  buildAgentIndex([...ROSTER, ...cards.map(card)], { rules: SHIPPED_RULES });
const route = (instruction: string, index = indexWith(writer), modelAvailable = true) =>
  routed(graphOf([task({ id: 'a', type: 'draft', instruction })]), { modelAvailable }, index)[0];

describe('an agent with an example that says nearly the same as the task', () => {
  it('is taken before a rule on nothing but the type, and the reason says so', () => {
    const decision = route('Write the release notes for our mobile app');
    expect(decision).toMatchObject({ agent: 'release_writer', by: 'capability' });
    expect(decision?.reasons[0]).toMatch(
      /^Examples of release_writer match this better than the general rule rule_draft/,
    );
    expect(decision?.rule).toBeUndefined();
  });

  it('is not taken for a task that only shares some words with it', () => {
    expect(route('Write the minutes of the release meeting')).toMatchObject({
      by: 'rule',
      rule: 'rule_draft',
    });
    expect(route('write it')).toMatchObject({ by: 'rule' });
  });

  it("is not taken where the rule's agent has that example, too", () => {
    const ruled = SHIPPED_RULES.find((rule) => rule.id === 'rule_draft')?.agent ?? '';
    const known = ROSTER.map((agent) => (agent.id === ruled ? { ...agent, examples } : agent));
    const index = buildAgentIndex([...known, writer], { rules: SHIPPED_RULES });
    expect(route('write the release notes for the mobile app', index)).toMatchObject({ by: 'rule' });
  });

  it('is not taken where a rule says more than the type', () => {
    const rules = [
      { id: 'exact', when: { type: 'draft', text: ['release'] }, agent: 'sales_agent', priority: 30 },
    ];
    const index = buildAgentIndex([...ROSTER, writer], { rules: [...SHIPPED_RULES, ...rules] });
    expect(route(examples[0] ?? '', index)).toMatchObject({ agent: 'sales_agent', rule: 'exact' });
  });

  it('is not taken where it cannot run and the agent of the rule can', () => {
    const quiet = ROSTER.map((agent) => ({ ...agent, kind: 'tool' as const, needs: [] }));
    const index = buildAgentIndex([...quiet, writer], { rules: SHIPPED_RULES });
    expect(route(examples[0] ?? '', index, false)).toMatchObject({ by: 'rule', runnable: true });
  });

  it('leaves alternatives that say why they lost', () => {
    const lost = route(examples[0] ?? '')?.alternatives.map((other) => other.lost) ?? [];
    expect(lost.every((reason) => reason !== '')).toBe(true);
  });
});

describe('rules that an agent declares', () => {
  const rules = [{ when: { type: 'draft', text: ['release'] }, priority: 20 }];

  it('go before those that ship, under an id of the agent', () => {
    const index = indexWith({ ...writer, examples: [], rules });
    const decision = route('Draft the release announcement', index);
    expect(decision).toMatchObject({ agent: 'release_writer', by: 'rule', rule: 'release_writer.rule_1' });
    expect(decision?.reasons[0]).toBe(
      'Chosen by rule release_writer.rule_1: tasks of type draft that speak of release go to release_writer.',
    );
    expect(route('Draft the menu', index)).toMatchObject({ rule: 'rule_draft' });
  });

  it('hold in a plan made from a request', () => {
    const index = indexWith({ ...writer, examples: [], rules });
    const graph = plan('Draft a mail about the release and draft a poem for Ann', { index });
    expect(routed(graph, {}, index).map((decision) => decision.rule)).toEqual([
      'release_writer.rule_1',
      'rule_draft',
    ]);
  });

  it('are none while the agent is disabled', () => {
    const index = indexWith({ ...writer, rules, enabled: false });
    expect(index.rules.map((rule) => rule.agent)).not.toContain('release_writer');
  });
});

it('reasons are sentences for people', () => {
  const [decision] = routed(
    graphOf([task({ id: 'a', type: 'code' })]),
    {},
    indexWith({ id: 'other', needs: ['tool:fetch_page', 'key:MAPS'] }),
  );
  expect(decision?.reasons).toEqual([
    'Chosen by rule rule_code: tasks of type code go to builder_agent.',
    'It cannot run here: it needs a language model.',
  ]);
  const named = graphOf([task({ id: 'a', agent: 'other' })]);
  const [lacking] = routed(named, {}, indexWith({ id: 'other', needs: ['tool:fetch_page', 'key:MAPS'] }));
  expect(lacking?.reasons.at(-1)).toBe(
    'It cannot run here: it needs the tool fetch_page, the key MAPS and a language model.',
  );
});
