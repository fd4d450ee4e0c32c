import type { RunReport } from '#graph/orchestrator.ts';
import type { Outcome } from '#graph/outcome.ts';
import type { Request } from '#graph/request.ts';
import type { TaskResult } from '#graph/result.ts';
import type { ModelCall } from '#graph/usage.ts';
import { buryJob } from '#store/queue/job-table.ts';
import type { Workbench } from '#test/setup/workbench.ts';
import { aReport, aRequest, aResult, aTask, contextOf } from './fixtures.ts';

type Shape = 'audit' | 'look_up' | 'launch';
type Seed = {
  /** UTC, `<day>T<hour>`. */
  at: string;
  user: string;
  shape: Shape;
  outcome?: Outcome;
  totalMs: number;
  /** Micro-dollars of the tasks' model calls, each. */
  cost: number;
  vote?: { rating: 'up' | 'down'; reasons?: string[] };
  failedTask?: boolean;
};

const answered: Outcome = { status: 'answered', degraded: [] };
const injection: Outcome = { status: 'refused', reason: 'injection', message: 'no' };
const broken: Outcome = { status: 'failed', category: 'model', message: 'no model answered' };

/** Four mornings of a small team: three of a kind, then one on which somebody ran audits that cost a lot. */
const WEEK: readonly Seed[] = [
  ...['2026-11-09', '2026-11-10', '2026-11-11'].flatMap((day, n): Seed[] => [
    {
      at: `${day}T09`,
      user: 'U0LIN',
      shape: 'look_up',
      totalMs: 900 + 10 * n,
      cost: 300,
      vote: { rating: 'up' },
    },
    { at: `${day}T09`, user: 'U0MAX', shape: 'audit', totalMs: 4_000 + 100 * n, cost: 12_000 },
    { at: `${day}T14`, user: 'U0LIN', shape: 'launch', totalMs: 9_000 + 500 * n, cost: 9_000 },
  ]),
  { at: '2026-11-10T14', user: 'U0EVE', shape: 'look_up', outcome: injection, totalMs: 3, cost: 0 },
  {
    at: '2026-11-11T14',
    user: 'U0MAX',
    shape: 'audit',
    outcome: broken,
    totalMs: 5_200,
    cost: 1_000,
    failedTask: true,
    vote: { rating: 'down', reasons: ['incomplete', 'slow'] },
  },
  { at: '2026-11-12T09', user: 'U0MAX', shape: 'audit', totalMs: 4_400, cost: 30_000 },
  {
    at: '2026-11-12T09',
    user: 'U0ADA',
    shape: 'audit',
    totalMs: 31_000,
    cost: 45_000,
    vote: { rating: 'down', reasons: ['slow'] },
  },
  { at: '2026-11-12T09', user: 'U0LIN', shape: 'look_up', totalMs: 910, cost: 300, vote: { rating: 'up' } },
];

const SHAPES = {
  audit: {
    types: ['audit', 'draft'],
    agents: ['security_agent', 'support_agent'],
    band: 'moderate',
    tier: 'medium',
  },
  look_up: { types: ['question'], agents: ['knowledge'], band: 'trivial', tier: 'small' },
  launch: {
    types: ['design', 'build', 'deploy'],
    agents: ['architect_agent', 'backend_agent', 'deploy_agent'],
    band: 'hard',
    tier: 'large',
  },
} as const;

/** Writes the week through the public functions, then moves every row to the hour at which it happened. */
export async function seedWeek(bench: Workbench): Promise<void> {
  for (const [n, seed] of WEEK.entries()) {
    const request = aRequest({
      runId: idOf(n),
      correlationId: `corr-${n}`,
      user: seed.user,
      channel: seed.shape === 'launch' ? 'C0LAUNCH' : 'C0ENG',
      thread: `${n}.0`,
      ts: `${n}.0`,
      receivedAt: timeOf(seed) - 40 - 20 * n,
    });
    const run = contextOf(request, (await bench.runs.claim(request)).epoch);
    if (seed.outcome === undefined) {
      await bench.outbox.put(run, { id: `${n}:answer`, kind: 'answer', channel: 'C', thread: 't', body: {} });
      if (n !== 4) await bench.outbox.posted(run, `${n}:answer`, '1.0');
    }
    await bench.runs.record(run, reportOf(request, seed));
    if (seed.vote) {
      const { rating, reasons = [] } = seed.vote;
      await bench.feedback.give({ runId: request.runId, user: seed.user, rating, reasons, comment: null });
    }
    await moveTo(bench, request.runId, new Date(timeOf(seed)).toISOString());
  }
  await seedBudgets(bench);
  const id = '00000000-0000-4000-8000-0000000000dd';
  const letter = { id, kind: 'message' as const, orderKey: 'T1:C0ENG:9', priority: 0, payload: null };
  await buryJob(bench.pool, { ...letter, attempts: 5, error: 'no answer from Slack' });
  await bench.pool.query(`update dead_letters set at = '2026-11-11T14:20:00Z'`);
}

