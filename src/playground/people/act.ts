import type { Fields } from '#playground/fields.ts';
import type { LocalSlack } from '#playground/local-slack.ts';

/** What came of what a person did. A refusal says what to correct. */
export type Done =
  | { ok: true; [name: string]: unknown }
  | { ok: false; error: string; [name: string]: unknown };

/** Something that a person does in Slack, ordered by a test or by the page. */
export type Act = (slack: LocalSlack, fields: Fields) => Done | Promise<Done>;

export function refuse(error: string): Done {
  return { ok: false, error };
}
