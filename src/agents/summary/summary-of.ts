import { contentWords } from '#graph/text/content-words.ts';

/** Share of the sentences that a summary keeps, and its bounds. */
const SHARE = 0.2;
const MOST = 6;
/** A passage of up to so many sentences is summed up by one, a text of up to so many by two. */
const PASSAGE = 4;
const SHORT = 8;
/** Two sentences that share more of their words than this say the same. */
const SAME = 0.5;
/** Longest text that is read, characters; what is behind it adds little and costs time. */
const MAX_TEXT = 200_000;

/** What people look for in a thread or a report: decisions, dates, tasks, problems. */
const TELLING =
  /\b(?:decid\w*|agree\w*|conclu\w*|result\w*|because|therefore|must|will|deadline|due|by (?:mon|tues|wednes|thurs|fri)day|action|todo|next step|owner|risk\w*|block\w*|fail\w*|caus\w*|important|recommend\w*|approv\w*)\b/i;

const LEANING =
  /^(?:it|its|they|them|their|this|these|that|those|he|she|such|however|therefore|so|but|and|also|then|else|otherwise)\b/i;

type Sentence = { text: string; words: ReadonlySet<string>; at: number; opens: boolean };

/** The most telling sentences of a text, word for word and in their order; all of them where there are few. */
export function summaryOf(text: string): string[] {
  const sentences = sentencesOf(text.slice(0, MAX_TEXT));
  if (sentences.length === 0) return rowsOf(text).slice(0, MOST);
  const wanted =
    sentences.length <= PASSAGE
      ? 1
      : sentences.length <= SHORT
        ? 2
        : Math.max(2, Math.min(MOST, Math.ceil(sentences.length * SHARE)));
  const frequency = new Map<string, number>();
  for (const sentence of sentences) {
    for (const word of sentence.words) frequency.set(word, (frequency.get(word) ?? 0) + 1);
  }
  const ranked = sentences
    .map((sentence) => ({ sentence, score: scoreOf(sentence, frequency, sentences.length) }))
    .sort((a, b) => b.score - a.score || a.sentence.at - b.sentence.at);
  const kept: Sentence[] = [];
  for (const { sentence } of ranked) {
    if (kept.length === wanted) break;
    if (!kept.some((other) => overlap(other.words, sentence.words) > SAME)) kept.push(sentence);
  }
  return kept.sort((a, b) => a.at - b.at).map((sentence) => sentence.text);
}

/** Mean weight of its words, so that length alone does not win; openings, decisions and figures count more. */
function scoreOf(sentence: Sentence, frequency: ReadonlyMap<string, number>, total: number): number {
  const weights = [...sentence.words].map((word) => Math.log(1 + (frequency.get(word) ?? 0)));
  const mean = weights.reduce((sum, weight) => sum + weight, 0) / Math.max(weights.length, 5);
  const opening = sentence.opens ? 1.15 : 1;
  const early = sentence.at < total * 0.1 ? 1.1 : 1;
  const telling = TELLING.test(sentence.text) ? 1.35 : 1;
  // "They expire on 31 March" is not understood without the sentence before it.
  const leaning = LEANING.test(sentence.text) ? 0.6 : 1;
  const figures = /\d/.test(sentence.text) ? 1.1 : 1;
  return mean * opening * early * telling * figures * leaning;
}

function sentencesOf(text: string): Sentence[] {
  const segmenter = new Intl.Segmenter('en', { granularity: 'sentence' });
  const sentences: Sentence[] = [];
  for (const paragraph of plain(text).split(/\n\s*\n|\n(?=\s*(?:[-*•]|\d+[.)])\s)/)) {
    let opens = true;
    for (const { segment } of segmenter.segment(paragraph.replace(/\s+/g, ' '))) {
      const sentence = segment.replace(/^\s*(?:[-*•]|\d+[.)])\s+/, '').trim();
      const words = new Set(contentWords(sentence));
      if (words.size === 0) continue;
      sentences.push({ text: sentence, words, at: sentences.length, opens });
      opens = false;
    }
  }
  return sentences;
}

/** The rows of a text that is but a table, each as one line: the head and its rule left out. */
function rowsOf(text: string): string[] {
  const rows = text.split('\n').flatMap((line) => /^\s*\|(.*)\|\s*$/.exec(line)?.[1] ?? []);
  const rule = rows.findIndex((row) => /^[\s:|-]+$/.test(row));
  return rows.slice(rule + 1).map((row) => {
    const [first = '', ...others] = row.split('|').map((cell) => cell.trim());
    return others.length === 0 ? first : `${first}: ${others.join('; ')}`;
  });
}

/** Prose alone: no code, tables, headings or quotation marks of Markdown. */
function plain(text: string): string {
  return text
    .replace(/\r\n?/g, '\n')
    .replace(/```[\s\S]*?```/g, '\n')
    .replace(/^\s*\|.*\|\s*$/gm, '')
    .replace(/^#{1,6}\s.*$/gm, '\n')
    .replace(/^— .*$/gm, '\n')
    .replace(/^>\s?/gm, '')
    .replace(/[*_]{2}/g, '');
}

function overlap(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  const shared = [...a].filter((word) => b.has(word)).length;
  return shared / Math.max(1, Math.min(a.size, b.size));
}
