import { describe, expect, it } from 'vitest';
import type { AgentConfiguration } from '#agents/agent-configuration.ts';
import { AgentConfiguration as Configuration } from '#agents/agent-configuration.ts';
import type { CatalogEntry } from '#agents/registry/catalog.ts';
import { Breaker } from '#agents/resilience/breaker.ts';
import { CallFailure, modelRests } from '#agents/resilience/call-failure.ts';
import type { LiveAgent, Work } from '#agents/run/live-agent.ts';
import { Runner } from '#agents/run/runner.ts';
import { aTaskCall } from './a-task-call.ts';
import { agentSettings } from './agent-settings.ts';
import { anAgent } from './temporary-folder.ts';

const DONE: Work = { output: 'done', summary: 'done', sources: [], discovered: [] };

/** A runner over one agent whose work the test gives. */
function aRunner(
  work: LiveAgent['work'],
  changes: Partial<AgentConfiguration> = {},
  modelBreaker: Breaker | null = null,
) {
  const configuration = Configuration.parse(anAgent({ kind: 'tool', tools: ['calculate'], ...changes }));
  const card: CatalogEntry['card'] = { ...configuration, needs: [] };
  const held = { now: 0 };
  const settings = agentSettings();
  const runner = new Runner({
    find: (id) => (id === 'tester' ? { card, file: 'tester.json', stamp: '1' } : undefined),
    acquire: async () => {
      held.now += 1;
      const release = (): void => {
        held.now -= 1;
      };
      return { agent: { configuration, work }, [Symbol.dispose]: release };
    },
    modelBreaker,
    now: settings.now,
    log: settings.log,
  });
  return { runner, held, lines: settings.lines };
}

describe('the runner', () => {
  it('never shows a raw error: it goes to the log, without the request’s text', async () => {
    const { runner, held, lines } = aRunner(async () => {
      throw new Error('ECONNREFUSED 10.0.0.7 password=hunter2');
    });
    const result = await runner.run(aTaskCall({ agentId: 'tester', instruction: 'private words' }));
    expect(result).toMatchObject({
      status: 'failed',
      category: 'agent',
      summary: 'Tester failed unexpectedly',
    });
    expect(JSON.stringify(result)).not.toContain('10.0.0.7');
    expect(lines.at(-1)).toMatchObject({ level: 'error', fields: { agentId: 'tester' } });
    expect(JSON.stringify(lines)).not.toContain('private words');
    expect(held.now).toBe(0);
  });

  it('leaves an agent alone after five failures in a row, and routing is told', async () => {
    let calls = 0;
    const { runner } = aRunner(async () => {
      calls += 1;
      throw new CallFailure('unavailable', 'tool', 'The tool did not work.');
    });
    for (let round = 0; round < 6; round += 1) await runner.run(aTaskCall({ agentId: 'tester' }));
    expect(calls).toBe(5);
    expect(runner.broken('tester')).toBe(true);
    expect(await runner.run(aTaskCall({ agentId: 'tester' }))).toMatchObject({
      status: 'failed',
      summary: 'Tester fails at present; try again in a minute',
    });
  });

  it('names the model where that is what fails, and not the agent', async () => {
    const down = new Breaker({ counts: () => true, refuse: modelRests, now: () => Date.now(), failures: 1 });
    await expect(down.execute(() => Promise.reject(new Error('down')))).rejects.toThrow('down');
    const work = () => down.execute(async () => DONE);
    const { runner } = aRunner(work, { kind: 'model', tools: [], prompt: 'You test.' }, down);
    expect(runner.broken('tester')).toBe(true);
    expect(await runner.run(aTaskCall({ agentId: 'tester' }))).toMatchObject({
      status: 'failed',
      category: 'model',
      summary: 'The model endpoint does not answer; try again in a minute',
    });
  });

  it('does not hold what people left out against the agent', async () => {
    const { runner } = aRunner(async () => {
      throw new CallFailure('input', 'tool', 'There is nothing to summarise.');
    });
    for (let round = 0; round < 10; round += 1) await runner.run(aTaskCall({ agentId: 'tester' }));
    expect(runner.broken('tester')).toBe(false);
  });

  it('tells a lack that only the requester can fill from a failure, and ends no summary with a full stop', async () => {
    const failing = (kind: 'input' | 'unavailable') =>
      aRunner(async () => {
        throw new CallFailure(kind, 'tool', 'There is nothing to summarise: attach a file.');
      }).runner.run(aTaskCall({ agentId: 'tester' }));
    const summary = 'There is nothing to summarise: attach a file';
    expect(await failing('input')).toMatchObject({ status: 'failed', summary, needs: ['input'] });
    expect(await failing('unavailable')).toMatchObject({ status: 'failed', summary, needs: [] });
  });

  it('does not hold it against the agent either when people stop it, but does when it is too slow', async () => {
    const { runner } = aRunner(() => new Promise(() => undefined));
    for (let round = 0; round < 6; round += 1) {
      const stop = new AbortController();
      const running = runner.run(aTaskCall({ agentId: 'tester', stop: stop.signal }));
      stop.abort('user');
      await running;
    }
    expect(runner.broken('tester')).toBe(false);
    for (let round = 0; round < 5; round += 1) {
      await runner.run(aTaskCall({ agentId: 'tester', signal: AbortSignal.timeout(1) }));
    }
    expect(runner.broken('tester')).toBe(true);
  });

  it('fails a task whose own deadline passed, and does not call it stopped', async () => {
    const { runner } = aRunner(() => new Promise(() => undefined));
    const result = await runner.run(aTaskCall({ agentId: 'tester', signal: AbortSignal.timeout(20) }));
    expect(result).toMatchObject({ status: 'failed', category: 'agent', summary: 'Tester ran out of time' });
  });

  it('says so when there is no such agent', async () => {
    const { runner } = aRunner(async () => DONE);
    expect(await runner.run(aTaskCall({ agentId: 'nobody' }))).toMatchObject({
      status: 'failed',
      category: 'agent',
      summary: 'There is no agent nobody',
      attempts: 0,
    });
  });
});
