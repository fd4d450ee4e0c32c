import { FlagdCore, MemoryStorage } from '@openfeature/flagd-core';
import { z } from 'zod';

/** A flagd definition of a boolean flag, as it lies in the `flags` table. */
export const FlagDefinition = z.object({
  state: z.enum(['ENABLED', 'DISABLED']),
  variants: z.record(z.string().min(1), z.boolean()),
  defaultVariant: z.string(),
  targeting: z.record(z.string(), z.unknown()).optional(),
  metadata: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).optional(),
});
export type FlagDefinition = z.infer<typeof FlagDefinition>;

export type JudgedDefinition =
  | { ok: true; definition: FlagDefinition }
  /** A sentence that says what is wrong, for whoever wrote it. */
  | { ok: false; problem: string };

const SILENT = { error() {}, warn() {}, info() {}, debug() {} };
// Interpreted: a definition out of a table is never compiled into code.
const INTERPRETED = { disableDynamicCodeGeneration: true };

/** A flagd core that says nothing and compiles nothing, with these definitions. Throws on an invalid set. */
export function flagdCore(definitions: ReadonlyMap<string, FlagDefinition>): FlagdCore {
  const storage = new MemoryStorage(SILENT, INTERPRETED);
  storage.setConfigurations(JSON.stringify({ flags: Object.fromEntries(definitions) }), true);
  return new FlagdCore(storage, SILENT, INTERPRETED);
}

/** Whether this may come into force: flagd's own schema, our variants, and targeting that evaluates. Pure. */
export function judgeDefinition(key: string, raw: unknown): JudgedDefinition {
  const parsed = FlagDefinition.safeParse(raw);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    return { ok: false, problem: `${issue?.path.join('.') || 'definition'}: ${issue?.message ?? 'invalid'}` };
  }
  const definition = parsed.data;
  const values = new Set(Object.values(definition.variants));
  if (!values.has(true) || !values.has(false)) {
    return { ok: false, problem: 'variants: one for true and one for false are needed' };
  }
  if (!(definition.defaultVariant in definition.variants)) {
    return { ok: false, problem: `defaultVariant: '${definition.defaultVariant}' is not among the variants` };
  }
  const order = fractionalProblem(definition.variants, definition.targeting);
  if (order !== null) return { ok: false, problem: order };
  try {
    const details = flagdCore(new Map([[key, definition]])).resolveBooleanEvaluation(key, false, {
      targetingKey: 'U0TRIAL',
    });
    if (details.reason === 'ERROR') return { ok: false, problem: `targeting: ${details.errorMessage ?? ''}` };
  } catch {
    return { ok: false, problem: 'targeting: not a rule that flagd knows' };
  }
  return { ok: true, definition };
}

/**
 * The share of users that gets the flag on, 0 to 100; null where a rule other than one `fractional` decides,
 * so that no number would be true of everybody.
 */
export function percentageOf(definition: FlagDefinition): number | null {
  const buckets = fractionalBuckets(definition);
  if (buckets === null) {
    if (definition.targeting !== undefined && Object.keys(definition.targeting).length > 0) return null;
    return definition.variants[definition.defaultVariant] ? 100 : 0;
  }
  let on = 0;
  let total = 0;
  for (const [variant, weight] of buckets) {
    total += weight;
    if (definition.variants[variant]) on += weight;
  }
  return total === 0 ? 0 : (100 * on) / total;
}

/** The same flag for everybody: variants and metadata are kept, targeting goes. */
export function switched(definition: FlagDefinition, enabled: boolean): FlagDefinition {
  const { targeting: _, ...rest } = definition;
  const variant = Object.entries(definition.variants).find(([, value]) => value === enabled)?.[0];
  return { ...rest, state: 'ENABLED', defaultVariant: variant ?? definition.defaultVariant };
}

const Bucket = z.union([z.tuple([z.string(), z.number().int().nonnegative()]), z.tuple([z.string()])]);

/** The buckets of one `fractional` rule; null where it is none. What precedes them, if anything, is the key. */
function bucketsOf(rule: unknown): [string, number][] | null {
  if (!Array.isArray(rule)) return null;
  const buckets = z
    .array(Bucket)
    .min(1)
    .safeParse(Array.isArray(rule[0]) ? rule : rule.slice(1));
  return buckets.success ? buckets.data.map(([variant, weight]) => [variant, weight ?? 1]) : null;
}

function fractionalBuckets({ targeting }: FlagDefinition): [string, number][] | null {
  return targeting !== undefined && Object.keys(targeting).length === 1
    ? bucketsOf(targeting.fractional)
    : null;
}

/**
 * flagd fills the hash range in the order of the buckets. Only with "on" first does a growing percentage keep
 * everybody who had it, from any percentage to any higher one. Checked wherever a `fractional` stands.
 */
function fractionalProblem(variants: FlagDefinition['variants'], rule: unknown): string | null {
  if (typeof rule !== 'object' || rule === null) return null;
  for (const [operator, operand] of Object.entries(rule)) {
    const problem =
      operator === 'fractional' && !Array.isArray(rule)
        ? bucketsProblem(variants, bucketsOf(operand))
        : fractionalProblem(variants, operand);
    if (problem !== null) return problem;
  }
  return null;
}

function bucketsProblem(
  variants: FlagDefinition['variants'],
  buckets: [string, number][] | null,
): string | null {
  if (buckets === null) return 'targeting: fractional takes [["on", 25], ["off", 75]]';
  const values = buckets.map(([variant]) => variants[variant]);
  if (values.includes(undefined)) return 'targeting: fractional names an unknown variant';
  const firstOff = values.indexOf(false);
  if (firstOff !== -1 && values.lastIndexOf(true) > firstOff) {
    return 'targeting: the on buckets must come first, so that a growing percentage drops nobody';
  }
  return null;
}
