import type { AgentCard } from '#graph/agent-card.ts';
import { workOf } from '#graph/plan/instruction.ts';
import { workWords } from '#graph/plan/work-words.ts';
import type { Task } from '#graph/task.ts';
import { contentWords } from '#graph/text/content-words.ts';
import type { AgentHit, AgentIndex } from './agent-index.ts';

/** What each kind of evidence can contribute when it is perfect; they add up like independent witnesses. */
const EVIDENCE = { type: 0.45, skills: 0.35, text: 0.9 } as const;
/** What is taken off the expected success, at most. */
const PENALTY = { cost: 0.1, load: 0.3, latency: 0.05 } as const;
/** Relative price of a run on each tier. */
export const TIER_COST = { cheap: 0.2, medium: 0.5, expensive: 0.9 } as const;
/** Relative time of each kind before anything is learned: a tool answers in-process, a model over the network. */
const KIND_LATENCY = { tool: 0, mcp: 0.5, model: 1 } as const;

/** Candidates by text and by type: a decision costs the same among a thousand agents of one type as among fifty. */
const MOST_BY_TEXT = 10;
const MOST_BY_TYPE = 50;
/** In characters. */
const LONG_INSTRUCTION = 240;

export type Capability = {
  agent: AgentCard;
  /** 0 to 1. */
  score: number;
  /** Relevance × expected success, 0 to 1: what the floor is held against. Being busy or dear is no doubt. */
  confidence: number;
  parts: { relevance: number; success: number; cost: number; load: number; latency: number };
  hit: AgentHit | undefined;
};

/** Every enabled agent with some evidence for the task, best first; equals by id. */
export function rankByCapability(
  task: Task,
  index: AgentIndex,
  load: (agentId: string) => number,
): Capability[] {
  const hits = index.searchWords(queryOf(task), MOST_BY_TEXT);
  const found = new Set<AgentCard>();
  const ranked: Capability[] = [];
  for (const hit of hits) {
    found.add(hit.agent);
    ranked.push(capabilityOf(task, hit.agent, hit, load(hit.agent.id)));
  }
  const able = index.withType(task.type);
  for (let at = 0; at < Math.min(able.length, MOST_BY_TYPE); at++) {
    const agent = able[at];
    if (agent === undefined || found.has(agent)) continue;
    ranked.push(capabilityOf(task, agent, undefined, load(agent.id)));
  }
  return ranked.sort((a, b) => b.score - a.score || (a.agent.id < b.agent.id ? -1 : 1));
}

/** A long instruction speaks of much beside its task: then the title and the skills say better which agent is meant. */
function queryOf(task: Task): readonly string[] {
  if (workOf(task.instruction).length <= LONG_INSTRUCTION) return workWords(task);
  return contentWords(`${task.title} ${task.skills.join(' ')}`);
}

/** The score of one agent for one task: relevance × expected success, less cost, load and latency. */
export function capabilityOf(
  task: Task,
  agent: AgentCard,
  hit: AgentHit | undefined,
  inFlight: number,
): Capability {
  const byType = agent.types.includes(task.type);
  const text = hit?.relevance ?? 0;
  const skillShare = task.skills.length === 0 ? 0 : sharedSkills(task, agent).length / task.skills.length;
  const doubt =
    (1 - (byType ? EVIDENCE.type : 0)) * (1 - EVIDENCE.skills * skillShare) * (1 - EVIDENCE.text * text);
  const parts = {
    relevance: round(1 - doubt),
    success: agent.priorSuccess,
    cost: round(PENALTY.cost * TIER_COST[agent.costTier]),
    // Half of it at capacity and ever more beyond, so that a crowd of tasks keeps spreading.
    load: round((PENALTY.load * inFlight) / (inFlight + agent.capacity)),
    latency: round(PENALTY.latency * KIND_LATENCY[agent.kind]),
  };
  const confidence = parts.relevance * parts.success;
  const score = Math.max(0, confidence - parts.cost - parts.load - parts.latency);
  return { agent, hit, score: round(score), confidence: round(confidence), parts };
}

/** What speaks for the agent, in words. */
export function evidenceFor(task: Task, { agent, hit, parts }: Capability): string {
  const reasons: string[] = [];
  const skills = sharedSkills(task, agent);
  if (agent.types.includes(task.type)) reasons.push(`does ${task.type}`);
  if (skills.length > 0) reasons.push(`has the skills ${skills.join(', ')}`);
  const shared = hit === undefined ? [] : sharedWords(queryOf(task), agent);
  if (hit !== undefined && shared.length > 0) {
    reasons.push(
      `speaks of ${shared.slice(0, 5).join(', ')} (${percent(hit.relevance)} of what the task says)`,
    );
  }
  if (parts.load >= PENALTY.load / 2) reasons.push(`is at its capacity of ${agent.capacity}`);
  return `${agent.title} ${reasons.join('; ')}.`;
}

/** The stems of a query that stand somewhere in an agent's card, in the query's order. */
function sharedWords(query: readonly string[], agent: AgentCard): string[] {
  const { examples, skills, types, title, description } = agent;
  const known = new Set(contentWords([...examples, ...skills, ...types, title, description].join('\n')));
  return [...new Set(query)].filter((word) => known.has(word));
}

/** The task's skills that the agent has, however they are written ("API design", "api_design"). */
export function sharedSkills(task: Task, agent: AgentCard): string[] {
  return task.skills.filter((skill) => agent.skills.some((own) => own === skill || sameSkill(own, skill)));
}

/** Letter by letter, as this is asked of every skill of every candidate, and nearly all differ in the first. */
function sameSkill(a: string, b: string): boolean {
  if (a.length !== b.length) return false;
  for (let at = 0; at < a.length; at++)
    if (folded(a.charCodeAt(at)) !== folded(b.charCodeAt(at))) return false;
  return true;
}

/** ASCII capitals as small letters; blank, hyphen and underscore as one. */
function folded(code: number): number {
  if (code >= 65 && code <= 90) return code + 32;
  return code === 45 || code === 95 ? 32 : code;
}

function percent(share: number): string {
  return `${Math.round(100 * share)} %`;
}

/** Four digits: enough to compare, and equal for equal inputs on every machine. */
function round(value: number): number {
  return Math.round(value * 10_000) / 10_000;
}
