import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { openAgents } from '#agents/open-agents.ts';
import { smallTalkIn } from '#agents/tools/small-talk.ts';
import { aTaskCall } from './a-task-call.ts';
import { agentSettings } from './agent-settings.ts';

describe('small talk', () => {
  it.each([
    ['hi', 'greeting'],
    ['Hello there!', 'greeting'],
    ['good morning :wave:', 'greeting'],
    ['Thanks!', 'thanks'],
    ['ok, thank you so much', 'thanks'],
    ['what can you do?', 'help'],
    ['Hi! What can you help me with?', 'help'],
    ['help', 'help'],
    ['who are you', 'help'],
  ])('knows “%s”', (text, talk) => {
    expect(smallTalkIn(text)).toBe(talk);
  });

  it.each([
    'hi, how many vacation days do I get?',
    'help me file an expense',
    'thanks, and what about sick leave?',
    'who is on call',
    'what can you do about a lost laptop',
    '42',
    '',
  ])('leaves “%s” to the handbook', (text) => {
    expect(smallTalkIn(text)).toBeNull();
  });

  it('says what can be asked here: the handbook’s topics, and the agents that need nothing more', async () => {
    const knowledgeDir = fileURLToPath(new URL('../../docs/handbook', import.meta.url));
    await using agents = await openAgents({ ...agentSettings(), knowledgeDir });
    const { output, status } = await agents.runner.run(aTaskCall({ instruction: 'hi' }));
    expect(status).toBe('done');
    expect(output).toMatch(/^Hello! I answer questions from the handbook/);
    expect(output).toContain('Expenses, Incidents');
    expect(output).toContain('**Calculator**: Computes arithmetic');
    expect(output).not.toContain('Builder');
  });
});
