import { z } from 'zod';
import { DEFAULT_SETTINGS, type Settings } from '#graph/settings.ts';
import { Risk } from '#graph/task.ts';
import { isTaskType } from '#graph/vocabulary.ts';

const Id = z.string().regex(/^[a-z0-9][a-z0-9_-]{0,31}$/);

const PlaybookPhase = z.strictObject({
  id: Id,
  title: z.string().min(1).max(120),
  /** May contain `{request}`, `{subject}` and `{details}`; see `expand-playbook.ts`. */
  instruction: z.string().min(1).max(4_000),
  type: z.string().refine(isTaskType, 'not a word of the vocabulary'),
  skills: z.array(z.string().min(1)).default([]),
  dependsOn: z.array(Id).default([]),
  risk: Risk.default('low'),
  checklist: z.array(z.string().min(1)).min(1),
  acceptance: z.array(z.string().min(1)).min(1),
});

/**
 * A known job, as ordered phases. It applies where a clause's verb is one of `match.verbs` and the thing that the verb
 * acts on ends in one of `match.objects`: "build a REST API" is the job, "write a post about our API" is not.
 */
export const Playbook = z
  .strictObject({
    id: Id,
    title: z.string().min(1),
    description: z.string().min(1),
    version: z.number().int().positive(),
    match: z.strictObject({
      verbs: z.array(z.string().min(1)).min(1),
      objects: z.array(z.string().min(1)).min(1),
    }),
    /** Requests that must match it, in people's own words; checked by a test for those that ship. */
    examples: z.array(z.string().min(1)).min(1),
    /** How many there may be is a setting of the deployment: see `parsePlaybook`. */
    phases: z.array(PlaybookPhase).min(1),
  })
  .superRefine((playbook, context) => {
    const earlier = new Set<string>();
    for (const [at, phase] of playbook.phases.entries()) {
      for (const id of phase.dependsOn) {
        if (earlier.has(id)) continue;
        context.addIssue({
          code: 'custom',
          path: ['phases', at, 'dependsOn'],
          message: `"${id}" is not an earlier phase`,
        });
      }
      if (earlier.has(phase.id)) {
        context.addIssue({
          code: 'custom',
          path: ['phases', at, 'id'],
          message: `"${phase.id}" is used twice`,
        });
      }
      earlier.add(phase.id);
    }
  });
export type Playbook = z.infer<typeof Playbook>;

export type PlaybookProblem = { file: string; field: string; problem: string };

/** How many tasks a refinement may have. */
export type RefinementLimits = Pick<Settings['plan'], 'minChildren' | 'maxChildren'>;

/**
 * Parses one playbook's JSON value; the problems name the file and the field. A playbook refines a clause into its
 * phases, so their number is held against the limits of a refinement.
 */
export function parsePlaybook(
  json: unknown,
  file: string,
  { minChildren, maxChildren }: RefinementLimits = DEFAULT_SETTINGS.plan,
): { ok: true; playbook: Playbook } | { ok: false; problems: PlaybookProblem[] } {
  const parsed = Playbook.safeParse(json);
  if (parsed.success) {
    const count = parsed.data.phases.length;
    if (count >= minChildren && count <= maxChildren) return { ok: true, playbook: parsed.data };
    const problem = `has ${count} phases; a job is refined into ${minChildren} to ${maxChildren}`;
    return { ok: false, problems: [{ file, field: 'phases', problem }] };
  }
  return {
    ok: false,
    problems: parsed.error.issues.map((issue) => ({
      file,
      field: issue.path.join('.') || '(whole file)',
      problem: issue.message,
    })),
  };
}
