import { writeFile } from 'node:fs/promises';
import { arch, cpus, platform, totalmem } from 'node:os';
import { fileURLToPath } from 'node:url';
import { orchestrate } from './orchestrate.ts';
import { routeAtScale } from './route-at-scale.ts';
import type { Row } from './row.ts';

/** Runs every measurement in this one process, prints them and writes them to RESULTS.md beside this file. */
const rows: Row[] = [await orchestrate(), routeAtScale(1_000, 2), routeAtScale(100_000, 5)];
const report = [
  '# Measured',
  '',
  'Written by `npm run bench`: one process, warmed up, interleaved. Times are of the machine below; ratios compare.',
  '',
  `- Machine: ${cpus()[0]?.model ?? 'unknown processor'}, ${cpus().length} cores, ${Math.round(totalmem() / 2 ** 30)} GB, ${platform()} ${arch()}`,
  `- Node ${process.version}`,
  '',
  '| what | work done | median | p99 | to reach | ratios | reached |',
  '| --- | --- | --- | --- | --- | --- | --- |',
  ...rows.map(line),
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
    row.limits,
    ratios,
    row.reached ? 'yes' : 'no',
  ];
  return `| ${cells.join(' | ')} |`;
}

function ms(value: number): string {
  return `${value.toFixed(3)} ms`;
}
