import { describe, expect, it } from 'vitest';
import { parseConfiguration } from '#agents/agent-configuration.ts';
import { anAgent } from './temporary-folder.ts';

function problemsOf(content: unknown): string[] {
  const parsed = parseConfiguration(
    'a.json',
    typeof content === 'string' ? content : JSON.stringify(content),
  );
  return parsed.ok ? [] : parsed.problems.map(({ file, field, problem }) => `${file} ${field}: ${problem}`);
}

describe('an agent file', () => {
  it('gets sensible limits where it sets none', () => {
    const parsed = parseConfiguration('a.json', JSON.stringify(anAgent()));
    expect(parsed.ok && parsed.configuration).toMatchObject({
      limits: { maxTurns: 6, timeoutMs: 90_000, maxOutputTokens: 1_500 },
      capacity: 10,
      enabled: true,
      costTier: 'medium',
    });
  });

  it('may call a type by an alias, and by two names of the same type', () => {
    const parsed = parseConfiguration(
      'a.json',
      JSON.stringify(anAgent({ types: ['qa', 'validation', 'code'] })),
    );
    expect(parsed.ok && parsed.configuration.types).toEqual(['test', 'code']);
  });

  it('is told every problem at once, each with its field', () => {
    const problems = problemsOf(
      anAgent({
        id: 'Bad Id',
        types: ['test', 'juggling'],
        priorSuccess: 7,
        limits: { timeoutMs: 'long' },
        promt: 'x',
      }),
    );
    expect(problems).toEqual([
      expect.stringContaining('a.json id: must start with a letter'),
      expect.stringContaining("a.json types.1: 'juggling' is no task type; the types are design,"),
      expect.stringContaining('a.json limits.timeoutMs: Invalid input: expected number'),
      expect.stringContaining('a.json priorSuccess: Too big'),
      'a.json promt: is no known field',
    ]);
  });

  it('must have a prompt for a model, and exactly one tool without one', () => {
    expect(problemsOf(anAgent({ prompt: ' ' }))).toEqual([
      'a.json prompt: an agent of kind model needs a prompt',
    ]);
    expect(problemsOf(anAgent({ kind: 'tool', tools: ['a', 'b'] }))).toEqual([
      'a.json tools: an agent of kind tool names exactly one tool, not 2',
    ]);
  });

  it('that is no JSON, or no object, is named as a whole', () => {
    expect(problemsOf('{"id": ')).toEqual([expect.stringContaining('a.json (file): is not valid JSON: ')]);
    expect(problemsOf('[]')).toEqual([
      expect.stringContaining('a.json (file): Invalid input: expected object'),
    ]);
  });
});
