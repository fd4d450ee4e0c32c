import { HttpResponse, http } from 'msw';
import { setupServer } from 'msw/node';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { z } from 'zod';
import { FencedError } from '#graph/ports.ts';
import { openRpc } from '#store/rpc/rpc.ts';
import { runsOver } from '#store/runs.ts';
import { DatabaseError } from '#store/store-errors.ts';
import { aRequest } from '#test/store/fixtures.ts';

const PROJECT = 'https://project.supabase.test';
const server = setupServer();
beforeAll(() => server.listen({ onUnhandledFrame: 'error' }));
afterEach(() => server.resetHandlers());
afterAll(() => server.close());

const rpc = openRpc({ url: PROJECT, key: 'the-service-key' });

it('posts named arguments with the service key, as PostgREST expects them', async () => {
  const seen: unknown[] = [];
  server.use(
    http.post(`${PROJECT}/rest/v1/rpc/run_claim`, async ({ request }) => {
      const { headers } = request;
      seen.push(
        await request.json(),
        headers.get('apikey'),
        headers.get('authorization'),
        headers.get('content-type'),
      );
      return HttpResponse.json([{ epoch: 3, state: 'running' }]);
    }),
  );
  const request = aRequest();
  expect(await runsOver(rpc).claim(request)).toEqual({ epoch: 3, state: 'running' });
  expect(seen).toEqual([
    { p_request: request },
    'the-service-key',
    'Bearer the-service-key',
    'application/json',
  ]);
});

it('takes 204 for a function that answers nothing', async () => {
  server.use(http.post(`${PROJECT}/rest/v1/rpc/set_budget`, () => new HttpResponse(null, { status: 204 })));
  expect(await rpc('set_budget', {})).toBeUndefined();
});

it.each([
  [
    'a stale epoch',
    400,
    { code: 'GE001', message: 'stale', details: null, hint: null },
    FencedError,
    undefined,
  ],
  [
    'an unknown function',
    404,
    { code: 'PGRST202', message: 'none', details: null, hint: null },
    DatabaseError,
    'PGRST202',
  ],
  [
    'an expired key',
    401,
    { code: 'PGRST301', message: 'JWT expired', details: null, hint: null },
    DatabaseError,
    'PGRST301',
  ],
  ['a gateway that is no PostgREST', 502, 'Bad Gateway', DatabaseError, '502'],
])('rejects %s with the error that its callers know', async (_case, status, body, kind, code) => {
  server.use(
    http.post(`${PROJECT}/rest/v1/rpc/flags_list`, () =>
      typeof body === 'string' ? new HttpResponse(body, { status }) : HttpResponse.json(body, { status }),
    ),
  );
  const failure = await rpc('flags_list', {}, z.unknown()).catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(kind);
  if (code) expect(failure).toMatchObject({ code });
});

it('rejects when nobody answers', async () => {
  server.use(http.post(`${PROJECT}/rest/v1/rpc/flags_list`, () => HttpResponse.error()));
  await expect(rpc('flags_list', {}, z.unknown())).rejects.toBeInstanceOf(DatabaseError);
});

it('rejects an answer of another shape than the function has', async () => {
  server.use(http.post(`${PROJECT}/rest/v1/rpc/flags_list`, () => HttpResponse.json({ not: 'a list' })));
  await expect(rpc('flags_list', {}, z.array(z.string()))).rejects.toThrow('expected array');
});
