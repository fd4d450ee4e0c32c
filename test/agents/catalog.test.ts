import { describe, expect, it } from 'vitest';
import { Catalog } from '#agents/registry/catalog.ts';
import { anAgent, temporaryFolder } from './temporary-folder.ts';

const none = { needsOf: (): string[] => [], onChange: (): void => undefined };

describe('the catalog', () => {
  it('quarantines a broken file by name and serves the others', async () => {
    await using folder = await temporaryFolder();
    await folder.write('good.json', anAgent());
    const broken = await folder.write('broken.json', anAgent({ id: 'other', kind: 'robot' }));
    const catalog = new Catalog([folder.path], none);
    await catalog.refresh();
    expect([...catalog.snapshot.entries.keys()]).toEqual(['tester']);
    expect(catalog.snapshot.quarantined).toEqual([
      { file: broken, field: 'kind', problem: expect.stringContaining('"model"|"tool"') },
    ]);
  });

  it('lets the first file of a folder have an id, and says who has it', async () => {
    await using folder = await temporaryFolder();
    await folder.write('a.json', anAgent({ title: 'First' }));
    const second = await folder.write('b.json', anAgent({ title: 'Second' }));
    const catalog = new Catalog([folder.path], none);
    await catalog.refresh();
    expect(catalog.snapshot.entries.get('tester')?.card.title).toBe('First');
    expect(catalog.snapshot.quarantined).toEqual([
      { file: second, field: 'id', problem: "'tester' is already taken by a.json" },
    ]);
  });

  it("lets the deployment's folder win over the shipped one, without a complaint", async () => {
    await using shipped = await temporaryFolder();
    await using own = await temporaryFolder();
    await shipped.write('tester.json', anAgent({ title: 'Shipped' }));
    await own.write('mine.json', anAgent({ title: 'Own' }));
    const catalog = new Catalog([shipped.path, own.path], none);
    await catalog.refresh();
    expect(catalog.snapshot.entries.get('tester')?.card.title).toBe('Own');
    expect(catalog.snapshot.quarantined).toEqual([]);
  });

  it('gives the shipped agent back when the one that replaced it breaks', async () => {
    await using shipped = await temporaryFolder();
    await using own = await temporaryFolder();
    await shipped.write('tester.json', anAgent({ title: 'Shipped' }));
    await own.write('tester.json', anAgent({ title: 'Own' }));
    const catalog = new Catalog([shipped.path, own.path], none);
    await catalog.refresh();
    await own.write('tester.json', '{');
    await catalog.refresh();
    expect(catalog.snapshot.entries.get('tester')?.card.title).toBe('Shipped');
    expect(catalog.snapshot.quarantined).toHaveLength(1);
  });

  it('has a new version after a change, and none without one', async () => {
    await using folder = await temporaryFolder();
    await folder.write('a.json', anAgent());
    const catalog = new Catalog([folder.path], none);
    expect(await catalog.refresh()).toBe(true);
    const before = catalog.snapshot;
    expect(await catalog.refresh()).toBe(false);
    expect(catalog.snapshot).toBe(before);
    await folder.write('b.json', anAgent({ id: 'second' }));
    expect(await catalog.refresh()).toBe(true);
    await folder.remove('a.json');
    expect(await catalog.refresh()).toBe(true);
    expect([...catalog.snapshot.entries.keys()]).toEqual(['second']);
    expect(catalog.snapshot.version).toBe(3);
    expect([...before.entries.keys()]).toEqual(['tester']);
  });

  it('names a folder that cannot be read and serves the rest', async () => {
    await using folder = await temporaryFolder();
    await folder.write('a.json', anAgent());
    const catalog = new Catalog([folder.path, `${folder.path}/missing`], none);
    await catalog.refresh();
    expect(catalog.snapshot.entries.size).toBe(1);
    expect(catalog.snapshot.quarantined).toEqual([
      { file: `${folder.path}/missing`, field: '(folder)', problem: 'cannot be read: ENOENT' },
    ]);
    expect(await catalog.refresh()).toBe(false);
  });

  it('keeps what an agent lacks on its card', async () => {
    await using folder = await temporaryFolder();
    await folder.write('a.json', anAgent());
    const catalog = new Catalog([folder.path], {
      ...none,
      needsOf: ({ kind }) => (kind === 'model' ? ['model'] : []),
    });
    await catalog.refresh();
    expect(catalog.snapshot.entries.get('tester')?.card.needs).toEqual(['model']);
  });
});
