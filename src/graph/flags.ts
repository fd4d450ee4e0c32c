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
