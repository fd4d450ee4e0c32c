import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import { control } from '#playground/control.ts';
import { text } from '#playground/fields.ts';
import type { LocalSlack } from '#playground/local-slack.ts';
import { answerCall } from '#playground/web-api/answer-call.ts';
import { readFields } from './read-body.ts';
import { respondJson, respondText } from './respond.ts';

/** Answers one request, which has passed the guard already. */
export async function route(
  slack: LocalSlack,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://playground');
  const [, area = '', name = ''] = url.pathname.split('/');
  const query = Object.fromEntries(url.searchParams);
  if (area === 'api') {
    const fields = { ...query, ...(await readFields(request)) };
    const bearer = /^Bearer (.+)$/i.exec(request.headers.authorization ?? '')?.[1];
    const answer = answerCall(slack, name, fields, bearer ?? text(fields, 'token'));
    if (answer === null) {
      request.socket.destroy();
      return;
    }
    if (answer.delayMs > 0) await wait(answer.delayMs, undefined, { ref: false });
    const headers = answer.retryAfter === undefined ? {} : { 'retry-after': String(answer.retryAfter) };
    respondJson(response, answer.status, answer.body, headers);
    return;
  }
  if (area === '_control') {
    const fields = request.method === 'GET' ? query : { ...query, ...(await readFields(request)) };
    const answer = await control(slack, request.method ?? 'GET', name, fields);
    if (answer !== null) {
      respondJson(response, answer.status, answer.body);
      return;
    }
  }
  respondText(response, 404, 'There is nothing here.');
}
