import { expect, it } from 'vitest';
import { keepHouse } from '#bot/housekeeping.ts';
import type { Lease } from '#store/leases.ts';
import { onEveryWorkbench } from '#test/setup/workbench.ts';

const quiet = { debug() {}, info() {}, warn() {} };

onEveryWorkbench((bench) => {
  it('has one of several instances do the chores, and another one when that has gone', async () => {
    const done: string[] = [];
    const waiting = new Map<string, () => void>();
    const instance = (holder: string) =>
      keepHouse({
        leases: bench().leases,
        holder,
        chores: [
          {
            name: 'note',
            async work() {
              done.push(holder);
              waiting.get(holder)?.();
            },
          },
        ],
        everyMs: 50,
        log: quiet,
      });
    const works = (holder: string) => new Promise<void>((resolve) => waiting.set(holder, resolve));
    const firstWorks = works('first');
    const first = instance('first');
    await firstWorks;
    const secondWorks = works('second');
    const second = instance('second');
    await works('first');
    expect(new Set(done)).toEqual(new Set(['first']));
    await first[Symbol.asyncDispose]();
    const until = done.length;
    await secondWorks;
    expect(new Set(done.slice(until))).toEqual(new Set(['second']));
    await second[Symbol.asyncDispose]();
  });

  it('goes on with the next chore, and the next round, when one fails', async () => {
    const warned: object[] = [];
    const epochs: Lease[] = [];
    const twice = Promise.withResolvers<void>();
    const house = keepHouse({
      leases: bench().leases,
      holder: 'alone',
      chores: [
        { name: 'broken', work: () => Promise.reject(new Error('no')) },
        {
          name: 'sound',
          async work(lease) {
            if (epochs.push(lease) === 2) twice.resolve();
          },
        },
      ],
      everyMs: 20,
      log: { ...quiet, warn: (fields: object) => void warned.push(fields) },
    });
    await twice.promise;
    await house[Symbol.asyncDispose]();
    expect(warned[0]).toMatchObject({ chore: 'broken' });
    expect(epochs[1]).toEqual(epochs[0]);
  });
});
