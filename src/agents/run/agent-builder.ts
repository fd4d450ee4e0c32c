import type { AgentConfiguration } from '#agents/agent-configuration.ts';
import type { ChatEndpoint } from '#agents/models/chat-endpoint.ts';
import type { Live } from '#agents/registry/live-agents.ts';
import type { Tool } from '#agents/tools/tool.ts';
import type { LiveAgent } from './live-agent.ts';
import { buildModelAgent } from './model-agent.ts';
import { buildToolAgent } from './tool-agent.ts';
import type { Clock } from './use-tool.ts';

/** Builds agents from their configurations, with what this deployment has. */
export class AgentBuilder {
  readonly #endpoint: ChatEndpoint | null;
  readonly #tools: ReadonlyMap<string, Tool>;
  readonly #unavailable: ReadonlySet<string>;
  readonly #clock: Clock;

  /** `unavailable`: tools that exist, but that this deployment gave nothing to work on. */
  constructor(deps: {
    endpoint: ChatEndpoint | null;
    tools: ReadonlyMap<string, Tool>;
    unavailable: ReadonlySet<string>;
    clock: Clock;
  }) {
    this.#endpoint = deps.endpoint;
    this.#tools = deps.tools;
    this.#unavailable = deps.unavailable;
    this.#clock = deps.clock;
  }

  /**
   * What this deployment lacks for the agent to run. A model agent can do without a tool that is merely unavailable
   * here (no handbook), not without one that nobody ever heard of.
   */
  needsOf(configuration: AgentConfiguration): string[] {
    const isModel = configuration.kind === 'model';
    const missing = configuration.tools
      .filter((name) => !this.#tools.has(name) && !(isModel && this.#unavailable.has(name)))
      .map((name) => `tool:${name}`);
    return isModel && this.#endpoint === null ? ['model', ...missing] : missing;
  }

  build(configuration: AgentConfiguration): Live<LiveAgent> {
    return Object.assign(this.#agent(configuration), {
      // Nothing to release yet: tools and endpoint belong to the deployment, not to the agent.
      [Symbol.asyncDispose]: async (): Promise<void> => undefined,
    });
  }

  #agent(configuration: AgentConfiguration): LiveAgent {
    const tools = this.#toolsOf(configuration);
    if (configuration.kind === 'model') {
      if (this.#endpoint === null)
        throw new Error(`${configuration.id} needs a model, and none is configured`);
      return buildModelAgent(configuration, { endpoint: this.#endpoint, tools, clock: this.#clock });
    }
    const tool = [...tools.values()][0];
    if (tool === undefined) throw new Error(`${configuration.id} needs a tool that is missing here`);
    return buildToolAgent(configuration, tool, this.#clock);
  }

  #toolsOf(configuration: AgentConfiguration): ReadonlyMap<string, Tool> {
    const tools = new Map<string, Tool>();
    for (const name of configuration.tools) {
      const tool = this.#tools.get(name);
      if (tool !== undefined) tools.set(name, tool);
    }
    return tools;
  }
}
