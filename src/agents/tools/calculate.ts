import { z } from 'zod';
import { findSums, type Sum } from '#agents/calculation/find-sums.ts';
import { CallFailure } from '#agents/resilience/call-failure.ts';
import type { TaskCall } from '#graph/ports.ts';
import { inlineCode, safeText } from './safe-markdown.ts';
import { defineTool, type Tool, type ToolOutput } from './tool.ts';

const Input = z.object({
  expression: z
    .string()
    .trim()
    .min(1)
    .max(2_000)
    .describe('Arithmetic, percentages or units, such as "12.5% of 3400" or "5 km in miles"'),
});

/** Numbers, percentages and units, computed and never guessed. */
export function calculate(): Tool {
  return defineTool<z.infer<typeof Input> & { earlier?: string }>({
    name: 'calculate',
    description:
      'Computes arithmetic, percentages and unit conversions exactly. Use it for every number that you state.',
    input: Input,
    risk: 'low',
    timeoutMs: 10_000,
    maxOutputCharacters: 2_000,
    inputOf: (call) => {
      const earlier = earlierResult(call);
      return { expression: call.task.instruction, ...(earlier === null ? {} : { earlier }) };
    },
    run: async ({ expression, earlier }) => {
      const sums = await findSums(expression, earlier ?? null);
      if (sums.length > 0) return answer(sums);
      const asked = safeText(expression.replace(/\s+/g, ' ').slice(0, 120));
      throw new CallFailure(
        'input',
        'tool',
        `I find nothing to compute in “${asked}”. Write it as a sum, such as 12.5% of 3400 or 5 km in miles.`,
      );
    },
  });
}

function answer(sums: readonly Sum[]): ToolOutput {
  const lines = sums.map(({ expression, result }) => `${inlineCode(expression)} = **${result}**`);
  return {
    text: lines.length === 1 ? lines.join('') : lines.map((line) => `- ${line}`).join('\n'),
    summary: sums
      .map(({ expression, result }) => `${expression} = ${result}`)
      .join('; ')
      .slice(0, 200),
    sources: [],
  };
}

/** "Then add 10 % to it": the number that the task before this one came to. */
function earlierResult(call: TaskCall): string | null {
  const outputs = call.inputs.filter((input) => input.status === 'done').map((input) => input.output);
  return /\*\*(-?[\d,]+(?:\.\d+)?)[^*]*\*\*\s*$/.exec(outputs.at(-1) ?? '')?.[1] ?? null;
}
