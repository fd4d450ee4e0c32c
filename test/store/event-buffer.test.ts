import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { eventsOver } from '#store/events.ts';
import { openRpc } from '#store/rpc/rpc.ts';
import { aRequest, contextOf } from '#test/store/fixtures.ts';

const run = contextOf(aRequest(), 1);
const event = (key: number) => ({ type: 'run_started', key: `k${key}`, payload: {} }) as const;

let databaseUp: boolean;
let written: number;
let logged: { fields: object; message: string }[];

beforeEach(() => {
  vi.useFakeTimers();
  databaseUp = false;
  written = 0;
  logged = [];
});
afterEach(() => vi.useRealTimers());

function openEvents() {
  const rpc = openRpc({
    url: 'http://genesis.localhost',
    key: 'service_role',
    fetch: async (_input, init) => {
      if (!databaseUp) return Response.json({ message: 'away', code: '57P01' }, { status: 500 });
      const { p_events } = JSON.parse(String(init?.body));
      written += p_events.length;
      return Response.json(0);
    },
  });
  const note = (fields: object, message: string) => void logged.push({ fields, message });
  return eventsOver(rpc, { debug: note, info: note, warn: note, error: note });
}

it('writes what could not be written as soon as it can be, though nothing is appended any more', async () => {
  const events = openEvents();
  events.append(run, event(1));
  await vi.advanceTimersByTimeAsync(10_000);
  expect(written).toBe(0);
  databaseUp = true;
  await vi.advanceTimersByTimeAsync(5_000);
  expect(written).toBe(1);
  expect(vi.getTimerCount()).toBe(0);
});

it('keeps ten thousand while the database is away, and says how many more there were', async () => {
  const events = openEvents();
  for (let n = 0; n < 10_007; n++) events.append(run, event(n));
  await vi.advanceTimersByTimeAsync(1_000);
  expect(logged.at(-1)).toMatchObject({ fields: { waiting: 10_000, dropped: 7 } });
  databaseUp = true;
  await vi.advanceTimersByTimeAsync(5_000);
  expect(written).toBe(10_000);
  expect(logged.at(-1)).toMatchObject({ fields: { dropped: 7 } });
});

it('tries once more when it is closed, and never again', async () => {
  const events = openEvents();
  events.append(run, event(1));
  await expect(events[Symbol.asyncDispose]()).rejects.toThrow('away');
  expect(vi.getTimerCount()).toBe(0);
});
