import { z } from 'zod';
import type { Check } from './doctor.ts';
import type { Loaded } from './load-config.ts';

const Answer = z.object({
  ok: z.boolean(),
  error: z.string().optional(),
  team: z.string().optional(),
  user: z.string().optional(),
});
const TIMEOUT_MS = 5_000;
/** Slack refuses what is five minutes off. */
const SKEW_MS = 60_000;
const REMEDIES: Readonly<Record<string, string>> = {
  invalid_auth: 'copy the token again from your Slack app',
  not_authed: 'copy the token again from your Slack app',
  token_revoked: 'install the app in the workspace again and copy the new token',
  account_inactive: 'install the app in the workspace again and copy the new token',
  missing_scope: 'create the app from slack-manifest.json, or add the scope and install it again',
};

/** Both tokens work, and Slack's clock is ours. */
export async function checkSlack({ config, secrets }: Loaded): Promise<Check[]> {
  if (secrets.slack === null) {
    const remedy = 'set SLACK_BOT_TOKEN and SLACK_APP_TOKEN to serve a real workspace';
    const local = config.environment === 'development';
    return [
      {
        name: 'slack',
        verdict: local ? 'warn' : 'fail',
        detail: local
          ? 'no tokens: the local playground is used'
          : `no tokens, and ${config.environment} does not start on the playground`,
        remedy,
      },
    ];
  }
  const base = config.slackApiUrl ?? 'https://slack.com/api/';
  const { botToken, appToken } = secrets.slack;
  return [
    await call(new URL('auth.test', base), botToken, 'slack bot'),
    await call(new URL('apps.connections.open', base), appToken, 'slack socket'),
  ];
}

async function call(url: URL, token: string, name: string): Promise<Check> {
  let response: Response;
  let body: unknown;
  try {
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/x-www-form-urlencoded' };
    response = await fetch(url, { method: 'POST', headers, signal: AbortSignal.timeout(TIMEOUT_MS) });
    body = await response.json();
  } catch {
    const remedy = 'check the network, a proxy, and SLACK_API_URL';
    return { name, verdict: 'fail', detail: `${url.host} does not answer`, remedy };
  }
  const answer = Answer.safeParse(body);
  if (!answer.success) return { name, verdict: 'fail', detail: `${url.host} does not speak Slack’s Web API` };
  if (!answer.data.ok) {
    const error = answer.data.error ?? 'unknown_error';
    const remedy = REMEDIES[error] ?? 'look the error up in Slack’s documentation of the method';
    return { name, verdict: 'fail', detail: `refused: ${error}`, remedy };
  }
  const skew = Math.abs(Date.parse(response.headers.get('date') ?? '') - Date.now());
  if (skew > SKEW_MS) {
    const detail = `this machine’s clock is ${Math.round(skew / 1_000)} s off Slack’s`;
    return { name, verdict: 'fail', detail, remedy: 'synchronise it with NTP' };
  }
  const { user, team } = answer.data;
  return { name, verdict: 'pass', detail: user ? `${user} in ${team ?? 'the workspace'}` : 'may connect' };
}
