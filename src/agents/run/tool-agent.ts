import type { AgentConfiguration } from '#agents/agent-configuration.ts';
import type { Tool } from '#agents/tools/tool.ts';
import type { LiveAgent } from './live-agent.ts';
import { type Clock, useTool } from './use-tool.ts';

/** An agent that is one tool: it needs no model. */
export function buildToolAgent(configuration: AgentConfiguration, tool: Tool, clock: Clock): LiveAgent {
  return {
    configuration,
    async work(call, log, signal) {
      const { text, summary, sources } = await useTool(tool, { call, log, signal, clock }, () =>
        tool.serve({ call, signal }),
      );
      return { output: text, summary, sources, discovered: [] };
    },
  };
}
