import { describe, expect, it } from 'vitest';
import { buildAgentIndex } from '#graph/route/agent-index.ts';
import { RoutingRule, SHIPPED_RULES } from '#graph/route/rules.ts';
import { TASK_TYPES } from '#graph/vocabulary.ts';
import { card, ROSTER } from './cards.ts';
import { graphOf, INDEX, routed, task } from './planning.ts';

const one = (given: Parameters<typeof task>[0]) => graphOf([task(given)]);

describe('rules', () => {
  it.each([...TASK_TYPES])('send %s to the agent that is named for it', (type) => {
    const [decision] = routed(one({ id: 'a', type }));
    const rule = SHIPPED_RULES.find((entry) => entry.when.type === type);
    expect(decision).toMatchObject({ agent: rule?.agent, by: 'rule', rule: rule?.id });
    expect(decision?.reasons[0]).toContain(rule?.id);
  });

  it('need all of their conditions, and higher priorities come first', () => {
    const rules: RoutingRule[] = [
      { id: 'any', when: { type: 'code' }, agent: 'builder_agent', priority: 1 },
      { id: 'both', when: { type: 'code', text: ['payment'] }, agent: 'finance_agent', priority: 5 },
      {
        id: 'skilled',
        when: { type: 'code', skills: ['react', 'css'] },
        agent: 'frontend_agent',
        priority: 9,
      },
    ];
    const index = buildAgentIndex(ROSTER, { rules });
    const agentFor = (given: object) => routed(one({ id: 'a', type: 'code', ...given }), {}, index)[0]?.agent;
    expect(agentFor({})).toBe('builder_agent');
    expect(agentFor({ instruction: 'Fix the payments page' })).toBe('finance_agent');
    expect(agentFor({ skills: ['react'] })).toBe('builder_agent');
    expect(agentFor({ skills: ['css', 'react'], instruction: 'payments' })).toBe('frontend_agent');
  });

  it('leaves a task with its agent while that only fails at present, unless another does its type', () => {
    const kindOf = (id = '') => ROSTER.find((each) => each.id === id)?.kind;
    const models = (id: string) => kindOf(id) === 'model';
    const to = (type: string) => routed(one({ id: 'a', type }), { modelAvailable: true, broken: models })[0];
    for (const type of ['design', 'implement', 'test', 'draft', 'research'])
      expect({ type, kind: kindOf(to(type)?.agent ?? '') }).toEqual({ type, kind: 'model' });
    expect(to('design')?.reasons.join(' ')).toContain('fails at present, and nobody else here does design');
    expect(to('answer')?.agent).toBe('knowledge');
    expect(to('calculate')?.agent).toBe('calculator');
  });

  it('are passed over where their agent is missing, disabled or failing, and the decision says so', () => {
    const cards = ROSTER.map((agent) => (agent.id === 'qa_agent' ? { ...agent, enabled: false } : agent));
    const index = buildAgentIndex(cards, { rules: SHIPPED_RULES });
    const [decision] = routed(one({ id: 'a', type: 'review' }), {}, index);
    expect(decision).toMatchObject({ agent: 'darwin_agent', by: 'capability' });
    expect(decision?.reasons.join(' ')).toContain('disabled');
    const [broken] = routed(one({ id: 'a', type: 'review' }), { broken: (id) => id === 'qa_agent' });
    expect(broken?.agent).toBe('darwin_agent');
  });

  it('are refused without a condition, or with one that nobody knows', () => {
    expect(RoutingRule.safeParse({ id: 'x', when: {}, agent: 'a', priority: 1 }).success).toBe(false);
    expect(RoutingRule.safeParse({ id: 'x', when: { color: 'red' }, agent: 'a', priority: 1 }).success).toBe(
      false,
    );
  });
});

describe('an explicit choice', () => {
  it('goes before every rule', () => {
    const [decision] = routed(one({ id: 'a', type: 'deploy', agent: 'security' }));
    expect(decision).toMatchObject({ agent: 'security_agent', by: 'explicit' });
    expect(decision?.alternatives.map((other) => other.lost)).toContain('the requester chose another');
  });

  it('of nobody is unroutable, with the names that are near', () => {
    const [decision] = routed(one({ id: 'a', type: 'deploy', agent: 'securty' }));
    expect(decision).toMatchObject({ agent: null, by: 'unroutable' });
    expect(decision?.alternatives[0]?.agent).toBe('security_agent');
  });
});

