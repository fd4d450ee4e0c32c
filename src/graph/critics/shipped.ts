import { arithmetic } from './arithmetic.ts';
import { completeness } from './completeness.ts';
import type { Critic } from './critic.ts';
import { groundedness } from './groundedness.ts';
import { promptInjection } from './prompt-injection.ts';
import { secretLeak } from './secret-leak.ts';
import { slackSafety } from './slack-safety.ts';

/** The critics that every deployment has; none of them needs a model. */
export const SHIPPED_CRITICS: readonly Critic[] = [
  promptInjection,
  secretLeak,
  slackSafety,
  arithmetic,
  groundedness,
  completeness,
];
