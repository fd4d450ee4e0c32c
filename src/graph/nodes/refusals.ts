import type { Outcome, RefusalReason } from '#graph/outcome.ts';
import type { ReserveAnswer } from '#graph/ports.ts';

/** A refusal; `message` is for the requester and says what to do next. */
export function refuse(reason: RefusalReason, message: string): Outcome {
  return { status: 'refused', reason, message };
}

export const EMPTY = refuse(
  'empty',
  'There was nothing to work on: the message was empty. Mention me together with what you need, for example “what is our refund policy?”',
);

export function tooLong(characters: number, limit: number): Outcome {
  const [has, takes] = [characters, limit].map((number) => number.toLocaleString('en-US'));
  const message = `Your request has ${has} characters, and I take up to ${takes}. Send a shorter one and attach the long part as a text file.`;
  return refuse('too_long', message);
}

export const INJECTION = refuse(
  'injection',
  'I have not run this: a part of it reads like an order to set my own instructions aside. Send the request again without that part. If it is about such a text, put the text in quotes or in a code block.',
);

export const UNSCREENED = refuse(
  'injection',
  'I could not screen this message, so I have not run it. Send it again; if that does not help, tell an administrator.',
);

export const EMERGENCY = refuse(
  'emergency_shutdown',
  'An administrator has pulled the emergency stop, so I start nothing at present. Your request was not run; send it again once the stop is lifted.',
);

export const MAINTENANCE = refuse(
  'maintenance',
  'I am in maintenance and take no new requests at present. Yours was not run; please send it again later.',
);

export function rateLimited(retryAfterMs: number): Outcome {
  const seconds = Math.max(1, Math.ceil(retryAfterMs / 1000));
  const when = seconds < 90 ? `${seconds} s` : `${Math.ceil(seconds / 60)} min`;
  return refuse('rate_limited', `Those were many requests in a short time. Send this one again in ${when}.`);
}

export function overBudget(
  refusal: Extract<ReserveAnswer, { ok: false }>,
  estimateMicroUsd: number,
): Outcome {
  const { scope, window, limitMicroUsd, leftMicroUsd, resetsAt, agent } = refusal;
  const budget =
    agent === undefined
      ? `the ${scope} budget for the ${window}`
      : `the budget of the agent ${agent} for the ${window}`;
  const message =
    `I have not started this: it could cost about ${usd(estimateMicroUsd)}, and of ${budget} ` +
    `(${usd(limitMicroUsd)}) ${usd(Math.max(0, leftMicroUsd))} is left. ` +
    `It starts anew ${moment(resetsAt)}; a smaller request may fit, and an administrator can raise the limit.`;
  return refuse('budget', message);
}

/** "on Saturday, November 21 at 00:00 UTC"; what is no time stays as it is. */
function moment(iso: string): string {
  const at = new Date(iso);
  if (Number.isNaN(at.getTime())) return iso;
  const zone = { timeZone: 'UTC' } as const;
  const day = at.toLocaleDateString('en-US', { ...zone, weekday: 'long', month: 'long', day: 'numeric' });
  const time = at.toLocaleTimeString('en-GB', { ...zone, hour: '2-digit', minute: '2-digit' });
  return `on ${day} at ${time} UTC`;
}

/** Micro-dollars in dollars, with as many decimals as a small amount needs to be more than zero. */
export function usd(microUsd: number): string {
  const dollars = microUsd / 1_000_000;
  return `$${dollars.toFixed(dollars > 0 && dollars < 0.01 ? 4 : 2)}`;
}
