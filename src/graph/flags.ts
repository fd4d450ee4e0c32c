/**
 * The flags that something reads, with the value that is safe when a definition, or the targeting key, is missing.
 * Definitions live in the `flags` table; evaluation is the bot's.
 */
export const SAFE_FLAGS = {
  orchestration_enabled: true,
  security_hardening_enabled: true,
  error_handling_enabled: true,
  emergency_shutdown: false,
  maintenance_mode: false,
  critic_gating_enabled: true,
  critic_retries_enabled: true,
  model_planner_enabled: true,
  phase_4_deployment: true,
} as const satisfies Record<string, boolean>;

export type FlagName = keyof typeof SAFE_FLAGS;

/** What each flag does, both ways, in one line of at most 300 characters for whoever is about to change it. */
export const FLAG_DESCRIPTIONS: Readonly<Record<FlagName, string>> = {
  orchestration_enabled:
    'On: requests are planned and shared out among agents. Off: one generalist answers, without a plan.',
  security_hardening_enabled:
    'On: requests are screened for prompt injection before they run. Off: only the fixed protections stay.',
  error_handling_enabled:
    'On: failed calls are retried, and failing agents are given a rest. Off: the first failure counts.',
  emergency_shutdown:
    'On: everything that runs is aborted within two seconds, and new requests are refused. Off: normal work.',
  maintenance_mode: 'On: new requests are refused with a notice; what runs is finished. Off: normal work.',
  critic_gating_enabled:
    'On: only the critics that an answer needs judge it. Off: every critic judges every answer.',
  critic_retries_enabled:
    'On: a critic that fails is asked again. Off: it is left out, and the answer says so.',
  model_planner_enabled:
    'On: a language model makes the plan, where one is set up. Off: plans are made by rules.',
  phase_4_deployment:
    'On: requests are planned and shared out, for the share of users shown. Off: one generalist answers them.',
};