/** One who has spent, one with a run in progress, and a workspace without a limit of its own for the month. */
async function seedBudgets(bench: Workbench): Promise<void> {
  const limit = { scope: 'user', window: 'month', actor: 'seed' } as const;
  await bench.budgets.setLimit({ ...limit, subject: null, microUsd: 2_000_000 });
  await bench.budgets.setLimit({ ...limit, subject: 'U0MAX', microUsd: 500_000 });
  for (const [user, settled] of [
    ['U0LIN', 120_000],
    ['U0MAX', 400_000],
    ['U0MAX', null],
  ] as const) {
    const request = aRequest({ user, via: 'cli', team: 'T2', channel: 'C2' });
    const run = contextOf(request, (await bench.runs.claim(request)).epoch);
    await bench.budgets.reserve(request, run, settled ?? 60_000);
    if (settled !== null) await bench.budgets.settle(run, settled);
  }
}

function reportOf(request: Request, seed: Seed): RunReport {
  const { types, agents, band, tier } = SHAPES[seed.shape];
  const outcome = seed.outcome ?? answered;
  const difficulty = aReport(request).difficulty;
  if (outcome.status === 'refused') {
    const none = { taskGraph: null, routing: [], results: [], reviews: [], modelCalls: [], validation: null };
    return aReport(request, {
      ...none,
      outcome,
      reply: null,
      difficulty: null,
      degraded: [],
      timings: timings(seed),
    });
  }
  const tasks = types.map((type, i) =>
    aTask({ id: `t${i + 1}`, title: type, type, dependsOn: i === 0 ? [] : [`t${i}`], covers: [i] }),
  );
  const results = tasks.map((task, i): TaskResult => {
    const failed = seed.failedTask === true && i === 0;
    const part = {
      taskId: task.id,
      agent: agents[i] ?? null,
      ms: Math.round((seed.totalMs * (i + 1)) / 8),
      toolUses: [],
    };
    const modelCalls = [aCall(tier, seed.cost, !failed)];
    if (failed) return aResult({ ...part, modelCalls, status: 'failed', category: 'model' });
    return aResult({ ...part, modelCalls, status: seed.failedTask ? 'skipped' : 'done' });
  });
  return aReport(request, {
    outcome,
    taskGraph: {
      goal: seed.shape,
      clauses: [...types],
      tasks,
      origin: seed.shape === 'launch' ? 'playbook' : 'heuristic',
      ...(seed.shape === 'launch' ? { playbook: 'launch' } : {}),
    },
    routing: tasks.map((task, i) => ({
      taskId: task.id,
      agent: agents[i] ?? null,
      by: seed.shape === 'look_up' ? 'generalist' : i === 0 ? 'rule' : 'capability',
      score: seed.shape === 'look_up' ? 0.25 : 0.75,
      parts: {},
      reasons: [],
      alternatives: [],
      runnable: true,
      needs: [],
    })),
    ...(difficulty ? { difficulty: { ...difficulty, band, tier } } : {}),
    results,
    modelCalls: [aCall('small', 200, true)],
    degraded: [],
    timings: timings(seed),
  });
}

function timings({ totalMs }: Seed): RunReport['timings'] {
  return { planMs: 2, routeMs: 1, validateMs: 1, executeMs: totalMs * 0.8, critiqueMs: 3, totalMs };
}

function aCall(tier: ModelCall['tier'], microUsd: number, ok: boolean): ModelCall {
  const tokens = { small: 1_000, medium: 2_500, large: 1_200 }[tier];
  return {
    name: 'task.v1',
    model: `m-${tier}`,
    tier,
    ok,
    ms: 400,
    inputTokens: tokens,
    outputTokens: ok ? tokens / 4 : 0,
    microUsd,
  };
}

async function moveTo({ pool }: Workbench, runId: string, at: string): Promise<void> {
  await pool.query('update runs set created_at = $2, updated_at = $2, ended_at = $2 where id = $1', [
    runId,
    at,
  ]);
  for (const table of ['run_tasks', 'routing_decisions', 'critic_results', 'model_calls']) {
    await pool.query(`update ${table} set recorded_at = $2 where run_id = $1`, [runId, at]);
  }
  await pool.query('update feedback set at = $2 where run_id = $1', [runId, at]);
  await pool.query('update outbox set created_at = $2 where run_id = $1', [runId, at]);
}

function timeOf({ at }: Seed): number {
  return Date.parse(`${at}:10:00Z`);
}

function idOf(n: number): string {
  return `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;
}
