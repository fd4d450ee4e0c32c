import type { TaskCall } from '#graph/ports.ts';
import type { TaskResult } from '#graph/result.ts';

/** `title` is null where the text has no name of its own: a heading would say nothing then. */
export type TitledText = { title: string | null; text: string; locator?: string };

/** Fewer characters than this after the colon are a wish, not a text. */
const LEAST_TEXT = 120;

/**
 * The texts that a task names or brings: the results that it waits for, else the attached files, else the text that was
 * pasted into the request. Empty when there is none of these.
 */
export function givenTexts(call: TaskCall): TitledText[] {
  const results = call.inputs.filter(({ status, output }) => status === 'done' && output.trim() !== '');
  if (results.length > 0) return results.flatMap(textsOf);
  const files = call.request.attachments.filter((file) => file.text.trim() !== '');
  if (files.length > 0) return files.map((file) => ({ title: file.name, text: file.text }));
  const pasted = pastedText(call.task.instruction) ?? pastedText(call.request.text);
  return pasted === null ? [] : [{ title: null, text: pasted }];
}

/**
 * What a result says. One that quotes its sources is these sources, each under its own name; any other is its text, for
 * which the line on its card ("Found in …") would be no heading.
 */
function textsOf({ output, sources }: TaskResult): TitledText[] {
  const quotes = sources.length > 0 && sources.every(({ locator }) => output.includes(locator));
  if (quotes) return sources.map(({ title, locator, excerpt }) => ({ title, locator, text: excerpt }));
  return [{ title: null, text: output }];
}

/** What was said in the thread so far; null at its beginning. */
export function threadOf(call: TaskCall): TitledText | null {
  const text = call.request.history.map((message) => message.text).join('\n\n');
  return text.trim() === '' ? null : { title: 'This thread', text };
}

/** Quoted lines, a fenced or quoted passage, or what follows a colon or the first line. */
function pastedText(said: string): string | null {
  const quoteLines = said
    .split('\n')
    .filter((line) => /^\s*>/.test(line))
    .map((line) => line.replace(/^\s*>\s?/, ''));
  const candidates = [
    quoteLines.join('\n'),
    /```(?:\w*\n)?([\s\S]+?)```/.exec(said)?.[1],
    /[“"]([^”"]{40,})[”"]/.exec(said)?.[1],
    /^[^\n:]{0,200}:\s*([\s\S]+)$/.exec(said)?.[1],
    /^[^\n]{0,200}\n+([\s\S]+)$/.exec(said)?.[1],
  ];
  const [quoted, fenced, marked, ...loose] = candidates;
  const explicit = [quoted, fenced, marked].find((text) => text !== undefined && text.trim().length >= 40);
  return (
    explicit?.trim() ?? loose.find((text) => text !== undefined && text.length >= LEAST_TEXT)?.trim() ?? null
  );
}
