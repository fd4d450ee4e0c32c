import { readPercentChains } from './percent-chains.ts';

/**
 * Turns the way people write sums into an expression that a parser reads: words for operators, percentages,
 * thousands separators, currency signs. Pure text; whether the outcome is arithmetic is the parser's to say.
 */
export function readExpression(said: string): string {
  let text = said.normalize('NFKC').toLowerCase();
  for (const [pattern, replacement] of SPELLINGS) text = text.replace(pattern, replacement);
  for (const [pattern, replacement] of NUMBERS) text = text.replace(pattern, replacement);
  text = readPercentChains(text);
  for (const [pattern, replacement] of PERCENTAGES) text = text.replace(pattern, replacement);
  return text.replace(/\s+/g, ' ').trim();
}

const N = String.raw`(\d+(?:\.\d+)?)`;

const SPELLINGS: readonly [RegExp, string][] = [
  [/[×✕·∙]/g, '*'],
  [/÷/g, '/'],
  [/[−–—]/g, '-'],
  [/√\s*\(?\s*(\d+(?:\.\d+)?)\s*\)?/g, 'sqrt($1)'],
  [/²/g, '^2'],
  [/³/g, '^3'],
  // 1.250,50 and 3,5 as on the continent, where nothing else can be meant; function arguments stay.
  [/(?<![\d.,(])(\d{1,3})((?:\.\d{3})+),(\d{1,2})(?![\d,])/g, '$1$2#$3'],
  [/(?<=\d)\.(?=\d{3}(?:\.\d{3})*#)/g, ''],
  [/#/g, '.'],
  [/(?<![\d.,(])(\d+),(\d{1,2})(?![\d,.)])/g, '$1.$2'],
  [/(\d)[,'’](?=\d{3}(?:\D|$))/g, '$1'],
  [/(\d)_(?=\d)/g, '$1'],
  [/[$€£](?=\s*\d)/g, ''],
  [/(\d)\s?(?:€|£|\b(?:eur|usd|gbp|chf|euros?|dollars?|bucks|francs?)\b)/g, '$1'],
  [/\b(?:eur|usd|gbp|chf) ?(?=\d)/g, ''],
  [
    /(\d+(?:\.\d+)?) ?(?:hours?|hrs?|h) (?:and )?(\d+(?:\.\d+)?) ?(?:minutes?|mins?|min)\b/g,
    '($1 hours + $2 minutes)',
  ],
  [/(?<=\d ?|(?:in|to) )kb\b/g, 'kB'],
  [/(?<=\d ?|(?:in|to) )mb\b/g, 'MB'],
  [/(?<=\d ?|(?:in|to) )gb\b/g, 'GB'],
  [/(?<=\d ?|(?:in|to) )tb\b/g, 'TB'],
  [/\*\*/g, '^'],
  [/(\d+(?:\.\d+)?) ?(?:feet|foot|ft) (\d+(?:\.\d+)?) ?(?:inches|inch|in)\b/g, '($1 feet + $2 inches)'],
  [/\b(?:pounds?|lbs?)\b/g, 'lbm'],
  [/\b(kilo|milli|centi)?met(?:re|er)s?\b/g, '$1meter'],
  [/\b(milli)?litres?\b/g, '$1liter'],
  [/\bper\s?cent\b/g, '%'],
];

const UNITS_IN_WORDS: readonly string[] =
  'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen'.split(
    ' ',
  );
const TENS_IN_WORDS: readonly string[] = 'twenty thirty forty fifty sixty seventy eighty ninety'.split(' ');

const NUMBERS: readonly [RegExp, string][] = [
  ...TENS_IN_WORDS.flatMap((ten, at): [RegExp, string][] => [
    ...UNITS_IN_WORDS.slice(1, 10).map((unit, one): [RegExp, string] => [
      new RegExp(`\\b${ten}[ -]${unit}\\b`, 'g'),
      String((at + 2) * 10 + one + 1),
    ]),
    [new RegExp(`\\b${ten}\\b`, 'g'), String((at + 2) * 10)],
  ]),
  ...UNITS_IN_WORDS.map((word, value): [RegExp, string] => [new RegExp(`\\b${word}\\b`, 'g'), String(value)]),
  [/\b(?:a |(\d+) )?hundred\b/g, '($1 100)'],
  [/\(\s*(\d+) 100\)/g, '($1*100)'],
  [/\(\s+100\)/g, '100'],
  [/(\d) ?(?:million|mio)\b/g, '$1e6'],
  [/(\d) ?(?:billion|bn)\b/g, '$1e9'],
  [/(\d) ?thousand\b/g, '$1e3'],
  [/(\d)k\b/g, '$1e3'],
];

const PERCENTAGES: readonly [RegExp, string][] = [
  [new RegExp(`\\b(?:take )?${N} ?% (?:off|discount on|less than)(?: of)? ${N}`, 'g'), '$2 * (1 - $1/100)'],
  [new RegExp(`\\b${N} (?:with |at )?${N} ?% (?:off|discount)`, 'g'), '$1 * (1 - $2/100)'],
  [new RegExp(`\\b(?:add )?${N} ?% (?:to|on top of|more than) ${N}`, 'g'), '$2 * (1 + $1/100)'],
  [new RegExp(`\\b(?:subtract |take away |minus )${N} ?% from ${N}`, 'g'), '$2 * (1 - $1/100)'],
  [new RegExp(`\\b${N} (?:\\+|plus|increased by) ?${N} ?%(?! ?(?:of|off|on)\\b)`, 'g'), '$1 * (1 + $2/100)'],
  [
    new RegExp(`\\b${N} (?:-|minus|reduced by|decreased by) ?${N} ?%(?! ?(?:of|off|on)\\b)`, 'g'),
    '$1 * (1 - $2/100)',
  ],
  [new RegExp(`what (?:%|percentage) (?:of ${N} is ${N}|is ${N} of ${N})`, 'g'), '($2$3 / $1$4) * 100'],
  [new RegExp(`\\b${N} (?:is |as )(?:what|a) (?:%|percentage) of ${N}`, 'g'), '($1 / $2) * 100'],
  [new RegExp(`${N} ?% (?:of|on)\\b`, 'g'), '$1/100 *'],
  [new RegExp(`${N} ?%(?=\\s*(?:$|[)*/+?-]))`, 'g'), '($1/100)'],
  [/\bhalf of\b/g, '0.5 *'],
  [/\b(?:a )?third of\b/g, '1/3 *'],
  [/\b(?:a )?quarter of\b/g, '0.25 *'],
  [/\b(?:twice|double)\b/g, '2 *'],
  [/\bsquare root of ([\d.]+|\([^()]*\))/g, 'sqrt($1)'],
  [/\bcube root of ([\d.]+|\([^()]*\))/g, 'cbrt($1)'],
  [/\b(?:average|mean) of ((?:[\d.]+(?:, ?(?:and )?| and ))+[\d.]+)/g, 'mean($1)'],
  [/\b(?:sum|total) of ((?:[\d.]+, ?)+[\d.]+(?:,? and [\d.]+)?)/g, 'sum($1)'],
  [/(?<=\b(?:mean|sum)\([\d., and]*\d),? and (?=\d)/g, ','],
  [/(?<=\b(?:mean|sum)\([\d.,and ]*\d), (?=\d)/g, ','],
  [/\b(?:split|share|divide) ([\d.]+) (?:between|among|by) ([\d.]+)/g, '$1 / $2'],
  [/\bsum of ([\d.]+)(?:,| and) ?([\d.]+)/g, '$1 + $2'],
  [/\bsquared\b/g, '^2'],
  [/\bcubed\b/g, '^3'],
  [/\b(?:to|raised to) the power (?:of )?/g, '^'],
  [/\bdivide ([\d.]+) by\b/g, '$1 /'],
  [/\bmultiply ([\d.]+) (?:by|with)\b/g, '$1 *'],
  [/\bsubtract ([\d.]+) from ([\d.]+)/g, '$2 - $1'],
  [/\badd ([\d.]+) (?:to|and) ([\d.]+)/g, '$1 + $2'],
  [/\b(?:multiplied by|times)\b/g, '*'],
  [/(\d\)?) ?x ?(?=[\d(])/g, '$1 * '],
  [/\b(?:divided by|over)\b/g, '/'],
  [/\bplus\b/g, '+'],
  [/\bminus\b/g, '-'],
  [/\bmodulo\b/g, 'mod'],
  [/\bdegrees? (?=celsius|fahrenheit)/g, ''],
  [/°\s?c\b/g, ' celsius'],
  [/°\s?f\b/g, ' fahrenheit'],
  [/(\d) ?c (?=(?:in|to) (?:f|fahrenheit)\b)/g, '$1 celsius '],
  [/(\d) ?f (?=(?:in|to) (?:c|celsius)\b)/g, '$1 fahrenheit '],
  [/\b(in|to) f\b/g, '$1 fahrenheit'],
  [/\b(in|to) c\b/g, '$1 celsius'],
  [/\bhow many ([a-z]+) (?:(?:are|is) )?(?:there )?in (?:a|an|one|1) ([a-z]+)\b/g, '1 $2 to $1'],
  [/\bhow many ([a-z]+) (?:(?:are|is) )?(?:there )?(?:in )?([\d.]+ ?[a-z]+)\b/g, '$2 to $1'],
];
