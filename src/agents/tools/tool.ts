import { z } from 'zod';
import type { JsonSchema } from '#agents/models/chat-endpoint.ts';
import { CallFailure } from '#agents/resilience/call-failure.ts';
import { raceAbort } from '#agents/resilience/race-abort.ts';
import type { TaskCall } from '#graph/ports.ts';
import type { Source } from '#graph/result.ts';
import type { Risk } from '#graph/task.ts';

export type ToolOutput = {
  /** Safe Markdown. */
  text: string;
  /** One line for the task's card. */
  summary: string;
  sources: Source[];
};

type ToolContext = { call: TaskCall; signal: AbortSignal };

/** What a tool author writes. `run` rejects with a `CallFailure` for what it expects to go wrong. */
export type ToolDefinition<Input> = {
  name: string;
  /** For the model that may choose it. */
  description: string;
  input: z.ZodType<Input>;
  risk: Risk;
  timeoutMs: number;
  /** Longer output is cut, and says so. */
  maxOutputCharacters: number;
  run(input: Input, context: ToolContext): Promise<ToolOutput>;
  /** The input for a whole task, where an agent is nothing but this tool. */
  inputOf(call: TaskCall): Input;
};

/** A tool as agents use it: input checked, time and output bounded, every failure a `CallFailure`. */
export interface Tool {
  readonly name: string;
  readonly description: string;
  readonly schema: JsonSchema;
  readonly risk: Risk;
  /** With a model's arguments, which are not trusted. */
  use(input: unknown, context: ToolContext): Promise<ToolOutput>;
  /** For a task as a whole. */
  serve(context: ToolContext): Promise<ToolOutput>;
}

export function defineTool<Input>(tool: ToolDefinition<Input>): Tool {
  const run = async (input: Input, context: ToolContext): Promise<ToolOutput> => {
    const deadline = AbortSignal.timeout(tool.timeoutMs);
    const signal = AbortSignal.any([context.signal, deadline]);
    try {
      const output = await raceAbort(tool.run(input, { ...context, signal }), signal);
      return { ...output, text: capped(output.text, tool.maxOutputCharacters) };
    } catch (error) {
      context.signal.throwIfAborted();
      if (error instanceof CallFailure) throw error;
      const reason = deadline.aborted ? 'took too long' : 'did not work';
      throw new CallFailure('unavailable', 'tool', `The tool ${tool.name} ${reason}.`, { cause: error });
    }
  };
  return {
    name: tool.name,
    description: tool.description,
    schema: z.toJSONSchema(tool.input, { target: 'draft-7', io: 'input' }),
    risk: tool.risk,
    async use(input, context) {
      const parsed = tool.input.safeParse(input);
      if (parsed.success) return run(parsed.data, context);
      throw new CallFailure('input', 'tool', `Bad input for ${tool.name}: ${z.prettifyError(parsed.error)}`);
    },
    async serve(context) {
      return run(tool.inputOf(context.call), context);
    },
  };
}

function capped(text: string, max: number): string {
  return text.length <= max ? text : `${text.slice(0, max)}\n\n_(cut at ${max} characters)_`;
}
