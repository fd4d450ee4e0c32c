import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Directory } from '#playground/workspace/directory.ts';
import { mentions, toWire } from '#playground/workspace/mrkdwn.ts';

const directory = new Directory();

describe('what a person types, as Slack sends it on', () => {
  it.each([
    ['@genesis hello', '<@U0GENESIS> hello'],
    ['hello @Genesis, please', 'hello <@U0GENESIS>, please'],
    ['<@U0GENESIS> hello', '<@U0GENESIS> hello'],
    ['ask @lin.', 'ask <@U0LIN>.'],
    ['(@ada)', '(<@U0ADA>)'],
    ['see <#C0ENG>', 'see <#C0ENG>'],
    ['@here and @channel', '<!here> and <!channel>'],
    ['mail ada@genesis.example', 'mail ada@genesis.example'],
    ['@nobody here', '@nobody here'],
    ['<@U0NOBODY> there', '&lt;@U0NOBODY&gt; there'],
    ['<!here> typed out', '&lt;!here&gt; typed out'],
    ['a < b && b > c', 'a &lt; b &amp;&amp; b &gt; c'],
    ['https://a.example/x?y=1&z=2.', '<https://a.example/x?y=1&amp;z=2>.'],
  ])('makes %j into %j', (typed, wire) => {
    expect(toWire(typed, directory)).toBe(wire);
  });

  it('lets nobody write markup but mentions: every other angle bracket and ampersand is escaped', () => {
    const typed = fc.string({ unit: fc.constantFrom('<', '>', '&', '@', '!', 'U', '0', 'a', ' ', ':', '/') });
    fc.assert(
      fc.property(typed, (text) => {
        const rest = toWire(text, directory).replace(/<(@U0[A-Z]+|!here|!channel|https?:[^<>]*)>/g, '');
        expect(rest.replace(/&(amp|lt|gt);/g, '')).not.toMatch(/[<>&]/);
      }),
    );
  });

  it('sees a mention of the one who is mentioned alone', () => {
    expect(mentions('hi <@U0GENESIS>', 'U0GENESIS')).toBe(true);
    expect(mentions('hi <@U0GENESIS2>', 'U0GENESIS')).toBe(false);
  });
});
