import { readFile } from 'node:fs/promises';
import { beforeAll, expect, it } from 'vitest';
import { rowsTable } from '#bot/cli/rows.ts';
import { onEveryWorkbench } from '#test/setup/workbench.ts';
import { seedWeek } from './seeded-week.ts';

const GUIDE = 'docs/analysts.md';
const SAMPLE = /```sql\n([\s\S]*?)\n```\n\n```text\n[\s\S]*?\n?```/g;

onEveryWorkbench((bench) => {
  beforeAll(() => seedWeek(bench()));

  it('prints exactly what the guide for analysts shows; vitest -u writes it anew', async () => {
    const guide = await readFile(GUIDE, 'utf8');
    const queries = [...guide.matchAll(SAMPLE)].map(([, query = '']) => query);
    const printed: string[] = [];
    for (const query of queries) printed.push(rowsTable(await bench().sql(query)));
    const anew = guide.replaceAll(
      SAMPLE,
      (_, query: string) => `\`\`\`sql\n${query}\n\`\`\`\n\n\`\`\`text\n${printed.shift() ?? ''}\n\`\`\``,
    );
    await expect(anew).toMatchFileSnapshot(`../../${GUIDE}`);
  });

  it('has every view in the guide, and answers something for each', async () => {
    const guide = await readFile(GUIDE, 'utf8');
    const { rows } = await bench().sql(
      `select relname::text from pg_class where relkind = 'v' and relnamespace = 'public'::regnamespace order by 1`,
    );
    expect(rows.length).toBeGreaterThanOrEqual(14);
    for (const [view] of rows) {
      expect(guide, `${view}`).toContain(`\`${view}\``);
      expect((await bench().sql(`select * from ${view}`)).rows.length, `${view}`).toBeGreaterThan(0);
    }
  });

  it('sums to what the runs say, whichever view is asked', async () => {
    const total = async (query: string) => (await bench().sql(query)).rows[0]?.[0];
    const spent = await total('select sum(micro_usd)::bigint from runs');
    expect(await total('select sum(micro_usd)::bigint from cost_by_agent_hour')).toBe(spent);
    expect(await total('select sum(micro_usd)::bigint from cost_daily')).toBe(spent);
    expect(await total('select round(sum(usd) * 1000000)::bigint from difficulty_savings')).toBe(spent);
    const runs = await total('select count(*) from runs');
    expect(await total('select sum(runs)::bigint from usage_daily')).toBe(runs);
  });
});
