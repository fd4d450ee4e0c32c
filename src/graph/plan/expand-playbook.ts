import type { Task } from '#graph/task.ts';
import { assessRisk } from './assess-risk.ts';
import type { Clause } from './clause.ts';
import { instructionOf, quoted } from './instruction.ts';
import type { PlaybookMatch } from './match-playbook.ts';

/**
 * The phases of a playbook as tasks of one clause; ids are `<clause>.<phase>`. In instructions, `{request}` stands for
 * the clause in the requester's words, `{subject}` for the thing it acts on and `{details}` for what was said of it; a
 * sentence that speaks of details is left out where there are none.
 */
export function expandPlaybook(match: PlaybookMatch, clause: Clause, id: string, covers: number): Task[] {
  const request = quoted(clause.text);
  const subject = quoted(match.subject) || match.playbook.title;
  const details = quoted(match.details);
  const fill = (text: string) =>
    (details === '' ? withoutDetails(text) : text)
      .replaceAll('{request}', () => request)
      .replaceAll('{subject}', () => subject)
      .replaceAll('{details}', () => details);
  return match.playbook.phases.map((phase) => ({
    id: `${id}.${phase.id}`,
    title: fill(phase.title),
    instruction: instructionOf(fill(phase.instruction), clause.context),
    type: phase.type,
    skills: phase.skills,
    dependsOn: phase.dependsOn.map((other) => `${id}.${other}`),
    risk: riskOf(phase, clause.text),
    covers: [covers],
    checklist: phase.checklist,
    acceptance: phase.acceptance,
  }));
}

/** A phase that deploys is as risky as what the requester said about where. */
function riskOf(phase: PlaybookMatch['playbook']['phases'][number], request: string): Task['risk'] {
  if (phase.type !== 'deploy') return phase.risk;
  const asked = assessRisk(request, 'deploy');
  return asked === 'high' || asked === 'critical' ? asked : phase.risk;
}

function withoutDetails(text: string): string {
  if (!text.includes('{details}')) return text;
  return text
    .split(/(?<=[.!?])\s/)
    .filter((sentence) => !sentence.includes('{details}'))
    .join(' ');
}
