import { z } from 'zod';
import { CallFailure } from '#agents/resilience/call-failure.ts';
import { summaryOf } from '#agents/summary/summary-of.ts';
import { textsFor } from '#agents/summary/texts-for.ts';
import { safeText } from './safe-markdown.ts';
import { defineTool, type Tool } from './tool.ts';

const Text = z.object({ title: z.string().max(200), text: z.string() });
const Input = z.object({
  texts: z.array(Text).min(1).max(20).describe('What to summarise, each with a title'),
});

/** Extractive: picks the sentences that carry most of a text, and invents none. */
export function summarise(): Tool {
  return defineTool({
    name: 'summarise',
    description: 'Picks the most telling sentences out of long texts, word for word.',
    input: Input,
    risk: 'low',
    timeoutMs: 5_000,
    maxOutputCharacters: 6_000,
    inputOf: (call) => ({ texts: textsFor(call) }),
    run: async ({ texts }) => {
      const summaries = texts.map(({ title, text }) => ({ title, sentences: summaryOf(text) }));
      const told = summaries.filter((summary) => summary.sentences.length > 0);
      if (told.length === 0) {
        throw new CallFailure(
          'input',
          'tool',
          'There is nothing to summarise: attach a text file, paste the text, or ask inside of a thread.',
        );
      }
      const text = told
        .map(({ title, sentences }) => {
          const points = sentences.map((sentence) => `- ${safeText(sentence)}`).join('\n');
          return `**${safeText(title).replaceAll('*', '')}**\n${points}`;
        })
        .join('\n\n');
      const sources = told.map(({ title, sentences }) => ({
        title,
        locator: title,
        excerpt: safeText(sentences.join(' ')),
      }));
      return {
        text,
        sources,
        summary: `Summarised ${told.map(({ title }) => title).join(', ')}`.slice(0, 200),
      };
    },
  });
}
