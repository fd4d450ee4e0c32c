import { z } from 'zod';
import { CostTier } from '#graph/agent-card.ts';
import { Risk } from '#graph/task.ts';
import { canonicalType, TASK_TYPES } from '#graph/vocabulary.ts';

/** A task type, or one of its aliases, which is mapped to the vocabulary. */
const TaskType = z.string().transform((type, context) => {
  const known = canonicalType(type);
  if (known !== null) return known;
  context.addIssue(`'${type}' is no task type; the types are ${TASK_TYPES.join(', ')}`);
  return z.NEVER;
});

const AgentLimits = z.strictObject({
  /** Model calls within one task; the last one must answer without tools. */
  maxTurns: z.number().int().min(1).max(20).default(6),
  /** Wall time of one task, milliseconds. */
  timeoutMs: z.number().int().min(100).max(600_000).default(90_000),
  maxOutputTokens: z.number().int().min(16).max(32_000).default(1_500),
});

/** Above every rule that ships (10 and 15), so that a rule somebody wrote for their agent holds without a number. */
const OWN_PRIORITY = 20;

const Phrases = z.array(z.string().trim().min(1).max(60)).min(1).max(10).optional();

/** Sends tasks to this agent where **all** conditions of `when` hold: see `RoutingRule`. */
const OwnRule = z.strictObject({
  when: z
    .strictObject({ type: TaskType.optional(), skills: Phrases, text: Phrases })
    .refine(
      (when) => Object.keys(when).length > 0,
      'a rule needs at least one condition: type, skills or text',
    ),
  priority: z.number().int().min(0).max(100).default(OWN_PRIORITY),
});

/** One agent: one JSON file. Unknown fields are errors, so that a misspelt one is not silently ignored. */
export const AgentConfiguration = z
  .strictObject({
    id: z
      .string()
      .regex(
        /^[a-z][a-z0-9_-]{0,63}$/,
        'must start with a letter and hold only a-z, 0-9, _ and -, at most 64',
      ),
    title: z.string().trim().min(1).max(80),
    description: z.string().trim().min(1).max(500),
    types: z
      .array(TaskType)
      .min(1)
      .transform((types) => [...new Set(types)]),
    skills: z.array(z.string().trim().min(1).max(60)).default([]),
    examples: z.array(z.string().trim().min(1).max(200)).max(20).default([]),
    rules: z.array(OwnRule).max(10).default([]),
    kind: z.enum(['model', 'tool']),
    /** The least model tier it works with; a harder task raises it. */
    tier: z.enum(['small', 'medium', 'large']).default('small'),
    prompt: z.string().trim().max(20_000).default(''),
    /** The only tools it may use. An agent of kind `tool` is that one tool. */
    tools: z.array(z.string().trim().min(1)).max(20).default([]),
    limits: AgentLimits.default(() => AgentLimits.parse({})),
    costTier: CostTier.default('medium'),
    priorSuccess: z.number().min(0).max(1).default(0.7),
    risk: Risk.default('low'),
    capacity: z.number().int().min(1).max(1_000).default(10),
    enabled: z.boolean().default(true),
    version: z.number().int().min(1).default(1),
  })
  .superRefine((agent, context) => {
    if (agent.kind === 'model' && agent.prompt === '') {
      context.addIssue({
        code: 'custom',
        path: ['prompt'],
        message: 'an agent of kind model needs a prompt',
      });
    }
    if (agent.kind === 'tool' && agent.tools.length !== 1) {
      const message = `an agent of kind tool names exactly one tool, not ${agent.tools.length}`;
      context.addIssue({ code: 'custom', path: ['tools'], message });
    }
  });
export type AgentConfiguration = z.infer<typeof AgentConfiguration>;

/** Why a file does not serve: `field` is a path such as `limits.timeoutMs`, or `(file)` for the file as a whole. */
export type Quarantined = { file: string; field: string; problem: string };

export type ParsedConfiguration =
  | { ok: true; configuration: AgentConfiguration }
  | { ok: false; problems: Quarantined[] };

/** Reads one agent file's text. Every problem is reported, each with file and field. */
export function parseConfiguration(file: string, text: string): ParsedConfiguration {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    const problem = `is not valid JSON: ${error instanceof Error ? error.message : String(error)}`;
    return { ok: false, problems: [{ file, field: '(file)', problem }] };
  }
  const parsed = AgentConfiguration.safeParse(json);
  if (parsed.success) return { ok: true, configuration: parsed.data };
  return { ok: false, problems: parsed.error.issues.flatMap((issue) => problemsOf(file, issue)) };
}

function problemsOf(file: string, issue: z.core.$ZodIssue): Quarantined[] {
  const path = issue.path.map(String);
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({ file, field: [...path, key].join('.'), problem: 'is no known field' }));
  }
  return [{ file, field: path.join('.') || '(file)', problem: issue.message }];
}
