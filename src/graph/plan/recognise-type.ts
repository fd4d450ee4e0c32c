import type { AgentIndex } from '#graph/route/agent-index.ts';
import { stem } from '#graph/text/stem.ts';
import { verbAt } from '#graph/text/verbs.ts';
import { isTaskType, type TaskType } from '#graph/vocabulary.ts';
import type { Clause } from './clause.ts';
import { isCalculation } from './is-calculation.ts';
import { isMessage } from './is-message.ts';
import { nounPhrase } from './noun-phrase.ts';

const stemsOf = (list: string): readonly string[] => list.split(' ').map(stem);
const nouns = (table: Partial<Record<TaskType, string>>): ReadonlyMap<string, TaskType> =>
  new Map(
    (Object.entries(table) as [TaskType, string][]).flatMap(([type, list]) =>
      stemsOf(list).map((noun) => [noun, type] as const),
    ),
  );

/** What the type is by the thing that is made, changed or done, where the verb alone does not say. */
const BY_THING = nouns({
  backend: 'api apis endpoint endpoints rest graphql backend server webhook webhooks microservice',
  frontend: 'page website site component screen form button css frontend widget navbar homepage',
  ui: 'ui ux layout interface',
  test: 'test tests suite e2e',
  database: 'schema table tables database db migration sql',
  infrastructure:
    'cluster kubernetes docker terraform infra infrastructure ci cd environment container pipeline',
  analytics: 'dashboard chart charts metric metrics kpi kpis funnel cohort',
  monitor: 'alert alerts alarm monitoring slo uptime',
  marketing: 'campaign ad ads seo brand branding slogan tagline',
  draft:
    'email e-mail mail note message announcement post blog copy letter reply memo doc docs documentation readme faq article tweet newsletter changelog notes guide handbook minutes agenda text report',
  summarise: 'summary recap digest',
  finance: 'budget invoice invoices forecast pricing cost costs expense expenses payroll',
  sales: 'lead leads prospect prospects proposal pitch deal',
  support: 'ticket tickets complaint complaints',
  schedule: 'meeting call reminder calendar event invite appointment',
  planning: 'plan roadmap timeline backlog milestones',
  requirements: 'spec specification requirements requirement prd stories',
  architecture: 'architecture diagram',
  design: 'design mockup wireframe logo prototype',
  security: 'audit scan vulnerability vulnerabilities pentest threat security',
  code: 'script function class module library code bug error sdk cli regex',
  research: 'research analysis comparison survey study benchmark',
  file_write: 'file',
});

/** Where the thing decides against the verb's own type: "audit the cloud spend" is finance. */
const BY_VERB_AND_THING: ReadonlyMap<string, ReadonlyMap<string, TaskType>> = new Map([
  [
    'audit',
    nouns({
      finance: 'cost costs spend spending budget expense expenses invoices',
      review: 'code accessibility content seo',
    }),
  ],
  [
    'design',
    nouns({
      architecture: 'architecture',
      system_design: 'system service api platform backend microservice',
      ui: 'page ui screen layout interface form',
      database: 'schema database table',
      test: 'test tests',
      marketing: 'campaign',
    }),
  ],
  ['review', nouns({ security: 'security vulnerability vulnerabilities' })],
  [
    'analyse',
    nouns({ research: 'competitor competitors market competition', security: 'vulnerability threat' }),
  ],
  [
    'analyze',
    nouns({ research: 'competitor competitors market competition', security: 'vulnerability threat' }),
  ],
  [
    'find',
    nouns({
      research:
        'competitor competitors vendor vendors alternative alternatives supplier suppliers cause bug bugs',
      sales: 'lead leads prospect prospects',
      security: 'vulnerability vulnerabilities',
    }),
  ],
  [
    'check',
    nouns({
      security: 'security vulnerability vulnerabilities',
      monitor: 'health uptime alerts logs status',
    }),
  ],
  ['send', nouns({ finance: 'invoice invoices' })],
  ['migrate', nouns({ database: 'database schema table tables data db' })],
  ['run', nouns({ test_run: 'test tests suite e2e' })],
  ['execute', nouns({ test_run: 'test tests suite e2e' })],
  ['report', nouns({ answer: 'back' })],
]);

