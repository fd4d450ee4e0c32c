import { STOP_WORDS } from '#graph/text/stop-words.ts';
import { words } from '#graph/text/words.ts';

/** Words that stand in nearly every question and say nothing of its subject. */
const QUESTION_WORDS: ReadonlySet<string> = new Set(
  (
    'much many long often tell know find say says said look search explain give show happen happens work works whats wheres whos hows ' +
    'mean means meaning take takes fast quickly soon apply applies allowed able company our handbook docs documentation wiki policy policies rule rules ' +
    'process question answer please people person someone anyone everybody everyone using use used go goes going say there their theyre cant dont isnt ' +
    'wont im ive id youre is it hes shes etc eg ie ok okay oh well hmm hi hello dear thing things stuff one ones yes possible exactly actually now still ' +
    'ever already yet even only again else other another same such own because since while until after before around against down ' +
    'wich whcih wihch waht wat wut hwo whn wen whre teh shoud shuold coud woud cna u ur pls plz gonna wanna gotta'
  ).split(' '),
);

/** Common words that colour a question without being its subject: they count for a fifth. */
const COMMON: ReadonlySet<string> = new Set(
  (
    'new old good bad big small great nice right wrong first last next early late far ahead first second high low large little few several lot lots end ends begins ' +
    'ask asked asking come came comes start started begin stay keep kept become try tried trying see saw seen put set let left think thought ' +
    'wonder wondering feel feeling hope believe guess remember forget understand help helps allow permit permitted must shall supposed expect expected ' +
    'currently usually normally always never sometimes maybe perhaps probably quite rather pretty somewhat bit kind sort type way case example reason ' +
    'colleague colleagues guy guys folks team everybody somebody nobody anybody client boss friend wife husband accident mistake sudden ' +
    'arrive arrives arrived happen happened hand give given giving bring send sent receive received total overall maximum minimum max min limit ' +
    'number amount part whole full free duration length period actually officially generally specific certain general different various able ' +
    'angry bit sorry kindly urgent urgently quick possible available valid correct'
  ).split(' '),
);

/** Units, currencies and amounts: a text states its own ("a refund of 500 EUR" is answered by a limit of 250). */
const MEASURES: ReadonlySet<string> = new Set(
  (
    'second seconds minute minutes hour hours day days week weeks month months year years yearly monthly weekly daily eur euro euros usd dollar dollars ' +
    'gbp pounds percent half quarter times zero two three four five six seven eight nine ten eleven twelve twenty thirty fifty hundred thousand million ' +
    'dozen km kg meters metres time times'
  ).split(' '),
);

/** When, not what: a question about tonight is answered by what holds every night. */
const TIMES: ReadonlySet<string> = new Set(
  (
    'today tomorrow yesterday tonight night nights morning evening afternoon noon midnight weekend weekends monday mondays tuesday tuesdays wednesday ' +
    'wednesdays thursday thursdays friday fridays saturday saturdays sunday sundays january february march april may june july august september october ' +
    'november december christmas easter summer winter spring autumn'
  ).split(' '),
);

/** How much a word says of a question's subject: 1 for most, less for those above, 0 for those that say nothing. */
export function weightOf(word: string): number {
  if (STOP_WORDS.has(word) || QUESTION_WORDS.has(word)) return 0;
  if (/^\d+(?:st|nd|rd|th|k|h|am|pm)?$/.test(word)) return 0.1;
  if (MEASURES.has(word) || COMMON.has(word)) return 0.2;
  return TIMES.has(word) ? 0.35 : 1;
}

/** The words of a question that say what it is about, each once. */
export function informativeWords(question: string): string[] {
  return [...new Set(words(question).filter((word) => weightOf(word) > 0))];
}

/** Whether anything in a text names a subject: amounts, times and common words alone do not. */
export function namesSubject(text: string): boolean {
  return words(text).some((word) => weightOf(word) === 1);
}
