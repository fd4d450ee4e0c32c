import { expect, it } from 'vitest';
import type { SlackApi } from '#bot/slack/api.ts';
import { readThreadBefore } from '#bot/slack/find-post.ts';

/** A thread of 1,500 messages in pages of 200, oldest first, its first message in front of each page. */
function longThread(): { api: SlackApi; calls: unknown[] } {
  const all = Array.from({ length: 1_500 }, (_, index) => ({
    ts: `${1_000 + index}.000000`,
    text: `m${index}`,
  }));
  const calls: unknown[] = [];
  const api: SlackApi = {
    wait: () => 0,
    async call(method, args) {
      calls.push([method, args.latest]);
      const from = Number(args.cursor ?? 0);
      const page = all.slice(from, from + 200);
      const next_cursor = from + 200 < all.length ? String(from + 200) : '';
      const messages = from === 0 ? page : [all[0], ...page];
      return { ok: true, data: { messages, response_metadata: { next_cursor } } };
    },
  };
  return { api, calls };
}

it('gives the newest messages before the request of a long thread, in order', async () => {
  const { api, calls } = longThread();
  const place = { channel: 'C1', thread: '1000.000000', latest: '2500.000000' };
  const replies = await readThreadBefore(api, place, 41);
  expect(replies.slice(-40).map(({ text }) => text)).toEqual(
    Array.from({ length: 40 }, (_, index) => `m${1_460 + index}`),
  );
  expect(calls[0]).toEqual(['conversations.replies', '2500.000000']);
});
