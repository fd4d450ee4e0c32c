import { readFile } from 'node:fs/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import { type AgentConfiguration, parseConfiguration } from '#agents/agent-configuration.ts';
import { SHIPPED_CATALOG } from '#agents/open-agents.ts';
import { scanFolder } from '#agents/registry/scan-folder.ts';
import { SHIPPED_RULES } from '#graph/route/rules.ts';

const agents = new Map<string, AgentConfiguration>();
const problems: string[] = [];

beforeAll(async () => {
  for (const file of (await scanFolder(SHIPPED_CATALOG, '.json', { recursive: false })).keys()) {
    const parsed = parseConfiguration(file, await readFile(file, 'utf8'));
    if (parsed.ok) agents.set(parsed.configuration.id, parsed.configuration);
    else problems.push(...parsed.problems.map(({ field, problem }) => `${file} ${field} ${problem}`));
  }
});

describe('the shipped catalog', () => {
  it('holds no broken file', () => {
    expect(problems).toEqual([]);
  });

  it('holds the sixteen of the roster, the four general ones and the scheduler', () => {
    const roster =
      'analytics architect backend builder darwin deploy finance frontend marketing monitoring qa research sales security spec support';
    const wanted = [
      ...roster.split(' ').map((name) => `${name}_agent`),
      'calculator',
      'generalist',
      'knowledge',
    ];
    expect([...agents.keys()].sort()).toEqual([...wanted, 'scheduler', 'summariser'].sort());
  });

  it('holds the agent of every routing rule, for a type that it serves or was given', () => {
    expect(SHIPPED_RULES.filter((rule) => !agents.has(rule.agent))).toEqual([]);
  });

  it('gives every agent three to six requests in people’s words, and every model agent a prompt of its own', () => {
    const prompts = new Set<string>();
    for (const agent of agents.values()) {
      expect(agent.examples.length, agent.id).toBeGreaterThanOrEqual(3);
      expect(agent.examples.length, agent.id).toBeLessThanOrEqual(6);
      if (agent.kind !== 'model') continue;
      expect(agent.prompt.length, agent.id).toBeGreaterThan(400);
      prompts.add(agent.prompt);
    }
    expect(prompts.size).toBe(17);
  });
});
