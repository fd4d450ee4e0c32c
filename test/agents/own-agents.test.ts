import { describe, expect, it } from 'vitest';
import { parseConfiguration } from '#agents/agent-configuration.ts';
import { openAgents } from '#agents/open-agents.ts';
import { planHeuristically } from '#graph/plan/plan-heuristically.ts';
import { route } from '#graph/route/route.ts';
import { DEFAULT_SETTINGS } from '#graph/settings.ts';
import { agentSettings } from './agent-settings.ts';
import { anAgent, temporaryFolder } from './temporary-folder.ts';

const EXAMPLES = [
  'write the release notes for the mobile app',
  'announce the new version to our customers',
  'turn the merged changes into a changelog',
];
const writer = anAgent({
  id: 'release_writer',
  title: 'Release writer',
  types: ['draft'],
  examples: EXAMPLES,
});

describe('an agent file of the deployment', () => {
  async function chosen(files: readonly object[], requests: readonly string[]) {
    await using folder = await temporaryFolder();
    for (const [at, file] of files.entries()) await folder.write(`${at}.json`, file);
    await using agents = await openAgents(agentSettings({ catalogDirs: [folder.path] }));
    expect(agents.quarantined()).toEqual([]);
    const index = agents.directory.index();
    return requests.map((text) => {
      const settings = DEFAULT_SETTINGS;
      const input = { text, history: [], attachments: [], index, playbooks: [], settings: settings.plan };
      const decisions = route(planHeuristically(input), index, {
        load: () => 0,
        broken: () => false,
        modelAvailable: true,
        settings: settings.route,
      });
      return decisions.map(({ agent }) => agent).join(', ');
    });
  }

  it('is chosen for its own examples, although its type has a rule that ships', async () => {
    expect(await chosen([writer], EXAMPLES)).toEqual(EXAMPLES.map(() => 'release_writer'));
    expect(await chosen([], EXAMPLES)).not.toContain('release_writer');
  });

  it('is chosen by its own rules', async () => {
    const rules = [{ when: { text: ['haiku'] } }];
    const poet = anAgent({ id: 'poet', title: 'Poet', types: ['draft'], examples: [], rules });
    expect(await chosen([poet], ['write a haiku about tea', 'write a poem about tea'])).toEqual([
      'poet',
      'marketing_agent',
    ]);
  });

  it('leaves to others what is theirs', async () => {
    expect(await chosen([writer], ['what is our refund policy?'])).toEqual(['knowledge']);
  });
});

describe('the rules of an agent file', () => {
  const problems = (rules: unknown) => {
    const parsed = parseConfiguration('mine.json', JSON.stringify(anAgent({ rules })));
    return parsed.ok ? [] : parsed.problems.map(({ field }) => field);
  };

  it('name a condition, a known type and a priority from 0 to 100, or the file is told where they do not', () => {
    expect(problems([{ when: { type: 'qa', text: ['login'] }, priority: 30 }])).toEqual([]);
    expect(problems([{ when: {} }])).toEqual(['rules.0.when']);
    expect(problems([{ when: { type: 'cooking' } }])).toEqual(['rules.0.when.type']);
    expect(problems([{ when: { text: ['x'] }, priority: 101 }])).toEqual(['rules.0.priority']);
    expect(problems([{ when: { color: 'red' } }])).toEqual(['rules.0.when.color', 'rules.0.when']);
    expect(problems([{ when: { text: [] } }])).toEqual(['rules.0.when.text']);
    expect(problems([{ when: { type: 'test' }, agent: 'other' }])).toEqual(['rules.0.agent']);
  });

  it('come before every rule that ships, unless they say otherwise', () => {
    const rules = [{ when: { type: 'qa' } }];
    const parsed = parseConfiguration('mine.json', JSON.stringify(anAgent({ rules })));
    expect(parsed.ok ? parsed.configuration.rules : []).toEqual([{ when: { type: 'test' }, priority: 20 }]);
  });
});
