import { describe, expect, it } from 'vitest';
import { judgeAccess } from '#bot/slack/access.ts';
import { MessageEvent } from '#bot/slack/message-event.ts';
import { runIdOf } from '#bot/slack/run-id.ts';
import { screen } from '#bot/slack/screen.ts';

const SELF = { team: 'T1', user: 'UBOT', bot: 'BBOT' };
const see = (event: object) =>
  screen(
    MessageEvent.parse({ type: 'message', channel: 'C1', user: 'U1', ts: '10.1', text: '', ...event }),
    SELF,
    'T1',
  );
const textOf = (event: object) => {
  const screened = see(event);
  return screened.kind === 'request' ? screened.message.text : screened.kind;
};

describe('screening a message', () => {
  it.each([
    ['our own', { user: 'UBOT', text: '<@UBOT> go' }],
    ["another bot's", { bot_id: 'B2', text: '<@UBOT> go' }],
    ["Slack's own", { user: 'USLACK', text: '<@UBOT> go' }],
    ["Slackbot's", { user: 'USLACKBOT', text: '<@UBOT> go' }],
    ['a join notice', { subtype: 'channel_join', text: '<@UBOT> go' }],
    ['a bot_message', { subtype: 'bot_message', text: '<@UBOT> go' }],
    ['one that names nobody', { text: 'go' }],
    ['an edit that arrives as a mention', { type: 'app_mention', text: '<@UBOT> go', edited: { ts: '1' } }],
    ['one to somebody else in a thread', { text: '<@U2> can you look?', thread_ts: '9.1' }],
    ['an edit that changed no words', edit('same', 'same')],
    ['an edit by somebody else', edit('a', 'b', { edited: { ts: '11.0', user: 'U2' } })],
    ['a change of our own stream', edit('a', 'b', { bot_id: 'BBOT', user: 'UBOT' })],
  ])('ignores %s', (_, event) => {
    expect(see(event).kind).toBe('ignore');
  });

  it('takes our mention out wherever it stands, and no other', () => {
    expect(textOf({ text: '<@UBOT> ask <@U2> about it' })).toBe('ask <@U2> about it');
    expect(textOf({ text: 'please <@UBOT> do it' })).toBe('please do it');
    expect(textOf({ text: 'do it <@UBOT|genesis>' })).toBe('do it');
  });

  it('decodes entities once and makes links and channels readable', () => {
    expect(textOf({ text: '<@UBOT> is 1 &lt; 2 &amp;&amp; 3 &gt; 2? see &amp;lt;' })).toBe(
      'is 1 < 2 && 3 > 2? see &lt;',
    );
    expect(textOf({ text: '<@UBOT> read <https://a.example/x|the page> and <https://b.example>' })).toBe(
      'read the page (https://a.example/x) and https://b.example',
    );
    expect(textOf({ text: '<@UBOT> post to <#C9|general>' })).toBe('post to #general');
  });

  it('keeps the lines of a list', () => {
    expect(textOf({ text: '<@UBOT> do\n1. this\n2. that' })).toBe('do\n1. this\n2. that');
  });

  it('answers in the thread of the message, which is its own where it has none', () => {
    const top = see({ text: '<@UBOT> go', ts: '10.1' });
    const inside = see({ text: '<@UBOT> go', ts: '10.1', thread_ts: '9.9' });
    expect(top.kind === 'request' && top.message.thread).toBe('10.1');
    expect(inside.kind === 'request' && inside.message.thread).toBe('9.9');
  });

  it('gives both events of one mention the same run, and two messages two', () => {
    const first = see({ type: 'app_mention', text: '<@UBOT> go' });
    const second = see({ type: 'message', text: '<@UBOT> go' });
    const other = see({ text: '<@UBOT> go', ts: '10.2' });
    const idOf = (one: typeof first) => one.kind === 'request' && one.message.runId;
    expect(idOf(first)).toBe(idOf(second));
    expect(idOf(other)).not.toBe(idOf(first));
  });

  it('takes direct messages without a mention, files included', () => {
    expect(textOf({ channel: 'D1', channel_type: 'im', text: 'go' })).toBe('go');
    expect(
      see({ channel: 'D1', channel_type: 'im', subtype: 'file_share', files: [{ id: 'F1' }] }).kind,
    ).toBe('request');
  });

  it('leaves a thread message without a mention to the conversation', () => {
    expect(see({ text: 'and then?', thread_ts: '9.9' }).kind).toBe('follow_up');
  });

  it.each(['stop', 'Stop!', 'please stop', 'cancel it', '<@UBOT> abort.'])('reads "%s" as a stop', (text) => {
    expect(see({ text, thread_ts: '9.9' }).kind).toBe('stop');
  });

  it.each(['stop the old server', 'how do I cancel a contract?'])('reads "%s" as a request', (text) => {
    expect(textOf({ text: `<@UBOT> ${text}` })).toBe(text);
  });

  it.each([
    ['hi', 'greeting'],
    ['Hello there!', 'greeting'],
    ['good morning :sun_with_face:', 'greeting'],
    ['thanks', 'thanks'],
    ['Thank you so much!!', 'thanks'],
    ['👍', 'empty'],
  ])('reads "%s" as small talk, and not at all where nobody spoke to us', (text, what) => {
    expect(see({ text: `<@UBOT> ${text}` })).toMatchObject({ kind: 'small_talk', what });
    expect(see({ text, thread_ts: '9.9' })).toEqual({ kind: 'ignore', reason: 'small_talk' });
  });

  it.each(['hi, what is 2 + 2?', 'thanks, now draft the note', 'hello world in Rust', '?'])(
    'reads "%s" as a request',
    (text) => {
      expect(textOf({ text: `<@UBOT> ${text}` })).toBe(text);
    },
  );

  it('tells commands, empty mentions, edits and deletions apart', () => {
    expect(see({ text: '<@UBOT> Flags' })).toMatchObject({ kind: 'command', name: 'flags' });
    expect(textOf({ text: '<@UBOT> flags of Europe' })).toBe('flags of Europe');
    expect(see({ text: ' <@UBOT> ' })).toMatchObject({ kind: 'small_talk', what: 'empty' });
    const runId = runIdOf({ team: 'T1', channel: 'C1', ts: '10.1' });
    expect(see(edit('before', 'after'))).toMatchObject({ kind: 'edited', runId, user: 'U1' });
    expect(
      see({ subtype: 'message_deleted', deleted_ts: '10.1', previous_message: { user: 'U1', ts: '10.1' } }),
    ).toMatchObject({ kind: 'deleted', runId, user: 'U1', ts: '10.1', thread: '10.1' });
  });
});

describe('access', () => {
  const place = { channel: 'C1', direct: false, shared: false };

  it('lets members and admins in, and nobody else', () => {
    expect(judgeAccess('member', place, new Set()).ok).toBe(true);
    expect(judgeAccess('admin', place, new Set()).ok).toBe(true);
    expect(judgeAccess('guest', place, new Set()).ok).toBe(false);
    expect(judgeAccess('external', place, new Set()).ok).toBe(false);
  });

  it('refuses everybody in a channel shared with another organisation, until it is opened', () => {
    const shared = { ...place, shared: true };
    expect(judgeAccess('admin', shared, new Set()).ok).toBe(false);
    expect(judgeAccess('external', shared, new Set(['C1'])).ok).toBe(true);
  });
});

function edit(before: string, after: string, author: object = {}): object {
  return {
    subtype: 'message_changed',
    ts: '11.0',
    message: { user: 'U1', ts: '10.1', text: after, edited: { ts: '11.0' }, ...author },
    previous_message: { user: 'U1', ts: '10.1', text: before },
  };
}
