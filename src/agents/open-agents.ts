import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { KnowledgeBase } from '#agents/knowledge/knowledge-base.ts';
import { ChatEndpoint } from '#agents/models/chat-endpoint.ts';
import { openModels } from '#agents/models/open-models.ts';
import { probeModels } from '#agents/models/probe-models.ts';
import { Catalog, type CatalogEntry } from '#agents/registry/catalog.ts';
import { LiveAgents, type RegistryStats } from '#agents/registry/live-agents.ts';
import { watchCatalog } from '#agents/registry/watch-catalog.ts';
import type { BreakerState } from '#agents/resilience/breaker.ts';
import { AgentBuilder } from '#agents/run/agent-builder.ts';
import type { LiveAgent } from '#agents/run/live-agent.ts';
import { Runner } from '#agents/run/runner.ts';
import { calculate } from '#agents/tools/calculate.ts';
import { searchKnowledge } from '#agents/tools/search-knowledge.ts';
import type { Ability } from '#agents/tools/small-talk.ts';
import { summarise } from '#agents/tools/summarise.ts';
import type { Tool } from '#agents/tools/tool.ts';
import type { AgentDirectory, AgentRunner, Models } from '#graph/ports.ts';
import { type AgentIndex, buildAgentIndex } from '#graph/route/agent-index.ts';
import { SHIPPED_RULES } from '#graph/route/rules.ts';
import type { Quarantined } from './agent-configuration.ts';
import type { AgentsSettings } from './agents-settings.ts';

/** The agents that ship. */
export const SHIPPED_CATALOG = fileURLToPath(new URL('./catalog', import.meta.url));

type Probe = { ok: boolean; detail: string };

/** Everything that the agents offer to the rest. Disposal stops the watching and releases all live agents. */
export interface Agents extends AsyncDisposable {
  readonly directory: AgentDirectory;
  readonly runner: AgentRunner;
  readonly models: Models;
  /** Files that do not serve, and why; a fact for operators, not an error. */
  quarantined(): readonly Quarantined[];
  /** Real probes. `models` is null where no model is configured. */
  probe(): Promise<{ models: Probe | null; agents: Probe }>;
  stats(): RegistryStats;
  breakers(): readonly { name: string; state: BreakerState }[];
}

/** Reads the catalog and gets everything ready; agents themselves are built on first use. */
export async function openAgents(settings: AgentsSettings): Promise<Agents> {
  const { now, random, log, model } = settings;
  const pollMs = settings.pollMs ?? 2_000;
  const endpoint = model === null ? null : new ChatEndpoint(model, { now, random, log });
  const knowledge =
    settings.knowledgeDir === null
      ? null
      : new KnowledgeBase(settings.knowledgeDir, { now, maxAgeMs: pollMs });
  const tools = toolbox(knowledge, () => abilitiesOf(catalog));
  const unavailable = new Set(knowledge === null ? ['search_knowledge'] : []);
  const builder = new AgentBuilder({ endpoint, tools, unavailable, clock: { now, random } });

  const catalog = new Catalog([SHIPPED_CATALOG, ...settings.catalogDirs], {
    needsOf: (configuration) => builder.needsOf(configuration),
    onChange: ({ entries, quarantined, version }) => {
      const current = new Set([...entries.values()].map(keyOf));
      live.retain((key) => current.has(key));
      log.info({ agents: entries.size, version }, 'agents loaded');
      for (const problem of quarantined) log.warn(problem, 'agent file quarantined');
    },
  });
  const live = new LiveAgents<CatalogEntry, LiveAgent>({
    ...settings.cache,
    keyOf,
    build: async (entry) => builder.build(await catalog.read(entry)),
    now,
    onDisposeError: (error) => log.error({ err: error }, 'an agent could not be released'),
  });
  await catalog.refresh();
  const watch = watchCatalog(catalog, { pollMs, log });
  const runner = new Runner({
    find: (id) => catalog.snapshot.entries.get(id),
    acquire: (entry) => live.acquire(entry),
    modelBreaker: endpoint?.breaker ?? null,
    now,
    log,
  });

  return {
    directory: directoryOf(catalog),
    runner,
    models: openModels(endpoint),
    quarantined: () => catalog.snapshot.quarantined,
    async probe() {
      const agents = await probeAgents(catalog, knowledge);
      return {
        agents,
        models: model === null || endpoint === null ? null : await probeModels(model, endpoint),
      };
    },
    stats: () => live.stats(),
    breakers: () => [
      ...(endpoint === null ? [] : [{ name: 'model', state: endpoint.breaker.state }]),
      ...runner.breakers(),
    ],
    async [Symbol.asyncDispose]() {
      await watch[Symbol.asyncDispose]();
      await live[Symbol.asyncDispose]();
    },
  };
}

/** A changed file is another agent to the cache: those who work with the old one finish with it. */
function keyOf(entry: CatalogEntry): string {
  return `${entry.card.id} ${entry.file} ${entry.stamp}`;
}

function toolbox(knowledge: KnowledgeBase | null, abilities: () => Ability[]): ReadonlyMap<string, Tool> {
  const tools = [
    calculate(),
    summarise(knowledge),
    ...(knowledge === null ? [] : [searchKnowledge(knowledge, abilities)]),
  ];
  return new Map(tools.map((tool) => [tool.name, tool]));
}

/** Agents that can work in this deployment, beside the one that answers from the handbook; tools come first. */
function abilitiesOf(catalog: Catalog): Ability[] {
  return [...catalog.snapshot.entries.values()]
    .map(({ card }) => card)
    .filter(({ id, enabled, needs }) => enabled && needs.length === 0 && id !== 'knowledge')
    .sort((a, b) => Number(b.kind === 'tool') - Number(a.kind === 'tool'))
    .map(({ title, description }) => ({ title, description }));
}

function directoryOf(catalog: Catalog): AgentDirectory {
  let built: { version: number; index: AgentIndex } | null = null;
  return {
    index() {
      const { version, entries } = catalog.snapshot;
      if (built?.version === version) return built.index;
      const cards = [...entries.values()].map((entry) => entry.card);
      built = { version, index: buildAgentIndex(cards, { rules: SHIPPED_RULES }) };
      return built.index;
    },
  };
}

/** Really looks: at the folders, and at what the handbook holds. A quarantined file is named; the others serve. */
async function probeAgents(catalog: Catalog, knowledge: KnowledgeBase | null): Promise<Probe> {
  await catalog.refresh();
  const { entries, quarantined } = catalog.snapshot;
  const broken = [...new Set(quarantined.map((problem) => basename(problem.file)))];
  const parts = [`${entries.size} agents`];
  let readable = true;
  if (broken.length > 0) parts.push(`${broken.length} quarantined (${broken.slice(0, 5).join(', ')})`);
  try {
    if (knowledge !== null) parts.push(`${await knowledge.size()} handbook sections`);
  } catch (error) {
    readable = false;
    const code = error instanceof Error && 'code' in error ? ` (${String(error.code)})` : '';
    parts.push(`the handbook folder cannot be read${code}`);
  }
  return { ok: entries.size > 0 && readable, detail: parts.join(', ') };
}
