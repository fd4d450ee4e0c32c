import { text } from '#playground/fields.ts';
import { APP_ID, BOT, BOT_ID, TEAM } from '#playground/workspace/seed.ts';
import { type Method, refuse } from './answer.ts';

/** Who the app is, and where its sockets are. */
export const identityMethods: Readonly<Record<string, Method>> = {
  'api.test': () => ({ ok: true }),
  'auth.test': (_, slack) => ({
    ok: true,
    url: `${slack.origin}/`,
    team: TEAM.name,
    team_id: TEAM.id,
    user: 'genesis',
    user_id: BOT,
    bot_id: BOT_ID,
    is_enterprise_install: false,
  }),
  'apps.connections.open': (_, slack) => {
    const ticket = slack.ids.next('ticket-');
    slack.connections.allow(ticket);
    const origin = slack.origin.replace(/^http/, 'ws');
    return { ok: true, url: `${origin}/link/?ticket=${ticket}&app_id=${APP_ID}` };
  },
  'bots.info': (args) =>
    ['', BOT_ID].includes(text(args, 'bot'))
      ? {
          ok: true,
          bot: {
            id: BOT_ID,
            deleted: false,
            name: 'genesis',
            app_id: APP_ID,
            user_id: BOT,
            updated: 0,
            icons: {},
          },
        }
      : refuse('bot_not_found'),
  'team.info': () => ({
    ok: true,
    team: { id: TEAM.id, name: TEAM.name, domain: TEAM.domain, email_domain: 'playground.example', icon: {} },
  }),
};
