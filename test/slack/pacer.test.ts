import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { openPacer } from '#bot/slack/pacer.ts';

describe('the pacer', () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('lets a burst through and then one call a second into a channel', () => {
    const pacer = openPacer(() => 0);
    for (let call = 0; call < 3; call += 1) void pacer.turn('chat.postMessage', 'C1');
    expect(pacer.wait('chat.postMessage', 'C1')).toBe(1_000);
  });

  it('counts channels apart where Slack does, and together where it does not', () => {
    const pacer = openPacer(() => 0);
    for (let call = 0; call < 3; call += 1) void pacer.turn('chat.postMessage', 'C1');
    expect(pacer.wait('chat.postMessage', 'C2')).toBe(0);
    for (let call = 0; call < 18; call += 1) void pacer.turn('chat.startStream', 'C1');
    expect(pacer.wait('chat.startStream', 'C2')).toBe(3_000);
  });

  it('sends nothing before Retry-After is over', () => {
    const pacer = openPacer(() => 5_000);
    pacer.pause('chat.update', 'C1', 30_000);
    expect(pacer.wait('chat.update', 'C9')).toBe(30_000);
  });

  it('never passes a limit over a minute, whatever is asked', async () => {
    let now = 0;
    const pacer = openPacer(() => now);
    let sent = 0;
    while (now < 60_000) {
      if (pacer.wait('chat.appendStream', null) === 0) {
        await pacer.turn('chat.appendStream', null);
        sent += 1;
      } else now += 10;
    }
    expect(sent).toBeLessThanOrEqual(120);
  });

  it('gives up waiting with the signal', async () => {
    const pacer = openPacer(() => 0);
    pacer.pause('chat.update', null, 10_000);
    const stop = new AbortController();
    const turn = pacer.turn('chat.update', null, stop.signal);
    stop.abort();
    await expect(turn).rejects.toThrow();
  });
});
