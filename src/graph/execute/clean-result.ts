import type { Guard } from '#graph/nodes/guard.ts';
import type { TaskResult } from '#graph/result.ts';

/** Characters of a summary that a card shows. */
const SUMMARY_CHARACTERS = 300;

/**
 * A result that other tasks may read and a card may show: orders to the assistant are taken out of what came from
 * outside (sources, and the output of whoever used sources or tools), and what is shown has passed the fast critics.
 * `injections` counts the places in which an order was found.
 */
export async function cleanResult(
  result: TaskResult,
  guard: Guard,
): Promise<{ result: TaskResult; injections: number }> {
  let injections = 0;
  const read = async (text: string): Promise<string> => {
    const answer = await guard.read(text);
    if (answer.injected) injections += 1;
    return answer.text;
  };
  const sources: TaskResult['sources'] = [];
  for (const { title, locator, excerpt } of result.sources)
    sources.push({ title: await read(title), locator: await read(locator), excerpt: await read(excerpt) });
  const fromOutside = result.sources.length > 0 || result.toolUses.length > 0;
  const output = fromOutside ? await read(result.output) : result.output;

  const summaryLine = result.summary.replace(/\s+/g, ' ').slice(0, SUMMARY_CHARACTERS);
  const shown = [summaryLine, ...result.discovered.map(({ title }) => title)];
  const [summary = '', ...titles] = await guard.texts(shown);
  const discovered = result.discovered.map((found, index) => ({
    ...found,
    title: titles[index] ?? found.title,
  }));
  return {
    result: { ...result, output, summary, discovered, sources: await guard.sources(sources) },
    injections,
  };
}
