import { text } from '#playground/fields.ts';
import { type Method, refuse } from './answer.ts';
import { toApiUser } from './shapes.ts';

/** The user group of the workspace's administrators. */
const ADMINS = 'S0ADMINS';

/** People and their groups. */
export const userMethods: Readonly<Record<string, Method>> = {
  'users.info': (args, slack) => {
    const person = slack.directory.person(text(args, 'user'));
    return person === undefined ? refuse('user_not_found') : { ok: true, user: toApiUser(person) };
  },
  'users.list': (_, slack) => ({
    ok: true,
    members: slack.directory.people().map(toApiUser),
    cache_ts: Math.floor(slack.now() / 1_000),
    response_metadata: { next_cursor: '' },
  }),
  'users.lookupByEmail': (args, slack) => {
    const email = text(args, 'email').toLowerCase();
    const person = slack.directory.people().find((one) => one.email === email);
    return person === undefined ? refuse('users_not_found') : { ok: true, user: toApiUser(person) };
  },
  'usergroups.users.list': (args, slack) =>
    text(args, 'usergroup') === ADMINS
      ? {
          ok: true,
          users: slack.directory
            .people()
            .filter((one) => one.is_admin)
            .map((one) => one.id),
        }
      : refuse('no_such_subteam'),
};