/** Verbs whose own type is only a guess until the thing is known. */
const OPEN_TYPES: ReadonlySet<TaskType> = new Set(['implement', 'code', 'generic', 'planning']);
const REWORKED: ReadonlySet<string> = new Set(['it', 'this', 'that', 'them']);
const WRITES: ReadonlySet<string> = new Set([
  'write',
  'draft',
  'compose',
  'document',
  'edit',
  'share',
  'publish',
]);
const WRITTEN: ReadonlySet<TaskType> = new Set([
  'test',
  'code',
  'database',
  'backend',
  'requirements',
  'planning',
  'summarise',
  'sales',
  'finance',
]);
/** For "list": what changed, and what is out there, must be looked into; the rest can be looked up. */
const LOOKED_INTO = new Set(
  stemsOf(
    'changed change changes competitor competitors vendor vendors alternative alternatives option options trend trends risk risks',
  ),
);

export type Recognised = {
  readonly type: string;
  /** How it was recognised; `default` is a guess. */
  readonly by: 'question' | 'arithmetic' | 'words' | 'index' | 'default';
};

/** The task type that a clause asks for: by its verb and the thing it acts on, else by the agents' own words. */
export function recogniseType(clause: Clause, index: AgentIndex): Recognised {
  if (isCalculation(clause)) return { type: 'calculate', by: 'arithmetic' };
  const found = verbAt(clause.tokens, 0);
  if (clause.question) return byIndex(clause, index, 'answer') ?? { type: 'answer', by: 'question' };
  if (isMessage(clause.tokens)) return { type: 'draft', by: 'words' };
  if (found !== null || clause.wish) {
    const verb = found?.verb ?? { base: 'create', type: 'implement' as const };
    const type = typeOfAction(clause, verb, found?.length ?? wishLength(clause));
    if (type !== 'generic') return { type, by: 'words' };
  }
  const indexed = byIndex(clause, index, null);
  if (indexed !== null) return indexed;
  return { type: found === null ? 'answer' : 'generic', by: 'default' };
}

function typeOfAction(clause: Clause, verb: { base: string; type: TaskType }, from: number): TaskType {
  const { stems, rest } = nounPhrase(clause.tokens, from);
  // "make it shorter": the thread's last text is what is meant.
  if (verb.base === 'make' && REWORKED.has(clause.tokens[from]?.lower ?? '')) return 'draft';
  const special = BY_VERB_AND_THING.get(verb.base);
  if (special !== undefined) {
    // The last word of a phrase names the thing: "API tests" are tests.
    for (const noun of stems.toReversed()) {
      const type = special.get(noun);
      if (type !== undefined) return type;
    }
  }
  if (verb.base === 'list') {
    const looked = clause.tokens.some((token) => LOOKED_INTO.has(stem(token.lower)));
    return looked ? 'research' : 'answer';
  }
  if ((verb.base === 'check' || verb.base === 'verify') && isAboutWhether(clause, from)) return 'answer';
  const byThing = stems
    .toReversed()
    .map((noun) => BY_THING.get(noun))
    .find((type) => type !== undefined);
  if (WRITES.has(verb.base)) return byThing !== undefined && WRITTEN.has(byThing) ? byThing : verb.type;
  if (!OPEN_TYPES.has(verb.type)) return verb.type;
  if (byThing !== undefined) return byThing;
  if (stems.length > 0 || verb.type !== 'generic') return verb.type;
  const behind = nounPhrase(clause.tokens, rest + 1).stems;
  return (
    behind
      .toReversed()
      .map((noun) => BY_THING.get(noun))
      .find((type) => type !== undefined) ?? verb.type
  );
}

function isAboutWhether(clause: Clause, at: number): boolean {
  return ['if', 'whether', 'how', 'what', 'who', 'when', 'where', 'why'].includes(
    clause.tokens[at]?.lower ?? '',
  );
}

/** "we need a", "I would like the": what stands before the thing wished for. */
function wishLength(clause: Clause): number {
  const at = clause.tokens.findIndex((token) => ['need', 'want', 'like', 'require'].includes(token.lower));
  return at + 1;
}

/**
 * The type of the agent whose own examples speak most like the clause: the only way to a type that an agent brings
 * beside the vocabulary. A question gives way only to such a type, and only on strong evidence.
 */
function byIndex(clause: Clause, index: AgentIndex, unless: string | null): Recognised | null {
  const best = index.search(clause.text, 1)[0];
  const type = best?.agent.types[0];
  if (best === undefined || type === undefined || type === unless) return null;
  const own = !isTaskType(type);
  if (unless !== null && !own) return null;
  return best.relevance >= (own ? 0.35 : 0.45) ? { type, by: 'index' } : null;
}
