import { z } from 'zod';
import { sourceOf } from '#agents/knowledge/citation.ts';
import type { KnowledgeBase } from '#agents/knowledge/knowledge-base.ts';
import { lookUp } from '#agents/knowledge/look-up.ts';
import { CallFailure } from '#agents/resilience/call-failure.ts';
import { summaryOf } from '#agents/summary/summary-of.ts';
import { givenTexts, type TitledText, threadOf } from '#agents/summary/texts-for.ts';
import type { Source } from '#graph/result.ts';
import { safeText } from './safe-markdown.ts';
import { defineTool, type Tool, type ToolOutput } from './tool.ts';

const Text = z.object({ title: z.string().max(200).nullable(), text: z.string() });
const Input = z.object({
  texts: z.array(Text).min(1).max(20).describe('What to summarise, each with a title'),
});

type Wanted = { texts: TitledText[]; subject?: string; thread?: TitledText | null };

/** Words of the wish itself, which name no subject. */
const WISH =
  /\b(?:summar\w*|tl;?dr|gist|digest|main|key|points?|brief\w*|thread|discussion|conversation|file|text)\b/gi;

/**
 * Extractive: picks the sentences that carry most of a text, and invents none. Where no text was given, the subject is
 * looked up in the handbook, then the thread is taken.
 */
export function summarise(knowledge: KnowledgeBase | null): Tool {
  return defineTool<Wanted>({
    name: 'summarise',
    description: 'Picks the most telling sentences out of long texts, word for word.',
    input: Input,
    risk: 'low',
    timeoutMs: 5_000,
    maxOutputCharacters: 6_000,
    inputOf: (call) => ({
      texts: givenTexts(call),
      subject: call.task.instruction.replace(WISH, ' '),
      thread: threadOf(call),
    }),
    run: async ({ texts, subject, thread }) => {
      const sources = texts.map(asSource);
      if (sources.length === 0 && subject !== undefined)
        sources.push(...(await lookedUp(knowledge, subject)));
      if (sources.length === 0 && thread) sources.push(asSource(thread));
      return digest(sources);
    },
  });
}

/** An empty title or locator is none. */
function asSource({ title, text, locator }: TitledText): Source {
  return { title: title ?? '', locator: locator ?? title ?? '', excerpt: text };
}

async function lookedUp(knowledge: KnowledgeBase | null, subject: string): Promise<Source[]> {
  if (knowledge === null) return [];
  const sections = (await lookUp(knowledge, subject)).flatMap(({ answers }) => answers);
  return sections.map((section) => ({ ...sourceOf(section), excerpt: section.text }));
}

function digest(texts: readonly Source[]): ToolOutput {
  const told = texts
    .map((source) => ({ source, sentences: summaryOf(source.excerpt).map(safeText) }))
    .filter(({ sentences }) => sentences.length > 0);
  if (told.length === 0) {
    const message =
      'There is nothing to summarise: attach a text file, paste the text, or ask inside of a thread';
    throw new CallFailure('input', 'tool', message);
  }
  const names = told.map(({ source }) => source.title).filter((title) => title !== '');
  return {
    text: told.map((one) => block(one, told.length === 1)).join('\n\n'),
    summary: `Summarised ${names.length === 0 ? 'what was given' : names.join(', ')}`.slice(0, 200),
    sources: told
      .filter(({ source }) => source.locator !== '')
      .map(({ source, sentences }) => ({ ...source, excerpt: sentences.join(' ') })),
  };
}

/** One text's sentences: a short one is said in a line, with its place behind it; several stand under their names. */
function block({ source, sentences }: { source: Source; sentences: string[] }, alone: boolean): string {
  const title = safeText(source.title).replaceAll('*', '');
  const place = source.locator === source.title ? '' : ` (\`${source.locator.replaceAll('`', '')}\`)`;
  const list = sentences.length === 1 ? (sentences[0] ?? '') : sentences.map((one) => `- ${one}`).join('\n');
  if (title === '') return list;
  if (alone && sentences.length === 1) return `${list} — *${title}*${place}`;
  return `**${title}**${place}\n${list}`;
}
