import { writeFile } from 'node:fs/promises';
import { PGlite } from '@electric-sql/pglite';
import { EMPTY_CLUSTER } from './empty-cluster.ts';

/** Run after PGlite was updated: initdb once, so that no installation has to. */
const cluster = await PGlite.create();
const archive = await cluster.dumpDataDir('gzip');
await writeFile(EMPTY_CLUSTER, Buffer.from(await archive.arrayBuffer()));
await cluster.close();
