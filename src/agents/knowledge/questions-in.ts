import { namesSubject } from './word-weights.ts';

/** What somebody wants to know, and what they told around it. */
export type Asked = { questions: readonly string[]; context: string };

const ASKS =
  "(?:how|what|whats|what's|who|whom|whose|who's|when|where|which|why|is|are|am|can|could|do|does|did|may|must|shall|should|will|would|has|have)\\b";
const BEGINS = new RegExp(`^(?:(?:and|but|also|so|then|please|hi|hello|hey)[,\\s]+)*${ASKS}`, 'i');
const NEXT = new RegExp(
  `[,;]?\\s+(?:and|but)\\s+(?:also\\s+)?(?=${ASKS})|[,;]\\s+(?:also\\s+)?(?=${ASKS})`,
  'i',
);

/**
 * "How do I claim expenses, and what are the limits?" are two questions; "terms and conditions" is none. Sentences
 * that ask nothing are the context of those that do. Without any question the text as a whole is one.
 */
export function questionsIn(text: string): Asked {
  const sentences = text
    .split(/(?<=[?!.])\s+|\n+/)
    .map((sentence) => sentence.trim())
    .filter((sentence) => sentence !== '');
  const asking = sentences.filter((sentence) => sentence.endsWith('?') || BEGINS.test(sentence));
  if (asking.length === 0) return { questions: [text], context: '' };
  const questions = asking.flatMap(partsOf).filter(namesSubject);
  const context = sentences.filter((sentence) => !asking.includes(sentence)).join(' ');
  return questions.length === 0 ? { questions: [text], context: '' } : { questions, context };
}

/** Splits between two questions; a statement before a question ("I lost the receipt, is it paid?") stays with it. */
function partsOf(sentence: string): string[] {
  const parts = sentence.split(NEXT).map((part) => part.trim());
  return parts.every((part) => BEGINS.test(part) && namesSubject(part)) ? parts : [sentence];
}

/** "Sick leave, the approval limits and the freeze" names three subjects; empty where a text names one. */
export function subjectsIn(question: string): string[] {
  const parts = question
    .split(/,\s*(?:and\s+)?|\s+(?:and|as well as|plus|&)\s+/i)
    .map((part) => part.trim())
    .filter(namesSubject);
  return parts.length > 1 ? parts : [];
}

/** The question that a sentence ends with, and what it tells first; null where it tells nothing. */
export function lastClause(sentence: string): { told: string; question: string } | null {
  const match = new RegExp(`^(.+?)[,;:]\\s+(${ASKS}.*)$`, 'is').exec(sentence);
  const [, told, question] = match ?? [];
  return told === undefined || question === undefined || !namesSubject(question) ? null : { told, question };
}

/** "Tell the customer": something to be said to somebody else, which no handbook answers. */
export function isErrand(text: string): boolean {
  return /^\W*(?:please |can you |could you )*(?:tell|ask|inform|notify|remind) (?!me\b|us\b)/i.test(text);
}
