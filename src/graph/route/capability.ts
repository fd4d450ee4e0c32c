import type { AgentCard } from '#graph/agent-card.ts';
import type { Task } from '#graph/task.ts';
import { contentWords } from '#graph/text/content-words.ts';
import type { AgentHit, AgentIndex } from './agent-index.ts';

/** What each kind of evidence can contribute when it is perfect; they add up like independent witnesses. */
const EVIDENCE = { type: 0.45, skills: 0.35, text: 0.9 } as const;
/** What is taken off the expected success, at most. */
const PENALTY = { cost: 0.1, load: 0.15, latency: 0.05 } as const;
/** Relative price of a run on each tier. */
export const TIER_COST = { cheap: 0.2, medium: 0.5, expensive: 0.9 } as const;
/** Relative time of each kind before anything is learned: a tool answers in-process, a model over the network. */
const KIND_LATENCY = { tool: 0, mcp: 0.5, model: 1 } as const;

export type Capability = {
  agent: AgentCard;
  /** 0 to 1. */
  score: number;
  parts: { relevance: number; success: number; cost: number; load: number; latency: number };
  reasons: string[];
};

/** Every enabled agent with some evidence for the task, best first; equals by id. */
export function rankByCapability(
  task: Task,
  index: AgentIndex,
  load: (agentId: string) => number,
): Capability[] {
  const hits = new Map<string, AgentHit>();
  for (const hit of index.search(`${task.title}\n${task.instruction}`, 12)) hits.set(hit.agent.id, hit);
  const candidates = new Map<string, AgentCard>();
  for (const hit of hits.values()) candidates.set(hit.agent.id, hit.agent);
  for (const agent of index.withType(task.type)) if (agent.enabled) candidates.set(agent.id, agent);
  return [...candidates.values()]
    .map((agent) => capabilityOf(task, agent, hits.get(agent.id), load(agent.id)))
    .sort((a, b) => b.score - a.score || (a.agent.id < b.agent.id ? -1 : 1));
}

/** The score of one agent for one task: relevance × expected success, less cost, load and latency. */
export function capabilityOf(
  task: Task,
  agent: AgentCard,
  hit: AgentHit | undefined,
  inFlight: number,
): Capability {
  const byType = agent.types.includes(task.type);
  const skills = sharedSkills(task, agent);
  const text = hit?.relevance ?? 0;
  const skillShare = task.skills.length === 0 ? 0 : skills.length / task.skills.length;
  const doubt =
    (1 - (byType ? EVIDENCE.type : 0)) * (1 - EVIDENCE.skills * skillShare) * (1 - EVIDENCE.text * text);
  const parts = {
    relevance: round(1 - doubt),
    success: agent.priorSuccess,
    cost: round(PENALTY.cost * TIER_COST[agent.costTier]),
    load: round(PENALTY.load * Math.min(1, inFlight / agent.capacity)),
    latency: round(PENALTY.latency * KIND_LATENCY[agent.kind]),
  };
  const score = parts.relevance * parts.success - parts.cost - parts.load - parts.latency;
  const reasons: string[] = [];
  if (byType) reasons.push(`does ${task.type}`);
  if (skills.length > 0) reasons.push(`has the skills ${skills.join(', ')}`);
  if (hit !== undefined && hit.matched.length > 0) {
    reasons.push(
      `its card speaks of ${hit.matched.slice(0, 5).join(', ')} (${percent(text)} of the task's words)`,
    );
  }
  if (inFlight >= agent.capacity) reasons.push(`is at its capacity of ${agent.capacity}`);
  return { agent, score: round(Math.max(0, Math.min(1, score))), parts, reasons };
}

/** The task's skills that the agent has, whatever their inflection. */
export function sharedSkills(task: Task, agent: AgentCard): string[] {
  if (task.skills.length === 0) return [];
  const own = new Set(agent.skills.map(skillKey));
  return task.skills.filter((skill) => own.has(skillKey(skill)));
}

function skillKey(skill: string): string {
  return contentWords(skill).join(' ');
}

function percent(share: number): string {
  return `${Math.round(100 * share)} %`;
}

/** Four digits: enough to compare, and equal for equal inputs on every machine. */
function round(value: number): number {
  return Math.round(value * 10_000) / 10_000;
}
