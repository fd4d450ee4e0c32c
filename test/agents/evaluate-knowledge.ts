import { fileURLToPath } from 'node:url';
import { KnowledgeBase } from '#agents/knowledge/knowledge-base.ts';
import { searchKnowledge } from '#agents/tools/search-knowledge.ts';
import { aTaskCall } from './a-task-call.ts';
import type { Questions } from './questions.ts';

export type Evaluation = {
  /** Passages that were quoted and do not answer, as `question → locators`. */
  wrong: string[];
  /** Questions that the folder answers and whose passage was not quoted. */
  missed: string[];
  /** Questions without an answer that were given the closest heading instead. */
  pointers: string[];
  /** Right ones among the quoted passages, and among the wanted ones. */
  precision: number;
  recall: number;
};

/** Asks every question as a task of its own, and compares what is quoted with what answers. */
export async function evaluate({ folder, answered, unanswered }: Questions): Promise<Evaluation> {
  const path = fileURLToPath(new URL(folder, import.meta.url));
  const tool = searchKnowledge(new KnowledgeBase(path, { now: () => 0, maxAgeMs: 0 }));
  const evaluation: Evaluation = { wrong: [], missed: [], pointers: [], precision: 1, recall: 1 };
  let quoted = 0;
  let right = 0;
  let wanted = 0;
  for (const [question, expected] of [...answered, ...unanswered.map((one) => [one, ''] as const)]) {
    const call = aTaskCall({ instruction: question });
    const { sources, text } = await tool.serve({ call, signal: call.signal });
    const found = sources.map(({ locator }) => locator);
    const parts = expected === '' ? [] : expected.split(' + ').map((part) => part.split(' | '));
    const bad = found.filter((locator) => !parts.flat().includes(locator));
    const lacking = parts.filter((part) => !part.some((locator) => found.includes(locator)));
    quoted += found.length;
    right += found.length - bad.length;
    wanted += parts.length;
    const closest = /closest: (.*)/.exec(text)?.[1] ?? '';
    if (bad.length > 0) evaluation.wrong.push(`${question} → ${bad.join(', ')}`);
    if (lacking.length > 0) evaluation.missed.push(`${question} → ${found.join(', ')} ${closest}`);
    if (parts.length === 0 && closest !== '') evaluation.pointers.push(`${question} → ${closest}`);
  }
  const missing = evaluation.missed.length;
  return {
    ...evaluation,
    precision: quoted === 0 ? 1 : right / quoted,
    recall: wanted === 0 ? 1 : (wanted - missing) / wanted,
  };
}
