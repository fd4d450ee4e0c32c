import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Breaker } from '#agents/resilience/breaker.ts';

class Broken extends Error {}
class Harmless extends Error {}

const fail = (error: Error) => (): Promise<never> => Promise.reject(error);
const ok = (): Promise<string> => Promise.resolve('ok');

function aBreaker(): Breaker {
  return new Breaker({
    counts: (error) => error instanceof Broken,
    refuse: () => new Error('kept back'),
    now: () => Date.now(),
  });
}

async function open(breaker: Breaker): Promise<void> {
  for (let failure = 0; failure < 5; failure += 1) {
    await expect(breaker.execute(fail(new Broken('down')))).rejects.toThrow('down');
  }
}

describe('the breaker', () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['Date'], now: 1_000_000 });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('opens at the fifth failure in a row and refuses without calling', async () => {
    const breaker = aBreaker();
    for (let failure = 0; failure < 4; failure += 1) {
      await breaker.execute(fail(new Broken('down'))).catch(() => undefined);
    }
    expect(breaker.state).toBe('closed');
    await breaker.execute(fail(new Broken('down'))).catch(() => undefined);
    expect(breaker.state).toBe('open');
    const call = vi.fn(ok);
    await expect(breaker.execute(call)).rejects.toThrow('kept back');
    expect(call).not.toHaveBeenCalled();
  });

  it('forgets failures at a success, and never counts those that are not the other side’s', async () => {
    const breaker = aBreaker();
    for (let round = 0; round < 4; round += 1) {
      for (let failure = 0; failure < 4; failure += 1) {
        await breaker.execute(fail(new Broken('down'))).catch(() => undefined);
      }
      await breaker.execute(ok);
    }
    for (let failure = 0; failure < 20; failure += 1) {
      await breaker.execute(fail(new Harmless('your fault'))).catch(() => undefined);
    }
    expect(breaker.state).toBe('closed');
  });

  it('lets one of fifty calls through after a minute and refuses the other 49 at once', async () => {
    const breaker = aBreaker();
    await open(breaker);
    vi.setSystemTime(1_000_000 + 60_000);
    const probe = Promise.withResolvers<string>();
    const call = vi.fn(() => probe.promise);
    const calls = Array.from({ length: 50 }, () => breaker.execute(call));
    const refused = await Promise.allSettled(calls.slice(1));
    expect(refused.every((outcome) => outcome.status === 'rejected')).toBe(true);
    expect(call).toHaveBeenCalledTimes(1);
    probe.resolve('back');
    await expect(calls[0]).resolves.toBe('back');
  });

  it('closes after two good probes, one after the other', async () => {
    const breaker = aBreaker();
    await open(breaker);
    vi.setSystemTime(1_000_000 + 60_000);
    await breaker.execute(ok);
    expect(breaker.state).toBe('half_open');
    await breaker.execute(ok);
    expect(breaker.state).toBe('closed');
  });

  it('opens for another minute when a probe fails', async () => {
    const breaker = aBreaker();
    await open(breaker);
    vi.setSystemTime(1_000_000 + 60_000);
    await breaker.execute(ok);
    await breaker.execute(fail(new Broken('again'))).catch(() => undefined);
    expect(breaker.state).toBe('open');
    vi.setSystemTime(1_000_000 + 119_000);
    await expect(breaker.execute(ok)).rejects.toThrow('kept back');
    vi.setSystemTime(1_000_000 + 120_000);
    await expect(breaker.execute(ok)).resolves.toBe('ok');
  });

  it('does not take an abandoned probe for a success', async () => {
    const breaker = aBreaker();
    await open(breaker);
    vi.setSystemTime(1_000_000 + 60_000);
    await breaker.execute(fail(new Harmless('stopped by the user'))).catch(() => undefined);
    expect(breaker.state).toBe('open');
  });

  it('is no longer blocked once the minute is over, so that a router tries it again', async () => {
    const breaker = aBreaker();
    await open(breaker);
    expect(breaker.blocked).toBe(true);
    vi.setSystemTime(1_000_000 + 60_000);
    expect(breaker.blocked).toBe(false);
  });
});
