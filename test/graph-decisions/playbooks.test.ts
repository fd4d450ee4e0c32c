import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';

import { checkGraph } from '#graph/plan/check-graph.ts';
import { parsePlaybook } from '#graph/plan/playbook.ts';
import { readPlaybooks } from '#graph/plan/read-playbooks.ts';
import { DEFAULT_SETTINGS } from '#graph/settings.ts';
import { INDEX, PLAYBOOK_PROBLEMS, PLAYBOOKS, plan, routed } from './planning.ts';

const folders: string[] = [];
afterEach(async () => {
  await Promise.all(folders.splice(0).map((folder) => rm(folder, { recursive: true, force: true })));
});

async function folderWith(files: Record<string, string>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'playbooks-'));
  folders.push(folder);
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
  return folder;
}

const TEN = [
  ['Build REST API endpoint', 'api'],
  ['Create marketing landing page', 'landing-page'],
  ['Build authentication system with OAuth and JWT', 'authentication'],
  ['Integrate payment processing with Stripe', 'payments'],
  ['Set up analytics dashboard with charts and metrics', 'analytics-dashboard'],
  ['Build SaaS MVP with authentication, payments, and analytics', 'saas-mvp'],
  ['Launch e-commerce platform with inventory management', 'ecommerce-launch'],
  ['Deploy microservice with CI/CD pipeline and monitoring', 'microservice'],
  ['Run comprehensive security audit on production system', 'security-audit'],
  ['Build ML training pipeline with data preprocessing', 'ml-pipeline'],
] as const;

describe('the playbooks that ship', () => {
  it('all parse', () => {
    expect(PLAYBOOK_PROBLEMS).toEqual([]);
    expect(PLAYBOOKS.length).toBeGreaterThanOrEqual(14);
  });

  it.each(
    PLAYBOOKS.flatMap((playbook) => playbook.examples.map((example) => [example, playbook.id] as const)),
  )('"%s" asks for %s', (text, id) => {
    expect(plan(text).playbook).toBe(id);
  });

  it('cover the ten requests with fifty tasks or more, in ordered phases, each routed with a reason', () => {
    let tasks = 0;
    for (const [text, id] of TEN) {
      const graph = plan(text);
      tasks += graph.tasks.length;
      expect(graph.playbook).toBe(id);
      expect(checkGraph(graph, DEFAULT_SETTINGS.plan, INDEX.types)).toEqual([]);
      expect(graph.tasks.filter((task) => task.dependsOn.length === 0)).toHaveLength(1);
      for (const decision of routed(graph)) {
        expect(decision.agent).not.toBeNull();
        expect(decision.reasons).not.toEqual([]);
      }
    }
    expect(tasks).toBeGreaterThanOrEqual(50);
  });

  it('ask for no approval where nobody spoke of a live system', () => {
    const risks = TEN.flatMap(([text]) => plan(text).tasks.map((task) => task.risk));
    expect(risks.filter((risk) => risk === 'high' || risk === 'critical')).toEqual([]);
  });

  it('make the phase that deploys as risky as the place that was named', () => {
    const { tasks } = plan('Deploy microservice to production');
    expect(tasks.find((task) => task.type === 'deploy')?.risk).toBe('high');
  });

  it('speak of what was asked, and leave no blank to fill', () => {
    const text = plan('Build authentication system with OAuth and JWT')
      .tasks.map((task) => `${task.title} ${task.instruction}`)
      .join('\n');
    expect(text).toContain('OAuth and JWT');
    expect(text).not.toMatch(/[{}]/);
    expect(
      plan('build an API')
        .tasks.map((task) => task.instruction)
        .join('\n'),
    ).not.toMatch(/[{}]/);
  });
});

describe('a playbook is not taken', () => {
  it.each([
    ['How do I build an API?'],
    ['What is our policy on payments?'],
    ['Write a blog post about payment processing'],
    ['Fix the typo on the landing page'],
    ['Summarise the security audit'],
    ['Create an API key'],
    ['Explain authentication'],
    ['Schedule a meeting about the dashboard'],
    ['Refund the payment'],
  ])('for "%s"', (text) => {
    expect(plan(text).playbook).toBeUndefined();
  });

  it('where the requester lays out the steps', () => {
    expect(plan('Build a landing page, test it, and deploy it').tasks).toHaveLength(3);
    expect(plan('design, build and test the API').tasks).toHaveLength(3);
  });

  it('where the requester names the agent', () => {
    expect(plan('ask security to run a security audit').tasks).toHaveLength(1);
  });
});

it('expands two jobs of one request, the second after the first where that was said', () => {
  const graph = plan('Create a landing page, then set up an analytics dashboard');
  const second = graph.tasks.find((task) => task.id === 't2.questions');
  expect(second?.dependsOn).toEqual(['t1.launch']);
  expect(graph.clauses).toHaveLength(2);
});

describe('playbooks of a deployment', () => {
  const good = {
    id: 'tea',
    title: 'Tea',
    description: 'Makes tea.',
    version: 1,
    match: { verbs: ['prepare'], objects: ['tea party'] },
    examples: ['Prepare a tea party'],
    phases: [
      {
        id: 'boil',
        title: 'Boil',
        instruction: 'Boil water for “{request}”.',
        type: 'generic',
        checklist: ['hot'],
        acceptance: ['boils'],
      },
      {
        id: 'pour',
        title: 'Pour',
        instruction: 'Pour it.',
        type: 'generic',
        dependsOn: ['boil'],
        checklist: ['slow'],
        acceptance: ['poured'],
      },
    ],
  };

  it('are read beside those that ship, and the broken ones are named with file and field', async () => {
    const folder = await folderWith({
      'tea.json': JSON.stringify(good),
      'broken.json': '{"id": ',
      'wrong.json': JSON.stringify({
        ...good,
        id: 'wrong',
        phases: [{ ...good.phases[0], type: 'witchcraft' }, good.phases[1]],
      }),
    });
    const { playbooks, problems } = await readPlaybooks([folder, join(folder, 'missing')]);
    expect(playbooks.map((playbook) => playbook.id)).toEqual(['tea']);
    expect(problems.map(({ file, field }) => [file.slice(folder.length + 1), field])).toEqual([
      ['missing', '(folder)'],
      ['broken.json', '(whole file)'],
      ['wrong.json', 'phases.0.type'],
    ]);
    expect(plan('Prepare a tea party', { playbooks }).tasks.map((task) => task.id)).toEqual([
      't1.boil',
      't1.pour',
    ]);
  });

  it('are refused where a phase waits for a later one', () => {
    const phases = [{ ...good.phases[0], dependsOn: ['pour'] }, good.phases[1]];
    const parsed = parsePlaybook({ ...good, phases }, 'tea.json');
    expect(parsed.ok ? [] : parsed.problems[0]?.field).toBe('phases.0.dependsOn');
  });

  it('are refused with fewer or more phases than the deployment lets a job be refined into', () => {
    const field = (limits: { minChildren: number; maxChildren: number }) => {
      const parsed = parsePlaybook(good, 'tea.json', limits);
      return parsed.ok ? null : parsed.problems[0];
    };
    expect(field({ minChildren: 2, maxChildren: 2 })).toBeNull();
    expect(field({ minChildren: 3, maxChildren: 10 })).toMatchObject({ file: 'tea.json', field: 'phases' });
    expect(field({ minChildren: 1, maxChildren: 1 })?.problem).toBe(
      'has 2 phases; a job is refined into 1 to 1',
    );
  });
});
