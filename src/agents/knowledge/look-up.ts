import type { KnowledgeBase } from './knowledge-base.ts';
import { isErrand, lastClause, questionsIn, subjectsIn } from './questions-in.ts';
import type { Passage } from './section-index.ts';
import type { Section } from './split-markdown.ts';
import { informativeWords } from './word-weights.ts';

/** What the folder says to one question. `closest`: where to look next, which is not an answer. */
export type Finding = { question: string; answers: readonly Section[]; closest: Section | null };

/** Least share of a question's information that a passage must hold to count as an answer, and to be worth a look. */
const NEEDED = 0.6;
const CLOSE = 0.25;
/** A second passage is shown only where it is nearly as good as the first. */
const NEARLY = 0.98;
/** A question with no more informative words than this is read as a follow-up first. */
const SHORT = 2;
/** Questions that are looked up; the others are named as unanswered. */
const MOST_QUESTIONS = 6;

/** Looks every question of a text up by itself. `before`: what was asked before it in the conversation, if anything. */
export async function lookUp(base: KnowledgeBase, text: string, before?: string): Promise<Finding[]> {
  if (isErrand(text)) return [{ question: text, answers: [], closest: null }];
  const { questions, context } = questionsIn(text);
  const findings = await Promise.all(
    questions.slice(0, MOST_QUESTIONS).map((question) => answerTo(base, question, context, before)),
  );
  const left = questions.slice(MOST_QUESTIONS).map((question) => ({ question, answers: [], closest: null }));
  const all = [...findings.flat(), ...left];
  if (questions.length < 2 || all.some(({ answers }) => answers.length > 0)) return all;
  const answers = answersAmong(await base.rank(text));
  return answers.length > 0 ? [{ question: text, answers, closest: null }] : all;
}

async function answerTo(
  base: KnowledgeBase,
  question: string,
  context: string,
  before: string | undefined,
): Promise<Finding[]> {
  const passages = await base.rank(question, context);
  const alone = (): Section[] => answersAmong(passages);
  const inContext = async (): Promise<Section[]> =>
    before === undefined ? [] : followUp(base, question, before);
  // "How much notice?" says too little to be understood without what was asked before.
  const ways = informativeWords(question).length > SHORT ? [alone, inContext] : [inContext, alone];
  for (const way of ways) {
    const answers = await way();
    if (answers.length > 0) return [{ question, answers, closest: null }];
  }
  const clause = lastClause(question);
  const ofClause = clause === null ? [] : answersAmong(await base.rank(clause.question, clause.told));
  if (ofClause.length > 0) return [{ question, answers: ofClause, closest: null }];
  const subjects = await Promise.all(subjectsIn(question).map((subject) => ofSubject(base, subject)));
  const known = subjects.filter(({ answers }) => answers.length > 0);
  if (known.length > 0 && known.length * 2 > subjects.length) return subjects;
  return [{ question, answers: [], closest: closestOf(passages) }];
}

async function ofSubject(base: KnowledgeBase, question: string): Promise<Finding> {
  const passages = await base.rank(question);
  const answers = answersAmong(passages);
  return { question, answers, closest: answers.length > 0 ? null : closestOf(passages) };
}

function answersAmong(passages: readonly Passage[]): Section[] {
  const good = passages.filter(({ answers, coverage }) => answers && coverage >= NEEDED);
  const [best] = good;
  if (best === undefined) return [];
  const others = good
    .slice(1, 2)
    .filter(({ score, coverage }) => score >= NEARLY * best.score && coverage >= best.coverage);
  return [best, ...others].map(({ section }) => section);
}

/** A heading that shares its subject with the question: a hint for those who look further. */
function closestOf(passages: readonly Passage[]): Section | null {
  return passages.find(({ topical, coverage }) => topical && coverage >= CLOSE)?.section ?? null;
}

/**
 * "And for contractors?" is understood with the question before it, but only where the passage speaks of the new
 * words too: else every follow-up would get the old answer again.
 */
async function followUp(base: KnowledgeBase, question: string, before: string): Promise<Section[]> {
  const [together, ofNewWords] = await Promise.all([base.rank(`${before} ${question}`), base.rank(question)]);
  return answersAmong(together).filter((section) =>
    ofNewWords.some((other) => other.section === section && other.coverage >= 0.3),
  );
}
