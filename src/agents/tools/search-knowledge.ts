import { z } from 'zod';
import { sourceOf } from '#agents/knowledge/citation.ts';
import type { KnowledgeBase } from '#agents/knowledge/knowledge-base.ts';
import { type Finding, lookUp } from '#agents/knowledge/look-up.ts';
import { CallFailure } from '#agents/resilience/call-failure.ts';
import type { TaskCall } from '#graph/ports.ts';
import type { Source } from '#graph/result.ts';
import { quoted, safeText } from './safe-markdown.ts';
import { type Ability, answerSmallTalk, smallTalkIn } from './small-talk.ts';
import { defineTool, type Tool, type ToolOutput } from './tool.ts';

const Input = z.object({
  question: z.string().trim().min(1).max(2_000).describe('What to look up, in plain words'),
});

/** Answers from the team's Markdown, word for word, with file and heading. `abilities`: who else can be asked here. */
export function searchKnowledge(base: KnowledgeBase, abilities: () => readonly Ability[] = () => []): Tool {
  return defineTool<z.infer<typeof Input> & { before?: string; task?: string }>({
    name: 'search_knowledge',
    description:
      "Searches the team's own handbook and returns the passages that answer the question, quoted, with file and heading. Says so when there is none.",
    input: Input,
    risk: 'low',
    timeoutMs: 5_000,
    maxOutputCharacters: 6_000,
    inputOf: (call) => {
      const before = previousQuestion(call);
      const task = call.task.type === 'answer' ? {} : { task: call.task.type };
      return { question: call.task.instruction, ...task, ...(before === null ? {} : { before }) };
    },
    run: async ({ question, before, task }) => {
      const talk = smallTalkIn(question);
      if (talk !== null) return answerSmallTalk(talk, await base.titles(), abilities());
      const findings = await lookUp(base, question, before);
      // "Nothing" answers a question. Whoever wanted something done has got nothing done.
      if (task !== undefined && findings.every(({ answers }) => answers.length === 0))
        throw new CallFailure(
          'input',
          'tool',
          `The handbook can only answer questions, and holds nothing on this.`,
        );
      return answer(findings);
    },
  });
}

/** The passages of every question, each once, and plainly which questions have none. */
function answer(findings: readonly Finding[]): ToolOutput {
  const sources = new Map<string, Source>();
  for (const source of findings.flatMap(({ answers }) => answers.map(sourceOf)))
    sources.set(`${source.locator}\n${source.excerpt}`, source);
  const shown = [...sources.values()];
  const unanswered = findings.filter(({ answers }) => answers.length === 0);
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
  return `${quoted(source.excerpt)}\n\n— ${citation(source)}`;
}

/** The closest heading is a place to look, and is named so that nobody takes it for the answer. */
function nothingAbout({ question, closest }: Finding): string {
  const asked = safeText(question.replace(/\s+/g, ' ').trim().slice(0, 200));
  const nothing = `The handbook holds nothing that answers “${asked}”`;
  return closest === null ? `${nothing}.` : `${nothing}; closest: ${citation(sourceOf(closest))}.`;
}

function citation({ title, locator }: Source): string {
  return `*${safeText(title).replaceAll('*', '')}* (\`${locator.replaceAll('`', '')}\`)`;
}

function previousQuestion(call: TaskCall): string | null {
  return call.request.history.findLast((message) => message.author === 'requester')?.text ?? null;
}
