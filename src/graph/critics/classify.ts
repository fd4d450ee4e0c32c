import type { Policy, Stage } from '#graph/review.ts';

/** Stages in the order in which they run. */
export const STAGES = ['pre_validation', 'fast', 'core', 'deep', 'post', 'validation'] as const;

const STAGE_WORDS: readonly [Stage, readonly string[]][] = [
  ['fast', ['quick', 'fast', 'simple', 'basic']],
  ['pre_validation', ['validation', 'sanity', 'check']],
  ['deep', ['deep', 'comprehensive', 'detailed', 'llm', 'external']],
  ['post', ['aggregate', 'summary', 'synthesis']],
];

const PRIORITY_WORDS: readonly [number, readonly string[]][] = [
  [1, ['safety', 'security', 'critical']],
  [2, ['rights', 'bias', 'discrimination']],
  [3, ['fairness', 'ethics', 'harm']],
  [4, ['privacy', 'pii', 'compliance']],
  [5, ['analysis']],
  [7, ['style', 'quality', 'format']],
  [9, ['document', 'metadata', 'log']],
];

const SAFETY_WORDS = ['safety', 'security', 'critical'];

export type Classification = {
  stage: Stage;
  priority: number;
  /** More than one where the name says both: the critic runs when any of them says so. */
  policies: readonly Policy[];
  safety: boolean;
};

/**
 * What a critic's name says where its configuration is silent. Only whole tokens count, so that `catalog_check` is
 * not taken for "log". Of two stages in one name the later one holds.
 */
export function classify(name: string): Classification {
  const tokens = new Set(
    name
      .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
      .toLowerCase()
      .split(/[^a-z0-9]+/),
  );
  const says = (words: readonly string[]): boolean => words.some((word) => tokens.has(word));

  const stages = STAGE_WORDS.filter(([, words]) => says(words)).map(([stage]) => stage);
  const stage = stages.reduce<Stage | null>(
    (latest, next) => (latest === null || STAGES.indexOf(next) > STAGES.indexOf(latest) ? next : latest),
    null,
  );

  const safety = says(SAFETY_WORDS);
  const policies: Policy[] = [];
  if (safety) policies.push('always');
  if (says(['deep', 'comprehensive', 'detailed'])) policies.push('on_violation');
  if (says(['pii', 'personal', 'sensitive'])) policies.push('on_high_risk');
  if (policies.length === 0) policies.push('always');

  return {
    stage: stage ?? 'core',
    priority: PRIORITY_WORDS.find(([, words]) => says(words))?.[0] ?? 5,
    policies,
    safety,
  };
}
