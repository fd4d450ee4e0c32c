import type { Policy, Stage } from '#graph/review.ts';
import { classify, STAGES } from './classify.ts';
import type { Critic } from './critic.ts';

/** A critic with everything decided that its configuration or its name decides. */
export type Seat = {
  readonly critic: Critic;
  readonly name: string;
  readonly stage: Stage;
  /** The one that is recorded. */
  readonly policy: Policy;
  readonly policies: readonly Policy[];
  readonly priority: number;
  readonly safety: boolean;
  readonly dependsOn: readonly string[];
};

/** Seats by stage, each stage in the order in which its critics start. */
export type CriticSet = { readonly stages: readonly { stage: Stage; seats: readonly Seat[] }[] };

/** A set of critics that cannot work: found when it is built, not in the middle of a review. */
class CriticSetError extends Error {
  override readonly name = 'CriticSetError';
}

/** Arranges critics into stages. Throws {@link CriticSetError} that names every problem at once. */
export function buildCriticSet(critics: readonly Critic[]): CriticSet {
  const seats = critics.map(seat);
  const problems = findProblems(seats);
  if (problems.length > 0) throw new CriticSetError(problems.join('; '));
  return {
    stages: STAGES.map((stage) => ({
      stage,
      // Array.prototype.sort is stable: equal priorities keep the order of the configuration.
      seats: seats.filter((each) => each.stage === stage).sort((a, b) => a.priority - b.priority),
    })).filter(({ seats: inStage }) => inStage.length > 0),
  };
}

function seat(critic: Critic): Seat {
  const byName = classify(critic.name);
  const policies = critic.policy === undefined ? byName.policies : [critic.policy];
  return {
    critic,
    name: critic.name,
    stage: critic.stage ?? byName.stage,
    policy: policies[0] ?? 'always',
    policies,
    priority: critic.priority ?? byName.priority,
    safety: critic.safety ?? byName.safety,
    dependsOn: critic.dependsOn ?? [],
  };
}

function findProblems(seats: readonly Seat[]): string[] {
  const problems: string[] = [];
  const byName = new Map<string, Seat>();
  for (const each of seats) {
    if (byName.has(each.name)) problems.push(`critic ${each.name} is configured twice`);
    byName.set(each.name, each);
    if (!Number.isInteger(each.priority) || each.priority < 1 || each.priority > 10)
      problems.push(`critic ${each.name} has priority ${each.priority}; it must be a whole number, 1 to 10`);
    if (each.policies.includes('conditional') && each.critic.when === undefined)
      problems.push(`critic ${each.name} is conditional but has no predicate`);
  }
  for (const each of seats) {
    for (const name of each.dependsOn) {
      const dependency = byName.get(name);
      if (dependency === undefined)
        problems.push(`critic ${each.name} depends on ${name}, which does not exist`);
      else if (STAGES.indexOf(dependency.stage) > STAGES.indexOf(each.stage))
        problems.push(
          `critic ${each.name} (${each.stage}) depends on ${name} of the later stage ${dependency.stage}`,
        );
    }
  }
  const cycle = findCycle(byName);
  if (cycle !== null) problems.push(`critics depend on each other in a circle: ${cycle.join(' → ')}`);
  return problems;
}

function findCycle(byName: ReadonlyMap<string, Seat>): string[] | null {
  const done = new Set<string>();
  const visit = (name: string, path: readonly string[]): string[] | null => {
    if (path.includes(name)) return [...path.slice(path.indexOf(name)), name];
    if (done.has(name)) return null;
    for (const next of byName.get(name)?.dependsOn ?? []) {
      const cycle = visit(next, [...path, name]);
      if (cycle !== null) return cycle;
    }
    done.add(name);
    return null;
  };
  for (const name of byName.keys()) {
    const cycle = visit(name, []);
    if (cycle !== null) return cycle;
  }
  return null;
}
