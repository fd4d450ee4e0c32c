import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { openAgents } from '#agents/open-agents.ts';
import { planHeuristically } from '#graph/plan/plan-heuristically.ts';
import type { Playbook } from '#graph/plan/playbook.ts';
import { readPlaybooks, SHIPPED_PLAYBOOKS_DIR } from '#graph/plan/read-playbooks.ts';
import type { AgentIndex } from '#graph/route/agent-index.ts';
import { route } from '#graph/route/route.ts';
import type { RoutingDecision } from '#graph/routing.ts';
import { DEFAULT_SETTINGS } from '#graph/settings.ts';
import type { TaskGraph } from '#graph/task.ts';
import { validate } from '#graph/validate/validate.ts';
import type { Validation } from '#graph/validation.ts';

type Decided = { graph: TaskGraph; routing: RoutingDecision[]; validation: Validation };

/** Plans, routes and validates without a model, over the shipped agents and playbooks. */
export type Decide = (text: string) => Decided;

export async function readRequests(): Promise<string[]> {
  return z.array(z.string()).parse(await readData('requests.json'));
}

export async function readData(name: string): Promise<unknown> {
  return JSON.parse(await readFile(fileURLToPath(new URL(name, import.meta.url)), 'utf8'));
}

/** The shipped catalog's agents, as they are without a model. */
export async function shippedIndex(): Promise<AgentIndex> {
  const silent = () => {};
  await using agents = await openAgents({
    catalogDirs: [],
    knowledgeDir: fileURLToPath(new URL('../docs/handbook', import.meta.url)),
    model: null,
    cache: { max: 50, idleMs: 3_600_000 },
    now: Date.now,
    random: Math.random,
    log: { debug: silent, info: silent, warn: silent, error: silent },
  });
  return agents.directory.index();
}

export async function shippedPlaybooks(): Promise<Playbook[]> {
  const { playbooks, problems } = await readPlaybooks([SHIPPED_PLAYBOOKS_DIR]);
  if (problems.length > 0) throw new Error(`a shipped playbook is broken: ${JSON.stringify(problems)}`);
  return playbooks;
}

export function decider(index: AgentIndex, playbooks: readonly Playbook[]): Decide {
  const settings = DEFAULT_SETTINGS;
  const healthy = () => false;
  return (text) => {
    const graph = planHeuristically({
      text,
      history: [],
      attachments: [],
      index,
      playbooks,
      settings: settings.plan,
    });
    const routing = route(graph, index, {
      load: () => 0,
      broken: healthy,
      modelAvailable: false,
      settings: settings.route,
    });
    const affordable = { estimateMicroUsd: 0, leftMicroUsd: null };
    return {
      graph,
      routing,
      validation: validate(graph, routing, index, { broken: healthy, affordable, settings }),
    };
  };
}
