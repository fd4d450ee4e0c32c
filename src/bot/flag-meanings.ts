import type { FlagName } from '#graph/flags.ts';

/** What each flag does, for lists; a definition's own `metadata.description` comes first. */
export const FLAG_MEANINGS: Readonly<Record<FlagName, string>> = {
  orchestration_enabled: 'Off: one generalist answers, without a plan, and says so',
  security_hardening_enabled: 'Strict screening; off leaves the floor in force',
  error_handling_enabled: 'Off: no retry and no breaker, for fault-finding',
  emergency_shutdown: 'On: running work aborts, new work is refused, commands keep working',
  maintenance_mode: 'On: new requests are refused kindly',
  critic_gating_enabled: 'Off: every critic runs, needed or not',
  critic_retries_enabled: 'Off: a critic that fails is not tried again',
  model_planner_enabled: 'Off: requests are planned without the model',
  phase_4_deployment: 'Share of users whose requests are orchestrated; the others get the single-agent path',
};
