/** The task types that plans may use. Every one of them has a routing rule in `route/rules.json`. */
export const TASK_TYPES = [
  'design',
  'requirements',
  'planning',
  'architecture',
  'system_design',
  'implement',
  'code',
  'generic',
  'api_call',
  'file_write',
  'frontend',
  'ui',
  'backend',
  'database',
  'test',
  'test_run',
  'review',
  'security',
  'deploy',
  'infrastructure',
  'monitor',
  'marketing',
  'sales',
  'support',
  'analytics',
  'research',
  'finance',
  'answer',
  'calculate',
  'summarise',
  'schedule',
  'draft',
] as const;
export type TaskType = (typeof TASK_TYPES)[number];

/** What agents and models call a type besides its name in the vocabulary. */
const TYPE_ALIASES = {
  technical_spec: 'system_design',
  build: 'implement',
  develop: 'implement',
  design_implementation: 'frontend',
  api: 'backend',
  validation: 'test',
  qa: 'test',
  quality_assurance: 'test',
  vulnerability_scan: 'security',
  penetration_test: 'security',
  devops: 'infrastructure',
  observability: 'monitor',
  metrics: 'monitor',
  promotion: 'marketing',
  content: 'draft',
  outreach: 'sales',
  lead_generation: 'sales',
  customer_service: 'support',
  help: 'support',
  reporting: 'analytics',
  data_analysis: 'analytics',
  discovery: 'research',
  investigation: 'research',
  accounting: 'finance',
  budgeting: 'finance',
  evolution: 'review',
  improve_agent: 'review',
  fix_bug: 'code',
  optimize: 'code',
} as const satisfies Record<string, TaskType>;

const CANONICAL: ReadonlyMap<string, TaskType> = new Map<string, TaskType>([
  ...Object.entries(TYPE_ALIASES),
  ...TASK_TYPES.map((type) => [type, type] as const),
]);

/** The vocabulary's word for a type or an alias, in any letter case; null for what it does not know. */
export function canonicalType(word: string): TaskType | null {
  return CANONICAL.get(word.trim().toLowerCase().replaceAll(/[\s-]/g, '_')) ?? null;
}

/** True for the vocabulary's own words; an alias is not one. */
export function isTaskType(word: string): word is TaskType {
  return CANONICAL.get(word) === word;
}
