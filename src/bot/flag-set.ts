import type { FlagdCore } from '@openfeature/flagd-core';
import {
  OpenFeature,
  type Provider,
  type ResolutionDetails,
  TypeMismatchError,
} from '@openfeature/server-sdk';
import { type FlagName, SAFE_FLAGS } from '#graph/flags.ts';
import { type FlagDefinition, flagdCore, judgeDefinition } from './flag-definition.ts';

export const FLAG_NAMES = Object.keys(SAFE_FLAGS) as FlagName[];

/**
 * The definitions in force, evaluated in process by flagd's core. State: the last good definition of every flag;
 * an invalid one never enters, it only leaves its problem behind. Flags that nothing reads are passed over.
 */
export class FlagSet implements Provider {
  readonly metadata = { name: 'genesis-flags' } as const;
  readonly runsOn = 'server';
  #good = new Map<string, FlagDefinition>();
  #problems = new Map<string, string>();
  #core: FlagdCore = flagdCore(new Map());

  /** True when anything that is in force changed. A flag whose row is gone falls back to its safe value. */
  install(rows: Iterable<{ key: string; definition: unknown }>): boolean {
    const good = new Map<string, FlagDefinition>();
    const problems = new Map<string, string>();
    for (const { key, definition } of rows) {
      if (!(key in SAFE_FLAGS)) continue;
      const judged = judgeDefinition(key, definition);
      const kept = judged.ok ? judged.definition : this.#good.get(key);
      if (!judged.ok) problems.set(key, judged.problem);
      if (kept !== undefined) good.set(key, kept);
    }
    const changed = JSON.stringify([...good]) !== JSON.stringify([...this.#good]);
    this.#problems = problems;
    if (changed) {
      this.#core = flagdCore(good);
      this.#good = good;
    }
    return changed;
  }

  problem(key: FlagName): string | null {
    return this.#problems.get(key) ?? null;
  }

  definition(key: FlagName): FlagDefinition | undefined {
    return this.#good.get(key);
  }

  /** Synchronous, for the hot path: the same evaluation as OpenFeature's asynchronous one. */
  enabled(flag: FlagName, user: string): boolean {
    return this.#resolve(flag, SAFE_FLAGS[flag], user).value;
  }

  #resolve(flag: string, safe: boolean, user: unknown): ResolutionDetails<boolean> {
    const key = typeof user === 'string' ? user : '';
    // Without a key no rule can be sticky. A definition without rules needs none: the emergency stop holds for all.
    if (key === '' && this.#good.get(flag)?.targeting !== undefined) {
      return { value: safe, reason: 'DEFAULT' };
    }
    return this.#core.resolveBooleanEvaluation(flag, safe, { targetingKey: key });
  }

  resolveBooleanEvaluation(
    flag: string,
    safe: boolean,
    context: { targetingKey?: string },
  ): Promise<ResolutionDetails<boolean>> {
    return Promise.resolve(this.#resolve(flag, safe, context.targetingKey));
  }

  resolveStringEvaluation(): Promise<never> {
    return Promise.reject(new TypeMismatchError('every flag is boolean'));
  }

  resolveNumberEvaluation(): Promise<never> {
    return Promise.reject(new TypeMismatchError('every flag is boolean'));
  }

  resolveObjectEvaluation(): Promise<never> {
    return Promise.reject(new TypeMismatchError('every flag is boolean'));
  }
}

/** What one user gets of one flag through OpenFeature, with its reason; never rejects. */
export async function explainFlag(
  set: FlagSet,
  flag: FlagName,
  user: string,
): Promise<{ enabled: boolean; variant: string | null; reason: string }> {
  await OpenFeature.setProviderAndWait('genesis', set);
  const details = await OpenFeature.getClient('genesis').getBooleanDetails(flag, SAFE_FLAGS[flag], {
    targetingKey: user,
  });
  return {
    enabled: details.value,
    variant: details.variant ?? null,
    reason: details.reason ?? 'UNKNOWN',
  };
}
