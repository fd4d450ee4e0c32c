import { z } from 'zod';
import { informativeWords, type KnowledgeBase, type Passage } from '#agents/knowledge/knowledge-base.ts';
import type { TaskCall } from '#graph/ports.ts';
import type { Source } from '#graph/result.ts';
import { quoted, safeText } from './safe-markdown.ts';
import { defineTool, type Tool, type ToolOutput } from './tool.ts';

/** Least share of a question's information that a passage must hold to count as an answer. */
const NEEDED = 0.5;
/** A second passage is shown only where it is nearly as good as the first. */
const NEARLY = 0.8;
/** A question with no more informative words than this is read as a follow-up first. */
const SHORT = 2;
/** Longest quotation, characters; a longer section is cut at a paragraph. */
const LONGEST_QUOTE = 1_200;

const Input = z.object({
  question: z.string().trim().min(1).max(2_000).describe('What to look up, in plain words'),
});

/** Answers from the team's Markdown, word for word, with file and heading. */
export function searchKnowledge(base: KnowledgeBase): Tool {
  return defineTool<z.infer<typeof Input> & { before?: string }>({
    name: 'search_knowledge',
    description:
      "Searches the team's own handbook and returns the passages that answer the question, quoted, with file and heading. Says so when there is none.",
    input: Input,
    risk: 'low',
    timeoutMs: 5_000,
    maxOutputCharacters: 4_000,
    inputOf: (call) => {
      const before = previousQuestion(call);
      return { question: call.task.instruction, ...(before === null ? {} : { before }) };
    },
    run: async ({ question, before }) => {
      const alone = (): Promise<Passage[]> => base.search(question, { limit: 2, needed: NEEDED });
      const inContext = async (): Promise<Passage[]> =>
        before === undefined ? [] : followUp(base, question, before);
      // "How much notice?" says too little to be understood without what was asked before.
      const ways = informativeWords(question).length > SHORT ? [alone, inContext] : [inContext, alone];
      for (const search of ways) {
        const passages = await search();
        if (passages.length > 0) return answer(passages);
      }
      return nothing(question);
    },
  });
}

/**
 * "And for contractors?" is understood with the question before it, but only where the passage speaks of the new
 * words too: else every follow-up would get the old answer again.
 */
async function followUp(base: KnowledgeBase, question: string, before: string): Promise<Passage[]> {
  const [passages, ofNewWords] = await Promise.all([
    base.search(`${before} ${question}`, { limit: 2, needed: NEEDED }),
    base.search(question, { limit: 50, needed: 0.3 }),
  ]);
  return passages.filter((passage) => ofNewWords.some((other) => isSame(other, passage)));
}

function isSame(one: Passage, other: Passage): boolean {
  return one.section.file === other.section.file && one.section.text === other.section.text;
}

function answer(passages: readonly Passage[]): ToolOutput {
  const best = passages[0];
  const shown = passages.filter((passage) => passage.score >= NEARLY * (best?.score ?? 0));
  const sources = shown.map(sourceOf);
  const text = shown
    .map((passage, at) => `${quoted(sources[at]?.excerpt ?? '')}\n\n— ${citation(passage)}`)
    .join('\n\n');
  return { text, sources, summary: `Found in ${sources.map((source) => source.title).join(' and ')}` };
}

function nothing(question: string): ToolOutput {
  const asked = safeText(question.replace(/\s+/g, ' ').trim().slice(0, 200));
  return {
    text: `The handbook holds nothing that answers “${asked}”.`,
    summary: 'Nothing relevant in the handbook',
    sources: [],
  };
}

function sourceOf({ section }: Passage): Source {
  const heading = section.headings.at(-1);
  return {
    title: heading === undefined ? section.title : `${section.title} › ${heading}`,
    locator: section.anchor === '' ? section.file : `${section.file}#${section.anchor}`,
    excerpt: safeText(excerptOf(section.text)),
  };
}

function citation(passage: Passage): string {
  const { title, locator } = sourceOf(passage);
  return `*${title.replaceAll('*', '')}* (\`${locator.replaceAll('`', '')}\`)`;
}

function excerptOf(text: string): string {
  if (text.length <= LONGEST_QUOTE) return text;
  const cut = text.slice(0, LONGEST_QUOTE);
  const paragraph = cut.lastIndexOf('\n\n');
  return `${cut.slice(0, paragraph > LONGEST_QUOTE / 2 ? paragraph : cut.lastIndexOf(' '))} …`;
}

function previousQuestion(call: TaskCall): string | null {
  return call.request.history.findLast((message) => message.author === 'requester')?.text ?? null;
}
