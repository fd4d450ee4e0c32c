import type { Task } from '#graph/task.ts';
import { stem } from '#graph/text/stem.ts';
import { words } from '#graph/text/words.ts';
import type { RoutingRule } from './rules.ts';

/** The rules whose every condition holds for the task, in the order given. */
export function* matchRules(task: Task, rules: readonly RoutingRule[]): Generator<RoutingRule> {
  let stems: ReadonlySet<string> | undefined;
  const text = () => {
    stems ??= new Set(words(`${task.title}\n${task.instruction}`).map(stem));
    return stems;
  };
  for (const rule of rules) {
    const { type, skills, text: wanted } = rule.when;
    if (type !== undefined && type !== task.type) continue;
    if (skills !== undefined && !skills.every((skill) => task.skills.includes(skill))) continue;
    if (
      wanted !== undefined &&
      !wanted.every((phrase) => words(phrase).every((word) => text().has(stem(word))))
    ) {
      continue;
    }
    yield rule;
  }
}
