import { describe, expect, it } from 'vitest';
import type { Judged } from '#graph/critics/critic.ts';
import { SHIPPED_CRITICS } from '#graph/critics/shipped.ts';
import { done, request } from '#test/graph-runtime/ports.ts';

const LENGTH = 40_000;
/** Milliseconds of processor time, the least of three: a quadratic pattern takes from 400 to minutes. */
const MOST = 100;

/** Each begins, again and again, what a pattern looks for, and never ends it. */
const HOSTILE = [
  ...[
    'a',
    'a-',
    'a_',
    'a/',
    'x.',
    'SG.',
    'sk-',
    'secret-',
    'password ',
    'password: ',
    'ab://b:c',
    'eyJaaaaaaaa.',
  ],
  ...[
    '[',
    '![',
    '[a](',
    '![a](',
    '[a](b:',
    '[a](b: ',
    '<',
    '<!',
    '<!here|',
    '<@U',
    '<@U1|',
    '<https://a|',
    '"',
    '“',
  ],
  ...[
    '`',
    '``',
    '```',
    '~~~',
    '" a',
    '> ',
    '\n',
    ' ',
    'ignore ',
    'ignore your ',
    'send secret to ',
    'you must ',
  ],
  ...['1', '1.', '1,', '1+', '1/', '1^', '(', '((1', '1+(', '$', '5% of ', '1 is ', '1 jan ', '2026-01-01 '],
  ...['from 1 to 2 ', `from 1 to 2${' '.repeat(200)}`, '-----BEGIN PRIVATE KEY-----', '🙂', '\u00a0'],
];

function cost(work: () => unknown): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000;
}

describe('a text of 40,000 characters', () => {
  it.each(HOSTILE)('of nothing but %j costs no critic more than a moment', (part) => {
    const text = part.repeat(Math.ceil(LENGTH / part.length)).slice(0, LENGTH);
    for (const { name, judge, when } of SHIPPED_CRITICS)
      for (const kind of ['answer', 'request'] as const) {
        const measured = () => {
          const asked = request('?');
          const results = [done('t1', 'x')];
          const given = { kind, text, request: asked, results, missing: [], earlier: [] };
          const judged: Judged = { ...given, risk: 'low', taskGraph: null };
          return cost(() => [when?.(judged), judge(judged, AbortSignal.abort())]);
        };
        let least = measured();
        for (let again = 0; again < 2 && least >= MOST; again += 1) least = Math.min(least, measured());
        expect({ name, kind, quick: least < MOST ? true : least }).toEqual({ name, kind, quick: true });
      }
  });
});
