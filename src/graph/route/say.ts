import type { RoutingRule } from './rules.ts';

/** Why a rule chose its agent: "Chosen by rule rule_answer: tasks of type answer go to knowledge." */
export function sayRule({ id, when, agent }: RoutingRule): string {
  const tasks = when.type === undefined ? 'tasks' : `tasks of type ${when.type}`;
  const also: string[] = [];
  if (when.skills !== undefined) also.push(`that need ${joined(when.skills)}`);
  if (when.text !== undefined) also.push(`that speak of ${joined(when.text)}`);
  return `Chosen by rule ${id}: ${[tasks, joined(also)].filter((part) => part !== '').join(' ')} go to ${agent}.`;
}

/** What is missing, in words: "a language model", "the tool fetch_page", "the key STRIPE". */
export function sayNeeds(needs: readonly string[]): string {
  return joined(
    needs.map((need) => {
      if (need === 'model') return 'a language model';
      const [kind, ...name] = need.split(':');
      return name.length === 0 ? need : `the ${kind} ${name.join(':')}`;
    }),
  );
}

/** 0.871 is "87 %". */
export function sayShare(share: number): string {
  return `${Math.round(100 * share)} %`;
}

function joined(parts: readonly string[]): string {
  if (parts.length < 2) return parts.join('');
  return `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)}`;
}
