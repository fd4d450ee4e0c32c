import { writeFile } from 'node:fs/promises';
import { arch, cpus, loadavg, platform, totalmem } from 'node:os';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { readData } from './deciding.ts';
import { orchestrate } from './orchestrate.ts';
import { quality } from './quality.ts';
import { routeAtScale } from './route-at-scale.ts';
import type { Row } from './row.ts';
import { yardstick } from './yardstick.ts';

/** Runs every measurement in this one process, prints them and writes them to RESULTS.md beside this file. */
const unit = yardstick();
const rows: Row[] = [
  await orchestrate(unit),
  routeAtScale(1_000, 2, unit),
  routeAtScale(10_000, 3, unit),
  routeAtScale(100_000, 5, unit),
];
const firstShot = z.record(z.string(), z.string()).parse(await readData('first-shot.json'));
const measures = await quality(() => {});
const report = [
  '# Measured',
  '',
  'Written by `npm run bench`: one process, each measurement warmed up and repeated; median and p99 are the least over the',
  'repetitions, worst is the worst of all. Times are of the machine below; ratios compare. The yardstick is a fixed piece of plain work, timed in the same process.',
  '',
  `- Machine: ${cpus()[0]?.model ?? 'unknown processor'}, ${cpus().length} cores, ${Math.round(totalmem() / 2 ** 30)} GB, ${platform()} ${arch()}`,
  `- Load when it ended: ${loadavg()[0]?.toFixed(1)} (processes that want a core, over a minute)`,
  `- Node ${process.version}, yardstick ${ms(unit)}`,
  '',
  '| what | work done | median | p99 | worst | to reach | ratios | reached |',
  '| --- | --- | --- | --- | --- | --- | --- | --- |',
  ...rows.map(line),
  '',
  '## Quality of plans and routing, without a model',
  '',
  'The held-out set was written before the planner saw it; its first score stands beside the one after the faults that it',
  'showed were mended.',
  '',
  '| measure | first time | now |',
  '| --- | --- | --- |',
  ...measures.map(([what, value]) => `| ${what} | ${firstShot[what] ?? ''} | ${value} |`),
  '',
].join('\n');
await writeFile(fileURLToPath(new URL('RESULTS.md', import.meta.url)), report);
console.log(report);

function line(row: Row): string {
  const ratios = row.ratios.map(([name, value]) => `${name} ${value.toFixed(2)}`).join(', ');
  const cells = [
    row.what,
    row.work,
    ms(row.medianMs),
    ms(row.p99Ms),
    ms(row.worstMs),
    row.limits,
    ratios,
    row.reached ? 'yes' : 'no',
  ];
  return `| ${cells.join(' | ')} |`;
}

function ms(value: number): string {
  return `${value.toFixed(3)} ms`;
}
