/** What an answer to a question must hold at the least, whatever it is about. */
export type AnswerShape = 'amount' | 'clock' | 'time' | 'definition' | 'any';

const AMOUNT =
  /\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|dozen|half|twice|once|every|each|never|nobody|none|free|no)\b/i;

const TIME =
  /\d|\b(?:(?:mon|tues|wednes|thurs|fri|satur|sun)days?|days?|nights?|mornings?|weeks?|months?|years?|quarters?|before|after|until|once|every|always|never|at once|january|february|march|april|may|june|july|august|september|october|november|december)\b/i;

/** Read from the question's first words. "What is X" wants to be told what X is, not where X is mentioned. */
export function shapeOf(question: string): AnswerShape {
  const text = question.toLowerCase();
  if (/\bwhat time\b/.test(text)) return 'clock';
  if (/^\W*(?:so |and |but )?(?:when|until when|since when|by when)\b/.test(text)) return 'time';
  if (/\bhow (?:much|many|long|often|far|old|big|large|high|early|late|expensive)\b/.test(text))
    return 'amount';
  if (
    /^\W*(?:so |and |but )?(?:who|what|where)(?:'s|’s|s| is| are| was) (?:(?:the|a|an|our|my|your) )?(?:[\w-]+ ?){1,3}\W*$/.test(
      text,
    )
  )
    return 'definition';
  if (/^\W*(?:so |and |but )?(?:who|where)(?:'s|’s|s| is| are| was) /.test(text)) return 'definition';
  return 'any';
}

/** A definition is judged by where its words stand, not by its text alone. */
export function holdsShape(shape: AnswerShape, text: string): boolean {
  switch (shape) {
    case 'amount':
      return AMOUNT.test(text);
    case 'time':
      return TIME.test(text);
    case 'clock':
      return /\b\d{1,2}(?::\d{2}|\s?(?:am|pm|o['’]clock))/i.test(text);
    case 'definition':
    case 'any':
      return true;
    default:
      return shape satisfies never;
  }
}
