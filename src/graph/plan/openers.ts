import type { Token } from '#graph/text/lex.ts';

/** How a clause stands to what was said before it. */
export type Link = 'none' | 'then' | 'finally' | 'apart';

const LINKS: readonly (readonly [Link, string])[] = [
  [
    'then',
    'then|and then|next|after that|after this|after which|afterwards|afterward|subsequently|thereafter|once done|' +
      'based on that|based on this|based on it|based on them|based on the results|based on the findings|using the results|' +
      'when done|once that is done|once this is done|when that is done|once it is done|as a next step|second|secondly|' +
      'third|thirdly|fourth|fourthly',
  ],
  [
    'finally',
    'finally|lastly|last|at last|eventually|in the end|at the end|to finish|as a last step|last of all|to conclude',
  ],
  [
    'apart',
    'meanwhile|in the meantime|in parallel|at the same time|simultaneously|separately|independently|on the side',
  ],
  [
    'none',
    'first|firstly|first of all|to start|to begin|to start with|to begin with|also|additionally|in addition|and|but|plus|too',
  ],
];

/** What people say before they say something. */
const GREETING =
  'hey|hi|hello|hi team|hi all|hi everyone|hi there|hi folks|hey team|hey all|hey there|hey folks|hello team|hello all|' +
  'hello everyone|hello there|good morning|good afternoon|ok|okay|so|well|now|just|quickly|genesis|@genesis|thanks';

/** Ways to ask that are not what is asked. */
const COURTESY =
  'please|pls|plz|kindly|can you|could you|would you|' +
  'will you|can we|could we|can i have you|could someone|can someone|can you help me|can you help us|' +
  "could you help me|i want you to|i need you to|i'd like you to|i would like you to|i want to|i need to|i'd like to|" +
  "i would like to|we need to|we want to|we should|we have to|we must|we'd like to|let's|lets|let us|help me|help us|" +
  'help me to|help us to|go ahead and|your task is to|your job is to|the task is to|you should|you need to|you must|' +
  'if possible|if you can|it would be great if you could|i would appreciate it if you could|' +
  "i'd appreciate it if you could|i was wondering if you could|feel free to|try to|go and|be so kind as to|" +
  'give me a hand and';

type Opener = { readonly words: readonly string[]; readonly link: Link; readonly courtesy: boolean };

const BY_FIRST_WORD = new Map<string, Opener[]>();

for (const [link, list, courtesy] of [
  ...LINKS.map(([link, list]) => [link, list, false] as const),
  ['none', GREETING, false] as const,
  ['none', COURTESY, true] as const,
]) {
  for (const phrase of list.split('|')) {
    const words = phrase.split(' ');
    const first = words[0] ?? '';
    const others = BY_FIRST_WORD.get(first) ?? [];
    others.push({ words, link, courtesy });
    BY_FIRST_WORD.set(first, others);
  }
}
for (const openers of BY_FIRST_WORD.values()) openers.sort((a, b) => b.words.length - a.words.length);

export type Opened = {
  /** Index of the first token of what is asked. */
  readonly at: number;
  readonly link: Link;
  /** Something like "please" or "can you" stood there: what follows is a request, whatever its mood. */
  readonly courteous: boolean;
};

/** Reads over order words, courtesy and commas from `from` on. */
export function skipOpeners(tokens: readonly Token[], from: number): Opened {
  let at = from;
  let link: Link = 'none';
  let courteous = false;
  while (at < tokens.length) {
    const opener = openerAt(tokens, at);
    if (opener !== undefined) {
      if (opener.link !== 'none') link = opener.link;
      courteous ||= opener.courtesy;
      at += opener.words.length;
      continue;
    }
    const mark = tokens[at];
    if (mark?.kind !== 'mark' || !',;:-–—&'.includes(mark.text)) break;
    at++;
  }
  return { at, link, courteous };
}

function openerAt(tokens: readonly Token[], at: number): Opener | undefined {
  const first = tokens[at];
  if (first === undefined || first.kind !== 'word') return undefined;
  const opener = BY_FIRST_WORD.get(first.lower)?.find(({ words }) =>
    words.every((word, offset) => tokens[at + offset]?.lower === word),
  );
  if (opener === undefined || !isAdjective(opener, tokens, at)) return opener;
  return undefined;
}

const DOUBLE_MEANING: ReadonlySet<string> = new Set(
  'next|last|first|second|third|fourth|now|well|so|too|quickly'.split('|'),
);
const NOUN_FOLLOWS =
  /^(?:week|month|quarter|year|day|sprint|release|version|meeting|step|steps|time|few|draft|party|aid|class|line)s?$/;

/** "next week" and "the first draft" order nothing. */
function isAdjective(opener: Opener, tokens: readonly Token[], at: number): boolean {
  if (opener.words.length > 1 || !DOUBLE_MEANING.has(opener.words[0] ?? '')) return false;
  return NOUN_FOLLOWS.test(tokens[at + 1]?.lower ?? '');
}
