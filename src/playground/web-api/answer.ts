import type { Fields } from '#playground/fields.ts';
import type { LocalSlack } from '#playground/local-slack.ts';

/** What a method of the Web API answers, always with HTTP status 200. */
export type Answer =
  | { ok: true; [name: string]: unknown }
  | { ok: false; error: string; [name: string]: unknown };

/** One method of the Web API. Its effect happens at once, before the answer leaves. */
export type Method = (args: Fields, slack: LocalSlack) => Answer;

export function refuse(error: string, messages: readonly string[] = []): Answer {
  return messages.length === 0 ? { ok: false, error } : { ok: false, error, response_metadata: { messages } };
}
