import { describe, expect, it, vi } from 'vitest';
import { openAgents } from '#agents/open-agents.ts';
import { aTaskCall } from './a-task-call.ts';
import { agentSettings } from './agent-settings.ts';
import { modelServer } from './model-server.ts';
import { anAgent, temporaryFolder } from './temporary-folder.ts';

const soon = { interval: 5, timeout: 15_000 };

describe('the agents of a deployment', () => {
  it('picks up a new, a changed and a broken file without a restart', async () => {
    await using folder = await temporaryFolder();
    await using agents = await openAgents(agentSettings({ catalogDirs: [folder.path] }));
    const title = (): string | undefined => agents.directory.index().get('tester')?.title;
    expect(title()).toBeUndefined();
    await folder.write('mine.json', anAgent());
    await vi.waitFor(() => expect(title()).toBe('Tester'), soon);
    await folder.write('mine.json', anAgent({ title: 'Renamed' }));
    await vi.waitFor(() => expect(title()).toBe('Renamed'), soon);
    await folder.write('mine.json', '{"id": "tester"');
    await vi.waitFor(() => expect(agents.quarantined()).toHaveLength(1), soon);
    expect(title()).toBeUndefined();
    expect((await agents.probe()).agents).toEqual({
      ok: true,
      detail: '21 agents, 1 quarantined (mine.json)',
    });
  });

  it('works with the new configuration after a change, and finishes what runs with the old one', async () => {
    await using server = await modelServer();
    await using folder = await temporaryFolder();
    const gate = Promise.withResolvers<void>();
    const prompts: string[] = [];
    server.mock.on({}, async (request) => {
      prompts.push(String(request.messages[0]?.content).split('\n')[0] ?? '');
      await gate.promise;
      return { content: 'fine' };
    });
    await folder.write('mine.json', anAgent({ prompt: 'Old prompt.' }));
    await using agents = await openAgents(
      agentSettings({ catalogDirs: [folder.path], model: server.settings }),
    );
    const old = agents.runner.run(aTaskCall({ agentId: 'tester' }));
    await vi.waitFor(() => expect(prompts).toEqual(['Old prompt.']), soon);
    const before = agents.directory.index();
    await folder.write('mine.json', anAgent({ prompt: 'New prompt.' }));
    await vi.waitFor(() => expect(agents.directory.index()).not.toBe(before), soon);
    const fresh = agents.runner.run(aTaskCall({ agentId: 'tester' }));
    await vi.waitFor(() => expect(prompts).toEqual(['Old prompt.', 'New prompt.']), soon);
    gate.resolve();
    expect([(await old).status, (await fresh).status]).toEqual(['done', 'done']);
    expect(agents.stats()).toMatchObject({ loads: 2, live: 1 });
  });

  it('builds the routing index once per version of the catalog', async () => {
    await using agents = await openAgents(agentSettings());
    expect(agents.directory.index()).toBe(agents.directory.index());
    expect(agents.directory.index().size).toBe(21);
  });

  it('knows what each agent lacks here', async () => {
    await using folder = await temporaryFolder();
    await folder.write('typo.json', anAgent({ id: 'typo', tools: ['serch'] }));
    await using bare = await openAgents(agentSettings({ catalogDirs: [folder.path] }));
    const needs = (id: string): string[] | undefined => bare.directory.index().get(id)?.needs;
    expect(needs('qa_agent')).toEqual(['model']);
    expect(needs('knowledge')).toEqual(['tool:search_knowledge']);
    expect(needs('calculator')).toEqual([]);
    expect(needs('scheduler')).toEqual(['tool:schedule_message']);
    expect(needs('typo')).toEqual(['model', 'tool:serch']);
    expect(await bare.runner.run(aTaskCall({ agentId: 'qa_agent' }))).toMatchObject({
      status: 'not_run',
      needs: ['model'],
      attempts: 0,
    });
  });

  it('does not run an agent that is switched off', async () => {
    await using folder = await temporaryFolder();
    const off = anAgent({ id: 'calculator', kind: 'tool', tools: ['calculate'], enabled: false });
    await folder.write('off.json', off);
    await using agents = await openAgents(agentSettings({ catalogDirs: [folder.path] }));
    expect(agents.directory.index().get('calculator')?.enabled).toBe(false);
    expect(await agents.runner.run(aTaskCall({ agentId: 'calculator' }))).toMatchObject({ status: 'failed' });
  });

  it('fails its probe when the handbook’s folder is gone', async () => {
    await using agents = await openAgents(agentSettings({ knowledgeDir: '/nonexistent/handbook' }));
    expect((await agents.probe()).agents).toEqual({
      ok: false,
      detail: '21 agents, the handbook folder cannot be read (ENOENT)',
    });
    expect(await agents.runner.run(aTaskCall({ agentId: 'knowledge' }))).toMatchObject({
      status: 'failed',
      category: 'tool',
      summary: 'The tool search_knowledge did not work',
      attempts: 4,
    });
  });
});
