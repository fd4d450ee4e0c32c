import { z } from 'zod';
import { sourceOf } from '#agents/knowledge/citation.ts';
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
/** Questions within one that are answered one by one. */
const MOST_QUESTIONS = 4;

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
    maxOutputCharacters: 6_000,
    inputOf: (call) => {
      const before = previousQuestion(call);
      return { question: call.task.instruction, ...(before === null ? {} : { before }) };
    },
    run: async ({ question, before }) => {
      const asked = questionsIn(question);
      const found = await Promise.all(asked.map((one) => find(base, one, before)));
      if (asked.length > 1 && found.every((passages) => passages.length === 0)) {
        return answer([question], [await find(base, question, before)]);
      }
      return answer(asked, found);
    },
  });
}

/** "How do I claim expenses, and what are the limits?" are two questions; "terms and conditions" is none. */
function questionsIn(question: string): string[] {
  const parts = question
    .split(/\?\s+|,?\s+and\s+(?=(?:how|what|who|when|where|which|why|is|are|can|do|does|may|must)\b)/i)
    .map((part) => part.trim())
    .filter((part) => informativeWords(part).length > 0);
  return parts.length > 1 && parts.length <= MOST_QUESTIONS ? parts : [question];
}

async function find(base: KnowledgeBase, question: string, before: string | undefined): Promise<Passage[]> {
  const alone = (): Promise<Passage[]> => base.search(question, { limit: 2, needed: NEEDED });
  const inContext = async (): Promise<Passage[]> =>
    before === undefined ? [] : followUp(base, question, before);
  // "How much notice?" says too little to be understood without what was asked before.
  const ways = informativeWords(question).length > SHORT ? [alone, inContext] : [inContext, alone];
  for (const search of ways) {
    const passages = await search();
    const best = passages[0]?.score ?? 0;
    if (passages.length > 0) return passages.filter((passage) => passage.score >= NEARLY * best);
  }
  return [];
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

/** The passages of every question, each once, and plainly which questions have none. */
function answer(questions: readonly string[], found: readonly Passage[][]): ToolOutput {
  const sources = new Map<string, Source>();
  const unanswered: string[] = [];
  for (const [at, question] of questions.entries()) {
    const passages = found[at] ?? [];
    if (passages.length === 0) unanswered.push(question);
    for (const { section } of passages) {
      const source = sourceOf(section);
      sources.set(`${source.locator}\n${source.excerpt}`, source);
    }
  }
  const shown = [...sources.values()];
  return {
    text: [...shown.map(quotation), ...unanswered.map(nothingAbout)].join('\n\n'),
    sources: shown,
    summary:
      shown.length === 0
        ? 'Nothing relevant in the handbook'
        : `Found in ${shown.map((source) => source.title).join(' and ')}`.slice(0, 200),
  };
}

function quotation(source: Source): string {
  const citation = `*${source.title.replaceAll('*', '')}* (\`${source.locator.replaceAll('`', '')}\`)`;
  return `${quoted(source.excerpt)}\n\n— ${citation}`;
}

function nothingAbout(question: string): string {
  const asked = safeText(question.replace(/\s+/g, ' ').trim().slice(0, 200));
  return `The handbook holds nothing that answers “${asked}”.`;
}

function previousQuestion(call: TaskCall): string | null {
  return call.request.history.findLast((message) => message.author === 'requester')?.text ?? null;
}
