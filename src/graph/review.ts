import { z } from 'zod';

export const Stage = z.enum(['pre_validation', 'fast', 'core', 'deep', 'post', 'validation']);
export type Stage = z.infer<typeof Stage>;

export const Policy = z.enum(['always', 'on_violation', 'on_high_risk', 'on_uncertainty', 'conditional']);
export type Policy = z.infer<typeof Policy>;

/** One correction of the judged text, applied by the reviser where no model can rewrite it. */
export const Edit = z.object({ find: z.string(), replace: z.string() });
export type Edit = z.infer<typeof Edit>;

/** What a critic found. A critic's raw return value is parsed with this; one that does not parse is a failure. */
export const Finding = z.object({
  verdict: z.enum(['pass', 'revise', 'block', 'abstain']),
  /** 0 to 1; 0 when it passes. */
  severity: z.number().min(0).max(1),
  /** 0 to 1: how unsure the critic is of its own verdict. */
  uncertainty: z.number().min(0).max(1),
  /** What to change, for the reviser; never quotes a secret. */
  notes: z.array(z.string()),
  /** A safe version of the judged text, where the critic can make one (secrets masked, mentions defused). */
  replacement: z.string().optional(),
  /** Corrections that need no model: `find` stands in the judged text; empty `find` appends, empty `replace` removes. */
  edits: z.array(Edit).optional(),
});
export type Finding = z.infer<typeof Finding>;

/** One row per configured critic and review, whether it ran or not. */
export const CriticRecord = z.object({
  name: z.string(),
  stage: Stage,
  policy: Policy,
  status: z.enum(['ran', 'gated', 'failed']),
  /** Machine-readable reason for running or not, such as `policy:on_violation:none`. */
  gate: z.string(),
  verdict: Finding.shape.verdict.optional(),
  severity: z.number().optional(),
  uncertainty: z.number().optional(),
  notes: z.array(z.string()),
  attempts: z.number().int().nonnegative(),
  timedOut: z.boolean(),
  ms: z.number().nonnegative(),
});
export type CriticRecord = z.infer<typeof CriticRecord>;

/** The judgement of one review round over one draft. */
export const Review = z.object({
  verdict: z.enum(['pass', 'revise', 'block']),
  /** The critic whose rule blocked, when it did. */
  blockedBy: z.string().optional(),
  severity: z.number().min(0).max(1),
  notes: z.array(z.string()),
  records: z.array(CriticRecord),
  /** The draft after the critics' own replacements. */
  text: z.string(),
  /** The critics' corrections, in the order of stages and priorities. */
  edits: z.array(Edit).optional(),
});
export type Review = z.infer<typeof Review>;
