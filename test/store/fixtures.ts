import { randomUUID } from 'node:crypto';
import type { RunReport } from '#graph/orchestrator.ts';
import type { RunContext } from '#graph/ports.ts';
import type { Request } from '#graph/request.ts';
import type { TaskResult } from '#graph/result.ts';
import type { Task } from '#graph/task.ts';
import type { Store } from '#store/open-store.ts';

export function aRequest(parts: Partial<Request> = {}): Request {
  return {
    runId: randomUUID(),
    correlationId: 'corr-1',
    team: 'T1',
    channel: 'C1',
    thread: '1700000000.000100',
    ts: '1700000000.000100',
    user: 'U1',
    role: 'member',
    via: 'slack',
    text: 'audit the checkout service and draft the note',
    history: [],
    attachments: [],
    priority: 0.5,
    receivedAt: 1_790_000_000_000,
    ...parts,
  };
}

/** The context of whoever claimed the run with this epoch. */
export function contextOf(request: Request, epoch: number): RunContext {
  return {
    runId: request.runId,
    correlationId: request.correlationId,
    epoch,
    progress: () => {},
    signal: new AbortController().signal,
  };
}

export async function claimed(store: Store, parts: Partial<Request> = {}) {
  const request = aRequest(parts);
  const { epoch } = await store.runs.claim(request);
  return { request, run: contextOf(request, epoch) };
}

export function aTask(parts: Partial<Task> = {}): Task {
  return {
    id: 't1',
    title: 'Audit',
    instruction: 'Audit the checkout service',
    type: 'audit',
    skills: ['security'],
    dependsOn: [],
    risk: 'low',
    covers: [0],
    ...parts,
  };
}

export function aResult(parts: Partial<TaskResult> = {}): TaskResult {
  return {
    taskId: 't1',
    agent: 'security',
    status: 'done',
    output: 'Two findings.',
    fromPlaybook: false,
    summary: 'two findings',
    sources: [{ title: 'Guide', locator: 'guide.md#audits', excerpt: 'Audits are yearly.' }],
    toolUses: [{ tool: 'search_knowledge', ms: 3.5, ok: true }],
    discovered: [],
    needs: [],
    attempts: 1,
    ms: 42.5,
    modelCalls: [
      {
        name: 'task.v1',
        model: 'm-large',
        tier: 'large',
        ok: false,
        ms: 10,
        inputTokens: 5,
        outputTokens: 0,
        microUsd: 7,
      },
      {
        name: 'task.v1',
        model: 'm-large',
        tier: 'large',
        ok: true,
        ms: 20,
        inputTokens: 100,
        outputTokens: 50,
        microUsd: 1_500,
      },
    ],
    ...parts,
  };
}

export function aReport(request: Request, parts: Partial<RunReport> = {}): RunReport {
  const tasks = [
    aTask(),
    aTask({ id: 't2', title: 'Draft', type: 'writing', dependsOn: ['t1'], covers: [1] }),
  ];
  return {
    request,
    outcome: { status: 'answered', degraded: ['no model for tone'] },
    taskGraph: { goal: 'Audit and draft', clauses: ['audit', 'draft'], tasks, origin: 'heuristic' },
    routing: tasks.map((task) => ({
      taskId: task.id,
      agent: 'security',
      by: 'rule' as const,
      rule: 'security-first',
      score: 0.9,
      parts: { relevance: 0.9 },
      reasons: ['rule security-first'],
      alternatives: [{ agent: 'qa', score: 0.4, lost: 'lower relevance' }],
      runnable: true,
      needs: [],
    })),
    validation: {
      verdict: 'pass',
      degraded: false,
      score: 0.8,
      parts: { p: 0.9, q: 0.8, c: 0.2, t: 0.1 },
      violations: [],
      warnings: [],
    },
    difficulty: {
      score: 0.3,
      band: 'easy',
      tier: 'small',
      planDepth: 2,
      criticEffort: 'standard',
      tokenReserve: 4_000,
    },
    results: [
      aResult(),
      aResult({
        taskId: 't2',
        agent: null,
        status: 'not_run',
        needs: ['model'],
        toolUses: [],
        modelCalls: [],
      }),
    ],
    reviews: [
      {
        verdict: 'pass',
        severity: 0,
        notes: [],
        text: 'Two findings.',
        records: [
          {
            name: 'secret_leak',
            stage: 'fast',
            policy: 'always',
            status: 'ran',
            gate: 'policy:always',
            verdict: 'pass',
            severity: 0,
            uncertainty: 0,
            notes: [],
            attempts: 1,
            timedOut: false,
            ms: 0.2,
          },
          {
            name: 'deep_review',
            stage: 'deep',
            policy: 'on_violation',
            status: 'gated',
            gate: 'policy:on_violation:none',
            notes: [],
            attempts: 0,
            timedOut: false,
            ms: 0,
          },
        ],
      },
    ],
    reply: { text: 'Two findings.', sources: [], missing: [] },
    modelCalls: [
      {
        name: 'plan.v1',
        model: 'm-small',
        tier: 'small',
        ok: true,
        ms: 30,
        inputTokens: 200,
        outputTokens: 20,
        microUsd: 300,
      },
    ],
    degraded: ['no model for tone'],
    timings: { planMs: 1, routeMs: 2, validateMs: 0.5, executeMs: 40, critiqueMs: 3, totalMs: 50 },
    ...parts,
  };
}
