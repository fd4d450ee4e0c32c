import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decode, type Inline, parseInline, parseMrkdwn } from '#playground/page/text/parse-mrkdwn.ts';

function wordsOf(nodes: readonly Inline[]): string {
  return nodes
    .map((node) => {
      if ('children' in node) return wordsOf(node.children);
      return 'text' in node ? node.text : '';
    })
    .join('');
}

describe('parseMrkdwn', () => {
  it('takes a link only to the web or to a mailbox, anything else as its label', () => {
    expect(parseInline('<https://example.com|here>')).toEqual([
      { kind: 'link', url: 'https://example.com', label: 'here' },
    ]);
    expect(parseInline('<javascript:alert(1)|here>')).toEqual([{ kind: 'text', text: 'here' }]);
  });

  it('leaves marks inside of words, sums and code alone', () => {
    for (const text of ['snake_case_name', '2*3*4', 'a ~ b ~ c', '* not bold *']) {
      expect(parseInline(text)).toEqual([{ kind: 'text', text }]);
    }
    expect(parseInline('`*a* <b>`')).toEqual([{ kind: 'code', text: '*a* <b>' }]);
  });

  it('nests styles and finds mentions inside of them', () => {
    expect(parseInline('*_both_ <@U0ADA>*')).toEqual([
      {
        kind: 'bold',
        children: [
          { kind: 'italic', children: [{ kind: 'text', text: 'both' }] },
          { kind: 'text', text: ' ' },
          { kind: 'user', id: 'U0ADA', label: null },
        ],
      },
    ]);
  });

  it('keeps quotes, paragraphs and code blocks apart', () => {
    const kinds = parseMrkdwn('one\n&gt; two\n&gt; three\n```four\nfive```\nsix').map(({ kind }) => kind);
    expect(kinds).toEqual(['paragraph', 'quote', 'preformatted', 'paragraph']);
  });

  it('undoes each of the three escapes once', () => {
    expect(decode('&amp;lt; &lt;b&gt;')).toBe('&lt; <b>');
  });

  it('loses no word of a text without marks, whatever it is', () => {
    const unmarked = fc.string({ unit: 'grapheme' }).filter((text) => !/[*_~`<>&:\n]/.test(text));
    fc.assert(fc.property(unmarked, (text) => wordsOf(parseInline(text)) === text));
  });
});
