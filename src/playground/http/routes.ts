import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import { act, control } from '#playground/control.ts';
import { type Fields, text } from '#playground/fields.ts';
import type { LocalSlack } from '#playground/local-slack.ts';
import { pageState, streamPageEvents } from '#playground/page-feed.ts';
import { answerCall } from '#playground/web-api/answer-call.ts';
import { sendFile, takeUpload } from './file-transfer.ts';
import { readFields } from './read-body.ts';
import { respondJson } from './respond.ts';
import { answerResponseUrl } from './response-url.ts';
import { servePage } from './static-page.ts';

/** Answers one request, which has passed the guard already. */
export async function route(
  slack: LocalSlack,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://playground');
  const [, area = '', name = '', rest = ''] = url.pathname.split('/');
  const query = Object.fromEntries(url.searchParams);
  switch (area) {
    case 'api':
      return answerApi(slack, name, query, request, response);
    case '_control': {
      const fields = await fieldsOf(request, query);
      const answer = await control(slack, request.method ?? 'GET', name, fields);
      if (answer === null) respondJson(response, 404, { ok: false, error: 'no such call' });
      else respondJson(response, answer.status, answer.body);
      return;
    }
    case '_page':
      return answerPage(slack, name, query, request, response);
    case 'response':
      return answerResponseUrl(slack, name, await fieldsOf(request, query), response);
    case 'upload':
      return takeUpload(slack, name, request, response);
    case 'files':
      return sendFile(slack, name, rest, request, response);
    default:
      return servePage(url.pathname, response);
  }
}

async function answerApi(
  slack: LocalSlack,
  method: string,
  query: Fields,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const fields = { ...query, ...(await readFields(request)) };
  const bearer = /^Bearer (.+)$/i.exec(request.headers.authorization ?? '')?.[1];
  const answer = answerCall(slack, method, fields, bearer ?? text(fields, 'token'));
  if (answer === null) {
    request.socket.destroy();
    return;
  }
  if (answer.delayMs > 0) await wait(answer.delayMs, undefined, { ref: false });
  const headers = answer.retryAfter === undefined ? {} : { 'retry-after': String(answer.retryAfter) };
  respondJson(response, answer.status, answer.body, headers);
}

async function answerPage(
  slack: LocalSlack,
  name: string,
  query: Fields,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const user = text(query, 'user');
  if (request.method === 'POST') {
    const answer = await act(slack, name, await fieldsOf(request, query));
    if (answer === null) respondJson(response, 404, { ok: false, error: 'no such call' });
    else respondJson(response, answer.status, answer.body);
    return;
  }
  const state = pageState(slack, user);
  if (state === null) respondJson(response, 404, { ok: false, error: 'user_not_found' });
  else if (name === 'state') respondJson(response, 200, state);
  else if (name === 'events') streamPageEvents(slack, user, response);
  else respondJson(response, 404, { ok: false, error: 'no such call' });
}

async function fieldsOf(request: IncomingMessage, query: Fields): Promise<Fields> {
  return request.method === 'GET' ? query : { ...query, ...(await readFields(request)) };
}
