import type { AgentCard } from '#graph/agent-card.ts';
import { stem } from '#graph/text/stem.ts';
import { words } from '#graph/text/words.ts';
import type { AgentIndex } from './agent-index.ts';

/** Words that name an agent as such and not which one: "the security team" is `security_agent`. */
const ROLE_WORDS: ReadonlySet<string> = new Set(
  'the our a an agent bot team specialist expert people person folks guys assistant @'.split(' '),
);

/**
 * The agent that a person means: by id ("qa_agent"), by id without its role word ("qa", "the QA team"), or by title
 * ("Security specialist"). Undefined where nobody, or more than one, is meant.
 */
export function resolveAgent(name: string, index: AgentIndex): AgentCard | undefined {
  const exact = index.get(name) ?? index.get(name.toLowerCase());
  if (exact !== undefined) return exact;
  const key = nameKey(name);
  if (key === '') return undefined;
  const id = key.replaceAll(' ', '_');
  const direct = index.get(id) ?? index.get(`${id}_agent`) ?? index.get(`${key.replaceAll(' ', '-')}-agent`);
  if (direct !== undefined) return direct;
  const named = index.all().filter((agent) => nameKey(agent.id) === key || nameKey(agent.title) === key);
  return named.length === 1 ? named[0] : undefined;
}

/** Agents whose id or title is spelt most like the name, best first. */
export function nearestAgents(name: string, index: AgentIndex, limit: number): AgentCard[] {
  const wanted = bigrams(nameKey(name));
  return index
    .all()
    .filter((agent) => agent.enabled)
    .map((agent) => ({
      agent,
      likeness: Math.max(
        dice(wanted, bigrams(nameKey(agent.id))),
        dice(wanted, bigrams(nameKey(agent.title))),
      ),
    }))
    .filter((entry) => entry.likeness > 0.2)
    .sort((a, b) => b.likeness - a.likeness || (a.agent.id < b.agent.id ? -1 : 1))
    .slice(0, limit)
    .map((entry) => entry.agent);
}

function nameKey(name: string): string {
  return words(name.replaceAll('_', ' '))
    .filter((word) => !ROLE_WORDS.has(word))
    .map(stem)
    .join(' ');
}

function bigrams(text: string): Set<string> {
  const pairs = new Set<string>();
  for (let at = 0; at + 1 < text.length; at++) pairs.add(text.slice(at, at + 2));
  return pairs;
}

function dice(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  let shared = 0;
  for (const pair of a) if (b.has(pair)) shared++;
  return a.size + b.size === 0 ? 0 : (2 * shared) / (a.size + b.size);
}
