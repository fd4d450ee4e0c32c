/** What our buttons and modals are called on the wire; a message in Slack keeps them for years. */
export const ACTIONS = {
  feedback: 'genesis_feedback',
  retry: 'genesis_retry',
  rerun: 'genesis_rerun_edited',
  approve: 'genesis_approve',
  deny: 'genesis_deny',
  toggleFlag: 'genesis_flag_toggle',
  refreshHealth: 'genesis_health_refresh',
} as const;

export const VIEWS = { feedbackReasons: 'genesis_feedback_reasons' } as const;
