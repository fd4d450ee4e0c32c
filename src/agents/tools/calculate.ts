import { z } from 'zod';
import { findSums, type Sums } from '#agents/calculation/find-sums.ts';
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
      const found = findSums(expression, earlier ?? null);
      if (found.sums.length > 0) return answer(found);
      const asked = safeText(expression.replace(/\s+/g, ' ').trim().slice(0, 120));
      const why = found.left.find((one) => one.why !== null)?.why;
      const message =
        why === undefined || why === null
          ? `I find nothing to compute in “${asked}”: write it as a sum, such as 12.5% of 3400 or 5 km in miles`
          : `I cannot compute “${asked}”: ${why}`;
      throw new CallFailure('input', 'tool', message);
    },
  });
}

/** Every sum with its result, `≈` where it is rounded, and plainly what was asked and not computed. */
function answer({ sums, left }: Sums): ToolOutput {
  const lines = sums.map(
    ({ expression, result, exact }) => `${inlineCode(expression)} ${exact ? '=' : '≈'} **${result}**`,
  );
  const rest = left.map(({ part, why }) => {
    const asked = safeText(
      part
        .replace(/\s+/g, ' ')
        .replace(/[?.!]+$/, '')
        .slice(0, 120),
    );
    return `I could not compute “${asked}”${why === null ? '' : `: ${why}`}.`;
  });
  return {
    text: [lines.length === 1 ? lines.join('') : lines.map((line) => `- ${line}`).join('\n'), ...rest].join(
      '\n\n',
    ),
    summary: sums
      .map(({ expression, result, exact }) => `${expression} ${exact ? '=' : '≈'} ${result}`)
      .join('; ')
      .slice(0, 200),
    sources: [],
  };
}

/** "Then add 10 % to it": the number that the task before this one came to. */
function earlierResult(call: TaskCall): string | null {
  const outputs = call.inputs.filter((input) => input.status === 'done').map((input) => input.output);
  const number = /\*\*(-?)[€$£]?([\d,]+(?:\.\d+)?)[^*]*\*\*\s*$/.exec(outputs.at(-1) ?? '');
  return number === null ? null : `${number[1] ?? ''}${number[2] ?? ''}`;
}
