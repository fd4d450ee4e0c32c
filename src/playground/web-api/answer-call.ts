import type { Fault } from '#playground/faults.ts';
import { type Fields, structure, text } from '#playground/fields.ts';
import type { LocalSlack } from '#playground/local-slack.ts';
import { APP_TOKEN, BOT_TOKEN } from '#playground/workspace/seed.ts';
import { refuse } from './answer.ts';
import { METHODS } from './methods.ts';

/** What goes back over HTTP; null means that the socket is cut without an answer. */
export type HttpAnswer = { status: number; body: unknown; retryAfter?: number; delayMs: number } | null;

const APP_LEVEL = new Set(['apps.connections.open']);

/**
 * One call of the Web API: faults that were ordered, then token and rate limit, then the method. Everything is logged
 * with what was decided, also where a fault withholds the answer.
 */
export function answerCall(slack: LocalSlack, method: string, args: Fields, token: string): HttpAnswer {
  const at = slack.now();
  const fault = slack.faults.take(method);
  const decided = faulty(fault) ?? decide(slack, method, args, token);
  const lost = fault?.error === LOST;
  slack.log.call({
    method,
    at,
    args: logged(args),
    status: lost ? 0 : decided.status,
    answer: decided.body,
    ms: slack.now() - at,
    ...(fault === undefined ? {} : { fault: describe(fault) }),
  });
  return lost ? null : { ...decided, delayMs: fault?.delay_ms ?? 0 };
}

const LOST = 'lost_response';

type Decided = { status: number; body: unknown; retryAfter?: number };

function faulty(fault: Fault | undefined): Decided | undefined {
  if (fault?.status === 429) {
    return { status: 429, body: refuse('ratelimited'), retryAfter: fault.retry_after ?? 1 };
  }
  if (fault?.status !== undefined && fault.status !== 200) {
    return { status: fault.status, body: refuse(fault.error ?? 'internal_error') };
  }
  if (fault?.error !== undefined && fault.error !== LOST) return { status: 200, body: refuse(fault.error) };
  return undefined;
}

function decide(slack: LocalSlack, method: string, args: Fields, token: string): Decided {
  const known = METHODS.get(method);
  if (known === undefined) return { status: 200, body: refuse('unknown_method') };
  const refusal = refuseToken(token, APP_LEVEL.has(method));
  if (refusal !== undefined) return { status: 200, body: refuse(refusal) };
  if (slack.behaviour.rateLimits === 'slack') {
    const wait = slack.rates.take(method, text(args, 'channel'), slack.now());
    if (wait > 0) return { status: 429, body: refuse('ratelimited'), retryAfter: wait };
  }
  return { status: 200, body: known(args, slack) };
}

function refuseToken(token: string, appLevel: boolean): string | undefined {
  if (token === '') return 'not_authed';
  if (token !== BOT_TOKEN && token !== APP_TOKEN) return 'invalid_auth';
  return (token === APP_TOKEN) === appLevel ? undefined : 'not_allowed_token_type';
}

/** The arguments without the token, and structures as such where a form carried them as JSON text. */
function logged(args: Fields): Fields {
  const { token: _, ...rest } = args;
  return Object.fromEntries(
    Object.entries(rest).map(([name, value]) => {
      const isJson = typeof value === 'string' && /^[[{]/.test(value);
      return [name, isJson ? structure(rest, name) : value];
    }),
  );
}

function describe(fault: Fault): string {
  return [
    fault.status === undefined ? '' : `status ${fault.status}`,
    fault.error ?? '',
    fault.delay_ms === undefined ? '' : `${fault.delay_ms} ms late`,
  ]
    .filter((part) => part !== '')
    .join(', ');
}
