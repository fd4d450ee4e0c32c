import type { Difficulty } from '#graph/plan/difficulty.ts';
import type { Settings } from '#graph/settings.ts';

/** Tokens that one task of a model agent takes, question and answer together. */
const TOKENS_PER_TASK = 2_000;

/**
 * What a plan with so many tasks for models is taken to cost, micro-dollars: the difficulty's reserve, or more where
 * the tasks alone need more. A playbook turns an easy sentence into ten tasks.
 */
export function costOf(
  tasks: number,
  { tier, tokenReserve }: Difficulty,
  microUsdPerToken: Settings['admit']['microUsdPerToken'],
): number {
  return Math.ceil(Math.max(tokenReserve, tasks * TOKENS_PER_TASK) * microUsdPerToken[tier]);
}
