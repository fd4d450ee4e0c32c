import type { Outcome } from '#graph/outcome.ts';
import { type Difficulty, estimateDifficulty } from '#graph/plan/difficulty.ts';
import { normaliseText } from '#graph/plan/normalise.ts';
import { planHeuristically } from '#graph/plan/plan-heuristically.ts';
import type { Request } from '#graph/request.ts';
import type { State, Update } from '#graph/state.ts';
import { costOf } from './cost.ts';
import { Guard } from './guard.ts';
import {
  EMERGENCY,
  EMPTY,
  INJECTION,
  MAINTENANCE,
  overBudget,
  rateLimited,
  tooLong,
  UNSCREENED,
} from './refusals.ts';
import type { Scope, Services } from './step.ts';

/**
 * Lets a request in or refuses it, cheapest question first: switches, form, screening, rate, budget. Who may write in a
 * channel at all is settled before a request is made of the message.
 */
export async function admit(services: Services, state: State, scope: Scope): Promise<Update> {
  const { ports, settings } = services;
  const { run } = scope;
  const { user } = state.request;
  const text = normaliseText(state.request.text).trim();
  const request: Request = { ...state.request, text };
  const refuse = (outcome: Outcome): Update => ({ request, outcome });

  if (ports.flags.enabled('emergency_shutdown', user)) return refuse(EMERGENCY);
  if (ports.flags.enabled('maintenance_mode', user)) return refuse(MAINTENANCE);
  if (text === '') return refuse(EMPTY);
  // Code points, as a person counts them: an emoji is one.
  const characters = [...text].length;
  if (characters > settings.admit.maxCharacters)
    return refuse(tooLong(characters, settings.admit.maxCharacters));

  if (ports.flags.enabled('security_hardening_enabled', user)) {
    const refused = await screen(services, request, scope);
    if (refused !== null) return refuse(refused);
  }
  const rate = await ports.rateLimits.take(request);
  if (!rate.ok) return refuse(rateLimited(rate.retryAfterMs));

  const admitted = await readContext(services, request, scope);
  const path = pathFor(services, user);
  const { difficulty, tasks } = estimate(services, admitted, path);
  // Without a model nothing costs anything, and an empty budget is no reason to refuse.
  const estimateMicroUsd = ports.models.available
    ? costOf(tasks, difficulty, settings.admit.microUsdPerToken)
    : 0;
  let reservedMicroUsd: number | undefined;
  if (estimateMicroUsd > 0) {
    const answer = await ports.budgets.reserve(admitted, run, estimateMicroUsd);
    if (!answer.ok) return { ...refuse(overBudget(answer, estimateMicroUsd)), difficulty };
    reservedMicroUsd = answer.reservation.microUsd;
  }
  const payload = {
    path: path.kind,
    band: difficulty.band,
    reservedMicroUsd: reservedMicroUsd ?? 0,
    characters,
  };
  ports.events.append(run, { type: 'admitted', key: 'admitted', payload });
  const degraded = path.kind === 'single' ? [path.why] : [];
  const reserved = reservedMicroUsd === undefined ? {} : { reservedMicroUsd };
  return { request: admitted, path, difficulty, degraded, ...reserved };
}

async function screen(
  { critics, ports }: Services,
  request: Request,
  { run }: Scope,
): Promise<Outcome | null> {
  const review = await critics.review(
    { kind: 'request', text: request.text, risk: 'low', request, taskGraph: null, results: [], missing: [] },
    {
      signal: run.signal,
      gating: ports.flags.enabled('critic_gating_enabled', request.user),
      retries: ports.flags.enabled('critic_retries_enabled', request.user),
      stages: ['pre_validation'],
    },
  );
  if (review.verdict !== 'block') return null;
  const judged = review.records.some(({ name, verdict }) => name === review.blockedBy && verdict === 'block');
  const payload = { by: review.blockedBy ?? '', severity: review.severity };
  ports.events.append(run, { type: 'injection_found', key: 'injection_found:request', payload });
  return judged ? INJECTION : UNSCREENED;
}

/** Thread and files are others' words: orders to the assistant in them are taken out, and the request goes on. */
async function readContext(services: Services, request: Request, { run }: Scope): Promise<Request> {
  if (request.history.length === 0 && request.attachments.length === 0) return request;
  const guard = new Guard(services, run, request);
  let injected = 0;
  const read = async <T extends { text: string }>(each: T): Promise<T> => {
    const safe = await guard.read(normaliseText(each.text));
    if (safe.injected) injected += 1;
    return { ...each, text: safe.text };
  };
  const history = await Promise.all(request.history.map(read));
  const attachments = await Promise.all(request.attachments.map(read));
  if (injected > 0)
    services.ports.events.append(run, {
      type: 'injection_found',
      key: 'injection_found:context',
      payload: { places: injected },
    });
  return { ...request, history, attachments };
}

function pathFor({ ports }: Services, user: string): NonNullable<State['path']> {
  if (!ports.flags.enabled('orchestration_enabled', user))
    return { kind: 'single', why: 'orchestration: switched off, so one generalist answered, without a plan' };
  if (!ports.flags.enabled('phase_4_deployment', user))
    return {
      kind: 'single',
      why: 'orchestration: not rolled out to you yet, so one generalist answered, without a plan',
    };
  return { kind: 'orchestrated' };
}

function estimate(
  { ports, settings, playbooks }: Services,
  request: Request,
  path: NonNullable<State['path']>,
): { difficulty: Difficulty; tasks: number } {
  const { text, history, attachments, priority } = request;
  const index = ports.agents.index();
  const { clauses, tasks } = planHeuristically({
    text,
    history,
    attachments,
    index,
    playbooks,
    settings: settings.plan,
  });
  const difficulty = estimateDifficulty(text, { clauses: clauses.length, priority });
  return { difficulty, tasks: path.kind === 'single' ? 1 : tasks.length };
}
