import { z } from 'zod';
import { stem } from '#graph/text/stem.ts';
import { words } from '#graph/text/words.ts';

/** DAAO's estimate and what follows from it. */
export const Difficulty = z.object({
  /** 0 to 1. */
  score: z.number().min(0).max(1),
  band: z.enum(['trivial', 'easy', 'moderate', 'hard', 'extreme']),
  tier: z.enum(['small', 'medium', 'large']),
  planDepth: z.number().int().positive(),
  criticEffort: z.enum(['minimal', 'standard', 'full']),
  /** Tokens to reserve for the whole run. */
  tokenReserve: z.number().int().positive(),
});
export type Difficulty = z.infer<typeof Difficulty>;

const stems = (list: string): ReadonlySet<string> => new Set(list.split(' ').map(stem));

const COMPLEXITY_WORDS = stems(
  'architecture system design optimize algorithm concurrent distributed scalable performance security integration ' +
    'refactor debug analyze',
);
const TECHNICAL_WORDS = stems(
  'database api framework deployment infrastructure authentication authorization encryption protocol microservice ' +
    'containerize orchestrate pipeline',
);
/** Verbs that call for a tool: something is looked up, run, computed, sent or changed. */
const TOOL_VERBS = stems(
  'search find fetch look query list read download scan audit check test run execute calculate compute convert deploy ' +
    'release provision monitor measure benchmark send email post notify schedule remind book summarize translate ' +
    'upload import export commit merge delete create update compare',
);

const BANDS = [
  { below: 0.2, band: 'trivial', tier: 'small', planDepth: 2, criticEffort: 'minimal', tokenReserve: 4_000 },
  { below: 0.4, band: 'easy', tier: 'small', planDepth: 3, criticEffort: 'standard', tokenReserve: 10_000 },
  {
    below: 0.6,
    band: 'moderate',
    tier: 'medium',
    planDepth: 5,
    criticEffort: 'standard',
    tokenReserve: 25_000,
  },
  { below: 0.8, band: 'hard', tier: 'large', planDepth: 7, criticEffort: 'full', tokenReserve: 60_000 },
  {
    below: Infinity,
    band: 'extreme',
    tier: 'large',
    planDepth: 10,
    criticEffort: 'full',
    tokenReserve: 120_000,
  },
] as const;

/**
 * DAAO's estimate: length (characters over 1,000), steps (clauses over 10), tools, complexity words and technical words
 * (different ones, in any inflection, over 5 each) and priority (0 to 1), weighted .15, .20, .20, .20, .15 and .10.
 */
export function estimateDifficulty(
  text: string,
  { clauses, priority }: { clauses: number; priority: number },
): Difficulty {
  const used = new Set(words(text).map(stem));
  const share = (count: number, of: number) => Math.min(Math.max(0, count) / of, 1);
  const raw =
    0.15 * share(text.length, 1_000) +
    0.2 * share(clauses, 10) +
    0.2 * share(common(used, TOOL_VERBS), 5) +
    0.2 * share(common(used, COMPLEXITY_WORDS), 5) +
    0.15 * share(common(used, TECHNICAL_WORDS), 5) +
    0.1 * share(priority, 1);
  const score = Math.round(raw * 10_000) / 10_000;
  const { below: _, ...what } = BANDS.find((entry) => score < entry.below) ?? BANDS[4];
  return { score, ...what };
}

function common(used: ReadonlySet<string>, known: ReadonlySet<string>): number {
  let count = 0;
  for (const word of known) if (used.has(word)) count++;
  return count;
}
