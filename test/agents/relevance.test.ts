import { describe, expect, it } from 'vitest';
import { evaluate } from './evaluate-knowledge.ts';
import {
  HANDBOOK,
  HANDBOOK_SECOND,
  HANDBOOK_THIRD,
  OBSERVATORY,
  OBSERVATORY_SECOND,
  type Questions,
} from './questions.ts';

/** Several sets over one folder as one. */
function together(...sets: [Questions, ...Questions[]]): Questions {
  return {
    folder: sets[0].folder,
    answered: sets.flatMap(({ answered }) => answered),
    unanswered: sets.flatMap(({ unanswered }) => unanswered),
  };
}

const FOLDERS = [
  ['the handbook', together(HANDBOOK, HANDBOOK_SECOND, HANDBOOK_THIRD)],
  ['a folder about something else', together(OBSERVATORY, OBSERVATORY_SECOND)],
] as const;

describe('the knowledge agent', () => {
  it.each(FOLDERS)('answers what %s holds, and hardly ever from a wrong passage', async (_, questions) => {
    const { precision, recall, wrong, missed } = await evaluate(questions);
    expect(precision, wrong.join('\n')).toBeGreaterThanOrEqual(0.97);
    expect(recall, missed.join('\n')).toBeGreaterThanOrEqual(0.88);
  });

  it.each(FOLDERS)('quotes nothing where %s does not answer', async (_, questions) => {
    const { wrong } = await evaluate({ ...questions, answered: [] });
    expect(wrong.length / questions.unanswered.length, wrong.join('\n')).toBeLessThanOrEqual(0.02);
  });
});
