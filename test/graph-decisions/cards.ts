import type { AgentCard } from '#graph/agent-card.ts';

/** A card with everything a test does not care about filled in. */
export function card(given: Partial<AgentCard> & { id: string }): AgentCard {
  return {
    title: given.id,
    description: '',
    types: [],
    skills: [],
    examples: [],
    kind: 'model',
    costTier: 'medium',
    priorSuccess: 0.85,
    risk: 'low',
    enabled: true,
    needs: [],
    capacity: 10,
    ...given,
  };
}

const specialists: readonly (readonly [
  string,
  string,
  readonly string[],
  readonly string[],
  readonly string[],
])[] = [
  [
    'spec_agent',
    'Specification',
    ['design', 'requirements', 'planning'],
    ['specification', 'requirements_analysis'],
    ['Write the requirements for the export feature'],
  ],
  [
    'architect_agent',
    'Architecture',
    ['architecture', 'system_design'],
    ['system_design', 'scalability'],
    ['Design the architecture of the billing platform'],
  ],
  [
    'builder_agent',
    'Builder',
    ['implement', 'code', 'generic', 'api_call', 'file_write'],
    ['coding', 'debugging'],
    ['Fix the rounding bug in the cart'],
  ],
  ['frontend_agent', 'Frontend', ['frontend', 'ui'], ['react', 'css'], ['Build the settings page in React']],
  [
    'backend_agent',
    'Backend',
    ['backend', 'database'],
    ['node', 'sql', 'api_design'],
    ['Add an endpoint for orders'],
  ],
  [
    'qa_agent',
    'Quality assurance',
    ['test', 'test_run', 'review'],
    ['testing', 'test_automation'],
    ['Write end-to-end tests for login'],
  ],
  [
    'security_agent',
    'Security',
    ['security'],
    ['security', 'vulnerability_analysis'],
    ['Audit the login flow for vulnerabilities'],
  ],
  [
    'deploy_agent',
    'Deployment',
    ['deploy', 'infrastructure'],
    ['devops', 'kubernetes', 'ci_cd'],
    ['Deploy the cart service to staging'],
  ],
  [
    'monitoring_agent',
    'Monitoring',
    ['monitor'],
    ['monitoring', 'alerting'],
    ['Set up alerts for queue depth'],
  ],
  [
    'marketing_agent',
    'Marketing',
    ['marketing', 'draft'],
    ['marketing', 'content_creation'],
    ['Write a launch announcement'],
  ],
  ['sales_agent', 'Sales', ['sales'], ['outreach', 'prospecting'], ['Find leads among logistics companies']],
  [
    'support_agent',
    'Customer support',
    ['support'],
    ['customer_support', 'troubleshooting'],
    ['A customer cannot log in, help them'],
  ],
  [
    'analytics_agent',
    'Analytics',
    ['analytics'],
    ['data_analysis', 'visualization'],
    ['Analyse churn by cohort'],
  ],
  [
    'research_agent',
    'Research',
    ['research'],
    ['research', 'competitive_intelligence'],
    ['Compare our pricing with competitors'],
  ],
  [
    'finance_agent',
    'Finance',
    ['finance'],
    ['accounting', 'budgeting'],
    ['Forecast the budget of next quarter'],
  ],
];

/** The agents that ship, as routing sees them where no model is configured. */
export const ROSTER: readonly AgentCard[] = [
  ...specialists.map(([id, title, types, skills, examples]) =>
    card({ id, title, types: [...types], skills: [...skills], examples: [...examples], needs: ['model'] }),
  ),
  card({
    id: 'darwin_agent',
    title: 'Improvement',
    types: ['review', 'code'],
    skills: ['benchmarking'],
    costTier: 'expensive',
    priorSuccess: 0.5,
    needs: ['model'],
  }),
  card({
    id: 'knowledge',
    title: 'Knowledge',
    types: ['answer'],
    skills: ['search'],
    kind: 'tool',
    costTier: 'cheap',
    examples: ['How do I request vacation?', 'What is our refund policy?'],
  }),
  card({
    id: 'calculator',
    title: 'Calculator',
    types: ['calculate'],
    kind: 'tool',
    costTier: 'cheap',
    examples: ['What is 15% of 80?'],
  }),
  card({
    id: 'summariser',
    title: 'Summariser',
    types: ['summarise'],
    kind: 'tool',
    costTier: 'cheap',
    examples: ['Summarise this thread'],
  }),
  card({
    id: 'scheduler',
    title: 'Scheduler',
    types: ['schedule'],
    kind: 'tool',
    costTier: 'cheap',
    examples: ['Remind me on Friday'],
  }),
];
