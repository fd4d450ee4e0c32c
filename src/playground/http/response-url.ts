import type { ServerResponse } from 'node:http';
import type { Fields } from '#playground/fields.ts';
import type { LocalSlack } from '#playground/local-slack.ts';
import { respond } from '#playground/people/respond.ts';
import { respondJson, respondText } from './respond.ts';

/** What the app posts to a `response_url`: it may answer five times within half an hour. */
export function answerResponseUrl(
  slack: LocalSlack,
  id: string,
  fields: Fields,
  response: ServerResponse,
): void {
  const at = slack.now();
  const grant = slack.grants.takeResponse(id);
  const answer = grant.ok ? respond(slack, grant.url, fields) : { ok: false, error: grant.error };
  const status = answer.ok ? 200 : 404;
  slack.log.call({ method: 'response_url', at, args: fields, status, answer, ms: slack.now() - at });
  if (answer.ok) respondText(response, 200, 'ok');
  else respondJson(response, status, answer);
}
