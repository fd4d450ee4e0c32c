import { type BaseMessage, HumanMessage, SystemMessage, ToolMessage } from '@langchain/core/messages';
import type { ToolCall } from '@langchain/core/messages/tool';
import type { AgentConfiguration } from '#agents/agent-configuration.ts';
import type { ChatEndpoint, ChatMessage } from '#agents/models/chat-endpoint.ts';
import { CallFailure } from '#agents/resilience/call-failure.ts';
import type { Tool } from '#agents/tools/tool.ts';
import type { ModelTier, TaskCall } from '#graph/ports.ts';
import type { Source } from '#graph/result.ts';
import { AGENT_PROMPT_VERSION, asData, systemPrompt, taskPrompt } from './agent-prompt.ts';
import type { LiveAgent, WorkLog } from './live-agent.ts';
import { type Clock, noteRetry, useTool } from './use-tool.ts';

const TIERS: readonly ModelTier[] = ['small', 'medium', 'large'];
/** Tool calls of one turn that are obeyed; a model that asks for more is told so. */
const CALLS_PER_TURN = 8;

/** An agent that is a prompt with tools: asks the model, runs the tools that it names, and asks again. */
export function buildModelAgent(
  configuration: AgentConfiguration,
  deps: { endpoint: ChatEndpoint; tools: ReadonlyMap<string, Tool>; clock: Clock },
): LiveAgent {
  const { endpoint, tools, clock } = deps;
  const system = systemPrompt(configuration);
  const offered = [...tools.values()];

  async function answerTool(
    wanted: ToolCall,
    call: TaskCall,
    log: WorkLog,
    sources: Source[],
    signal: AbortSignal,
  ): Promise<ToolMessage> {
    const reply = (content: string): ToolMessage =>
      new ToolMessage({ content, name: wanted.name, tool_call_id: wanted.id ?? wanted.name });
    const tool = tools.get(wanted.name);
    if (tool === undefined) return reply('You have no such tool.');
    try {
      const output = await useTool(tool, { call, log, signal, clock }, () =>
        tool.use(wanted.args, { call, signal }),
      );
      sources.push(...output.sources);
      return reply(asData(`output of ${tool.name}`, output.text));
    } catch (error) {
      if (!(error instanceof CallFailure)) throw error;
      return reply(asData(`failure of ${tool.name}`, error.message));
    }
  }

  return {
    configuration,
    async work(call, log, signal) {
      const messages: BaseMessage[] = [new SystemMessage(system), new HumanMessage(taskPrompt(call))];
      const sources: Source[] = [];
      const { maxTurns, maxOutputTokens } = configuration.limits;
      for (let turn = 1; turn <= maxTurns; turn += 1) {
        const last = turn === maxTurns;
        const message = await endpoint.ask({
          name: `agent.${configuration.id}.${AGENT_PROMPT_VERSION}`,
          tier: higher(configuration.tier, call.tier),
          messages,
          maxOutputTokens,
          ...(last ? {} : { tools: offered }),
          signal,
          resilient: call.resilient,
          onCall: (modelCall) => log.modelCalls.push(modelCall),
          onRetry: () => noteRetry(call, log),
        });
        const wanted = toolCallsOf(message);
        if (wanted.length === 0 || last) return finished(message.text, sources);
        messages.push(message);
        const obeyed = wanted.slice(0, CALLS_PER_TURN);
        messages.push(
          ...(await Promise.all(obeyed.map((one) => answerTool(one, call, log, sources, signal)))),
        );
        for (const { id, name } of wanted.slice(CALLS_PER_TURN)) {
          messages.push(new ToolMessage({ content: 'Too many calls at once.', tool_call_id: id ?? name }));
        }
      }
      throw new CallFailure('unusable', 'model', 'The model came to no answer.');
    },
  };
}

function finished(text: string, sources: readonly Source[]) {
  const output = text.trim();
  if (output === '') throw new CallFailure('unusable', 'model', 'The model gave an empty answer.');
  const used = sources.filter(
    (source, at) => sources.findIndex((other) => other.locator === source.locator) === at,
  );
  return { output, summary: firstLine(output), sources: used, discovered: [] };
}

function toolCallsOf(message: ChatMessage): readonly ToolCall[] {
  return message.tool_calls ?? [];
}

function firstLine(markdown: string): string {
  const line = markdown.split('\n').find((text) => /\p{L}|\p{N}/u.test(text)) ?? '';
  const plain = line
    .replace(/^[#>\-*\d.\s]+(?=\S)/, '')
    .replace(/[*_`]/g, '')
    .trim();
  return plain.length > 140 ? `${plain.slice(0, 139)}…` : plain;
}

function higher(a: ModelTier, b: ModelTier): ModelTier {
  return TIERS.indexOf(a) >= TIERS.indexOf(b) ? a : b;
}
