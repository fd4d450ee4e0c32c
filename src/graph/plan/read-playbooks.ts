import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Playbook, type PlaybookProblem, parsePlaybook, type RefinementLimits } from './playbook.ts';

/** The playbooks that ship. */
export const SHIPPED_PLAYBOOKS_DIR = fileURLToPath(new URL('../playbooks', import.meta.url));

/**
 * Reads every `*.json` of the folders, in order of folder and file name; a later playbook with the id of an earlier
 * one replaces it. What cannot be read or parsed is a problem with file and field; the others load.
 */
export async function readPlaybooks(
  dirs: readonly string[],
  limits?: RefinementLimits,
): Promise<{ playbooks: Playbook[]; problems: PlaybookProblem[] }> {
  const playbooks = new Map<string, Playbook>();
  const problems: PlaybookProblem[] = [];
  for (const file of (await Promise.all(dirs.map((dir) => jsonFiles(dir, problems)))).flat()) {
    const read = await readJson(file);
    const parsed = read.ok
      ? parsePlaybook(read.value, file, limits)
      : { ok: false as const, problems: [read.problem] };
    if (parsed.ok) playbooks.set(parsed.playbook.id, parsed.playbook);
    else problems.push(...parsed.problems);
  }
  return { playbooks: [...playbooks.values()], problems };
}

async function jsonFiles(dir: string, problems: PlaybookProblem[]): Promise<string[]> {
  try {
    const names = await readdir(dir);
    return names
      .filter((name) => name.endsWith('.json'))
      .toSorted()
      .map((name) => join(dir, name));
  } catch (cause) {
    problems.push({ file: dir, field: '(folder)', problem: reason(cause) });
    return [];
  }
}

async function readJson(
  file: string,
): Promise<{ ok: true; value: unknown } | { ok: false; problem: PlaybookProblem }> {
  try {
    return { ok: true, value: JSON.parse(await readFile(file, 'utf8')) };
  } catch (cause) {
    return { ok: false, problem: { file, field: '(whole file)', problem: reason(cause) } };
  }
}

function reason(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
