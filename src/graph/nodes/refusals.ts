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
  const { scope, window, limitMicroUsd, leftMicroUsd, resetsAt } = refusal;
  const budget = `the ${scope} budget for the ${window}`;
  const message =
    `I have not started this: it could cost about ${usd(estimateMicroUsd)}, and of ${budget} ` +
    `(${usd(limitMicroUsd)}) ${usd(Math.max(0, leftMicroUsd))} is left. ` +
    `It starts anew ${resetsAt}; a smaller request may fit, and an administrator can raise the limit.`;
  return refuse('budget', message);
}

/** Micro-dollars in dollars, with as many decimals as a small amount needs to be more than zero. */
export function usd(microUsd: number): string {
  const dollars = microUsd / 1_000_000;
  return `$${dollars.toFixed(dollars > 0 && dollars < 0.01 ? 4 : 2)}`;
}
