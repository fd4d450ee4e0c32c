import { evaluate } from './evaluate.ts';
import { readExpression } from './read-expression.ts';

/** A sum that stood in a text: the expression as it can be shown, and what it comes to. */
export type Sum = { expression: string; result: string };

/** Longer texts are no questions for a calculator. Characters, words of one part, and sums. */
const MAX_TEXT = 2_000;
const MAX_WORDS = 60;
const MAX_SUMS = 10;

/**
 * Every sum in what somebody wrote: in each part of it ("… and …") the longest run of words that is arithmetic. "It" is
 * the result before, which for the first sum is `earlier`.
 */
export async function findSums(said: string, earlier: string | null = null): Promise<Sum[]> {
  if (said.length > MAX_TEXT) return [];
  const sums: Sum[] = [];
  let before = earlier;
  for (const step of said.split(/\n|;|\b(?:and )?then\b/i)) {
    for (const part of partsOf(before === null ? step : step.replace(IT, before))) {
      const sum = sums.length < MAX_SUMS ? await longestSum(part) : null;
      if (sum === null) continue;
      sums.push(sum);
      before = /^-?[\d,]+(?:\.\d+)?/.exec(sum.result)?.[0] ?? before;
    }
  }
  return sums;
}

const IT = /\b(?:it|that|this|the (?:result|total|sum|answer))\b/i;

function partsOf(step: string): string[] {
  return readExpression(step)
    .split(/\band\b|,(?=\s)/)
    .map((part) => part.trim())
    .filter((part) => /\d|\bpi\b/.test(part));
}

async function longestSum(part: string): Promise<Sum | null> {
  const words = part.split(' ').slice(0, MAX_WORDS);
  for (let length = words.length; length > 0; length -= 1) {
    for (let start = 0; start + length <= words.length; start += 1) {
      const text = words
        .slice(start, start + length)
        .join(' ')
        .replace(/[?.:,=]+$/, '')
        .trim();
      if (!BEGINS.test(text) || !ENDS.test(text)) continue;
      // A number that was left out beside it belongs to it: part of a sum is a wrong answer, not a small one.
      const beside = [...words.slice(Math.max(0, start - 2), start), words[start + length] ?? ''];
      if (beside.some((word) => BELONGS.test(word))) continue;
      const evaluation = await evaluate(text);
      if (evaluation.ok) return { expression: shown(text), result: evaluation.result };
    }
  }
  return null;
}

/** A number, a sign, a bracket, or the name of a function or constant. */
const BEGINS = /^(?:[-+(.]*\d|[-+(]|pi\b|tau\b|[a-z]+\d*\()/;
const BELONGS = /\d|^[-+*/^%(]+$/;
const ENDS = /[\da-z)!²³]$/;

/** Percentages the way people write them, instead of the arithmetic they were turned into. */
function shown(expression: string): string {
  return expression
    .replace(/([\d.]+) \* \(1 - ([\d.]+)\/100\)/g, '$2% off $1')
    .replace(/([\d.]+) \* \(1 \+ ([\d.]+)\/100\)/g, '$1 + $2%')
    .replace(/([\d.]+)\/100 \*/g, '$1% of')
    .replace(/\(([\d.]+)\/100\)/g, '$1%')
    .replace(/\b\d{4,}(?![\d.]*[a-z])/g, (digits) => digits.replace(/\B(?=(\d{3})+$)/g, ','));
}
