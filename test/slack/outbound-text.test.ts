import { array, assert, constantFrom, property } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { answerText } from '#bot/slack/answer-text.ts';
import { defuseMentions, oneLine, plainLinks } from '#bot/slack/outbound-text.ts';
import { sealOutbound } from '#bot/slack/seal-outbound.ts';
import { splitMarkdown } from '#bot/slack/split-markdown.ts';
import { requestOf } from './progress.ts';
import { answered } from './slack-world.ts';

const NOBODY = new Set<string>();

describe('mentions on their way out', () => {
  it.each([
    ['<!channel> look', 'channel look'],
    ['<!here|here> look', 'here look'],
    ['<!EVERYONE>', 'EVERYONE'],
    ['<!subteam^S123|@oncall>', 'oncall'],
    ['<!subteam^S123>', 'a user group'],
    ['@channel and @here', 'channel and here'],
    ['<!chan\u200bnel>', 'channel'],
    ['ask <@U999>', 'ask U999'],
    ['ask <@U999|lin>', 'ask U999'],
  ])('%s becomes %s', (text, safe) => {
    expect(defuseMentions(text, NOBODY)).toBe(safe);
  });

  it('keeps a mention of somebody whom the requester named', () => {
    expect(defuseMentions('<@U1> and <@U2>', new Set(['U1']))).toBe('<@U1> and U2');
  });

  it('leaves nothing that Slack reads as a mention, however it is put together', () => {
    const pieces = ['<', '!', '@', '>', '|', 'channel', 'here', 'U1', '^', 'subteam', '\u200b', ' ', '&lt;'];
    assert(
      property(array(constantFrom(...pieces), { maxLength: 12 }), (parts) => {
        const safe = defuseMentions(parts.join(''), NOBODY);
        expect(safe).not.toMatch(/<[!@]/);
        expect(safe).not.toMatch(/@(channel|here|everyone)\b/i);
      }),
      { numRuns: 3_000, seed: 7 },
    );
    expect(defuseMentions('<!chan<!x>nel>', NOBODY)).not.toMatch(/<!/);
  });

  it('reaches text in every block, chunk and field, and leaves ids and values alone', () => {
    const sealed = sealOutbound(
      {
        channel: 'C1',
        text: '<!here>',
        blocks: [
          { type: 'markdown', text: '<!channel>' },
          { type: 'section', text: { type: 'mrkdwn', text: '<@U1>' } },
          { type: 'actions', elements: [{ type: 'button', value: '<!here>', text: { text: '@here' } }] },
        ],
        chunks: [{ type: 'task_update', id: 't', title: '<!everyone>', output: '<@U1>', details: '@here' }],
      },
      NOBODY,
    );
    const { elements } = (sealed.blocks as { elements: { value: string }[] }[])[2] ?? { elements: [] };
    expect(elements[0]?.value).toBe('<!here>');
    expect(JSON.stringify({ ...sealed, blocks: (sealed.blocks as unknown[]).slice(0, 2) })).not.toMatch(
      /<!|<@/,
    );
  });
});

describe('links on their way out', () => {
  const hosts = new Set(['docs.example.com']);

  it.each([
    ['[here](https://evil.example/?q=secret)', 'here (`https://evil.example/?q=secret`)'],
    ['![x](https://evil.example/p.png)', 'x (`https://evil.example/p.png`)'],
    ['<https://evil.example|safe>', 'safe (`https://evil.example`)'],
    ['go to https://evil.example/a now', 'go to `https://evil.example/a` now'],
    ['an address (https://evil.example/a) in brackets', 'an address (`https://evil.example/a`) in brackets'],
    ['_https://evil.example/a_', '_`https://evil.example/a_`'],
    ['an open `https://evil.example/a', 'an open `https://evil.example/a`'],
    ['[a [b] c](slack://evil)', '[a [b] c] (slack://evil)'],
    ['[run](javascript:alert(1))', 'run (`javascript:alert(1`))'],
  ])('%s is shown as text', (text, shown) => {
    expect(plainLinks(text, hosts)).toBe(shown);
  });

  it.each(['[docs](https://docs.example.com/a)', 'https://docs.example.com/a', '`https://evil.example`'])(
    'leaves %s alone',
    (text) => {
      expect(plainLinks(text, hosts)).toBe(text);
    },
  );
});

describe('what bounds the time', () => {
  const SHAPES = [
    '<',
    '[',
    '](',
    '![',
    '[](',
    '<a:',
    '@',
    '<!',
    '<@A|',
    '<!subteam^',
    '`',
    'http://',
    '[a](b',
  ];

  it.each(SHAPES)('holds for a hundred thousand characters of %s', (shape) => {
    const text = shape.repeat(Math.ceil(100_000 / shape.length));
    const before = performance.now();
    defuseMentions(text, NOBODY);
    plainLinks(text, NOBODY);
    // Quadratic time was ten seconds and more here.
    expect(performance.now() - before).toBeLessThan(2_000);
  });
});

describe('what is said beside the answer', () => {
  it('holds no link either', () => {
    const reply = {
      text: 'Fine, see https://docs.example.com/a.',
      sources: [{ title: 'Docs', locator: 'https://docs.example.com/a', excerpt: '' }],
      missing: [],
      caveat: 'Doubts: [look](https://evil.example/1)',
    };
    const degraded = ['plan: [found](https://evil.example/2) was not taken in'];
    const text = answerText(answered(requestOf('q'), '', { reply, degraded }), reply);
    expect(text).toContain('see https://docs.example.com/a.');
    expect(text).toContain('look (`https://evil.example/1`)');
    expect(text).toContain('found (`https://evil.example/2`)');
  });
});

describe('long answers', () => {
  it('are cut at paragraphs and lose no word', () => {
    const text = Array.from({ length: 200 }, (_, index) => `Paragraph ${index} with a few words.`).join(
      '\n\n',
    );
    const pieces = splitMarkdown(text, 1_000);
    expect(Math.max(...pieces.map((piece) => piece.length))).toBeLessThanOrEqual(1_000);
    expect(pieces.join('\n\n')).toBe(text);
  });

  it('close a code fence that is cut and open it again', () => {
    const text = `\`\`\`ts\n${'const a = 1;\n'.repeat(200)}\`\`\``;
    const pieces = splitMarkdown(text, 1_000);
    expect(pieces.length).toBeGreaterThan(2);
    for (const piece of pieces) expect((piece.match(/```/g) ?? []).length % 2).toBe(0);
    expect(pieces[1]?.startsWith('```ts\n')).toBe(true);
    expect(Math.max(...pieces.map((piece) => piece.length))).toBeLessThanOrEqual(1_000);
  });

  it('are cut even where there is no place to cut', () => {
    expect(splitMarkdown('x'.repeat(2_500), 1_000).every((piece) => piece.length <= 1_000)).toBe(true);
  });

  it('fit on one line where a line is wanted', () => {
    expect(oneLine('a\n b\tc', 10)).toBe('a b c');
    expect(oneLine('abcdef', 4)).toBe('abc…');
  });
});
