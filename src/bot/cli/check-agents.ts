import { composeAgents } from '#bot/compose-runtime.ts';
import { readPlaybooks, SHIPPED_PLAYBOOKS_DIR } from '#graph/plan/read-playbooks.ts';
import type { Check } from './doctor.ts';
import type { Loaded } from './load-config.ts';

const ambient = ({ log }: Loaded) => ({ log, now: Date.now, random: Math.random });

/** Agents and playbooks that load, and every file that does not, with its field. */
export async function checkAgents(loaded: Loaded): Promise<Check[]> {
  await using agents = await composeAgents(loaded.config, loaded.secrets, ambient(loaded));
  const { playbooks, problems } = await readPlaybooks([SHIPPED_PLAYBOOKS_DIR, ...loaded.config.playbookDirs]);
  const remedy = 'correct the field in that file; the others serve meanwhile';
  const broken = (name: string) => (found: { file: string; field: string; problem: string }) => ({
    name,
    verdict: 'fail' as const,
    detail: `${found.file}: ${found.field}: ${found.problem}`,
    remedy,
  });
  return [
    { name: 'agents', verdict: 'pass', detail: `${agents.directory.index().size} loaded` },
    ...agents.quarantined().map(broken('agents')),
    { name: 'playbooks', verdict: 'pass', detail: `${playbooks.length} loaded` },
    ...problems.map(broken('playbooks')),
  ];
}

/** The configured model answers. */
export async function checkModel(loaded: Loaded): Promise<Check[]> {
  const name = 'model';
  if (loaded.config.model === null) {
    const detail = 'none: agents that need one do not run, and answers say what is missing';
    return [{ name, verdict: 'warn', detail, remedy: 'set OPENAI_API_KEY (and OPENAI_BASE_URL)' }];
  }
  await using agents = await composeAgents(loaded.config, loaded.secrets, ambient(loaded));
  const { models } = await agents.probe();
  if (models?.ok) return [{ name, verdict: 'pass', detail: models.detail }];
  const remedy = 'check OPENAI_API_KEY, OPENAI_BASE_URL and the names in GENESIS_MODEL_*';
  return [{ name, verdict: 'fail', detail: models?.detail ?? 'not reachable', remedy }];
}