describe('capability', () => {
  const cards = [
    card({ id: 'legal', types: ['legal'], examples: ['Check the contract with the landlord'] }),
    card({ id: 'garden', types: ['plants'], examples: ['Water the plants on the terrace'] }),
    card({ id: 'knowledge', types: ['answer'], kind: 'tool' }),
  ];
  const index = buildAgentIndex(cards);

  it('takes the agent whose examples speak of the task, and says which words', () => {
    const [decision] = routed(
      one({ id: 'a', type: 'generic', instruction: 'check our contract' }),
      { modelAvailable: true },
      index,
    );
    expect(decision).toMatchObject({ agent: 'legal', by: 'capability' });
    expect(decision?.reasons[0]).toContain('contract');
    expect(Object.keys(decision?.parts ?? {})).toEqual(['relevance', 'success', 'cost', 'load', 'latency']);
  });

  it('abstains below the floor: the generalist takes it', () => {
    const [decision] = routed(
      one({ id: 'a', type: 'generic', instruction: 'paint the fence blue' }),
      {},
      index,
    );
    expect(decision).toMatchObject({ agent: 'knowledge', by: 'generalist' });
  });

  it('leaves a task to nobody where there is no generalist, with the nearest and what they lack', () => {
    const few = buildAgentIndex(cards.slice(0, 2));
    const [decision] = routed(
      one({ id: 'a', type: 'generic', instruction: 'paint the terrace blue now quickly with oil' }),
      {},
      few,
    );
    expect(decision).toMatchObject({ agent: null, by: 'unroutable', runnable: false });
    expect(decision?.alternatives[0]).toMatchObject({ agent: 'garden' });
    expect(decision?.alternatives[0]?.lost).toContain('below the floor');
  });

  it('spreads equal work over equal agents instead of dropping it', () => {
    const twins = ['twin_a', 'twin_b'].map((id) =>
      card({ id, types: ['sorting'], kind: 'tool', capacity: 10 }),
    );
    const tasks = Array.from({ length: 25 }, (_, at) => task({ id: `t${at}`, type: 'sorting' }));
    const agents = routed(graphOf(tasks), {}, buildAgentIndex(twins)).map((decision) => decision.agent);
    expect(agents.filter((agent) => agent === 'twin_a').length).toBeGreaterThanOrEqual(10);
    expect(agents.filter((agent) => agent === 'twin_b').length).toBeGreaterThanOrEqual(10);
  });

  it('prefers, without a model, an agent that can run and does this work', () => {
    const two = buildAgentIndex([
      card({
        id: 'clever',
        types: ['sorting'],
        priorSuccess: 0.99,
        costTier: 'cheap',
        examples: ['sort the letters'],
      }),
      card({ id: 'plain', types: ['sorting'], priorSuccess: 0.8, kind: 'tool' }),
    ]);
    const work = one({ id: 'a', type: 'sorting', instruction: 'sort the letters' });
    expect(routed(work, { modelAvailable: true }, two)[0]?.agent).toBe('clever');
    const [without] = routed(work, {}, two);
    expect(without?.agent).toBe('plain');
    expect(without?.alternatives[0]?.lost).toContain('cannot run here without a language model');
  });
});

it('names the best agent even where it cannot run, and what it needs', () => {
  const [decision] = routed(one({ id: 'a', type: 'deploy' }));
  expect(decision).toMatchObject({ agent: 'deploy_agent', runnable: false, needs: ['model'] });
  expect(routed(one({ id: 'a', type: 'answer' }))[0]).toMatchObject({ runnable: true, needs: [] });
});

describe('the index', () => {
  it('finds disabled agents by id alone', () => {
    const index = buildAgentIndex([card({ id: 'off', enabled: false, examples: ['bake bread'] })]);
    expect(index.get('off')?.enabled).toBe(false);
    expect(index.search('bake bread')).toEqual([]);
  });

  it('knows words in any inflection and spelling', () => {
    expect(INDEX.search('auditing logins for a vulnerability')[0]?.agent.id).toBe('security_agent');
    expect(INDEX.search('analyzing churned cohorts')[0]?.agent.id).toBe('analytics_agent');
  });

  it('puts equals in the order of their ids', () => {
    const cards = ['b', 'c', 'a'].map((id) => card({ id, title: 'same', examples: ['bake bread'] }));
    expect(
      buildAgentIndex(cards)
        .search('bake bread')
        .map((hit) => hit.agent.id),
    ).toEqual(['a', 'b', 'c']);
  });
});
