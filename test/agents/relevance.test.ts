import { describe, expect, it } from 'vitest';
import { evaluate } from './evaluate-knowledge.ts';
import { HANDBOOK, HELD_OUT, OBSERVATORY } from './questions.ts';

describe('what the knowledge agent quotes', () => {
  it.each([
    ['the handbook', HANDBOOK, { precision: 0.98, recall: 0.88 }],
    ['the handbook, in questions that it was not tuned on', HELD_OUT, { precision: 0.95, recall: 0.85 }],
    ['a folder about something else', OBSERVATORY, { precision: 0.98, recall: 0.9 }],
  ] as const)('answers out of %s, and seldom a wrong passage', async (_, questions, bar) => {
    const { precision, recall, wrong, missed } = await evaluate(questions);
    expect(precision, wrong.join('\n')).toBeGreaterThanOrEqual(bar.precision);
    expect(recall, missed.join('\n')).toBeGreaterThanOrEqual(bar.recall);
  });

  it.each([HANDBOOK, HELD_OUT, OBSERVATORY])(
    'is never given for what the folder does not hold',
    async (questions) => {
      const { wrong } = await evaluate({ ...questions, answered: [] });
      expect(wrong).toEqual([]);
    },
  );
});
