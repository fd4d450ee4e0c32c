import { verbAt } from '#graph/text/verbs.ts';
import type { Clause } from './clause.ts';

const NUMBER = String.raw`(?<![\d.,])\d[\d.,]{0,30}`;
const CALCULATION = new RegExp(
  String.raw`${NUMBER}\s{0,4}(?:(?:[+*×÷^]|[-−/](?=\s)|%\s{1,4}(?:of|off|on)\b|percent\s{1,4}(?:of|off|on)\b|plus\b|minus\b|times\b|divided\s{1,4}by\b|multiplied\s{1,4}by\b)\s{0,4}[$€£(]?\s{0,4}\d)`,
  'i',
);
const PURE_ARITHMETIC = /^[\d\s.,+*/×÷^%()$€£=−-]{3,200}$/;
const CONVERSION = /\d[^.\n]{0,40}\b(?:to|in|into)\b/;
/** "What's 8 hours at 95 EUR", "how much is 19% VAT on 250": a number, and what is to be done with it. */
const AMOUNT =
  /^(?:what's|what\s(?:is|are)|how\s(?:much|many)\s(?:is|are|makes?))\s[$€£]?\d[\d.,]{0,30}[^.?!\n]{0,30}\s(?:at|on|of|off|in|into|for|by|per|times)\s(?:[$€£]?\d|[a-z]{1,20}\??$)/i;
/** "How many days is 3 weeks", "how many minutes are in 2.5 hours". */
const HOW_MANY = /^how\s(?:much|many)\s[\p{L}]{1,20}\s(?:is|are|in)\s(?:there\s)?(?:in\s)?[$€£]?\d/iu;
/** "What's that for 20 days": the number before, and this one. */
const THAT_FOR =
  /^(?:what's|what\sis|how\smuch\sis)\s(?:that|it|this)\s(?:for|at|times|plus|minus|in)\s[$€£]?\d/i;

/** Whether a clause asks for a sum, a percentage or a conversion. */
export function isCalculation(clause: Clause): boolean {
  const text = clause.text.slice(0, 500);
  if (PURE_ARITHMETIC.test(text) && /\d/.test(text) && /[+*/×÷^−-]/.test(text)) return true;
  const verb = verbAt(clause.tokens, 0)?.verb;
  if (verb?.type === 'calculate') return verb.base !== 'convert' || CONVERSION.test(text);
  if (clause.question && [AMOUNT, HOW_MANY, THAT_FOR].some((form) => form.test(text.replaceAll('’', "'"))))
    return true;
  const shows = verb === undefined || verb.type === 'answer';
  return (clause.question || shows) && CALCULATION.test(text);
}
