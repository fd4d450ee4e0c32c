/** The workspace that everybody starts with. Ids are fixed: tests and documentation name them. */

export type Person = {
  id: string;
  team_id: string;
  name: string;
  real_name: string;
  email: string;
  is_admin: boolean;
  /** A guest. */
  is_restricted: boolean;
  /** Of another organisation, here through a shared channel. */
  is_stranger: boolean;
  is_bot: boolean;
};

export type Channel = {
  id: string;
  name: string;
  is_im: boolean;
  is_ext_shared: boolean;
  topic: string;
  /** For a direct message: whose conversation with the bot it is. */
  user?: string;
  members: string[];
};

export const TEAM = { id: 'T0GENESIS', name: 'Playground', domain: 'playground' };
const OTHER_TEAM = { id: 'T0EXTERNAL', name: 'Elsewhere', domain: 'elsewhere' };
export const APP_ID = 'A0GENESIS';
export const BOT_ID = 'B0GENESIS';
export const BOT = 'U0GENESIS';
export const ADMIN = 'U0ADA';

/** Not secrets: whoever reaches the loopback port may speak as the app. */
export const BOT_TOKEN = 'xoxb-playground-genesis';
export const APP_TOKEN = 'xapp-playground-genesis';
export const SIGNING_SECRET = 'playground-signing-secret';
/** The verification token that old payloads still carry. */
export const VERIFICATION_TOKEN = 'playground-verification';

const NOBODY_SPECIAL = { is_admin: false, is_restricted: false, is_stranger: false, is_bot: false };

export const PEOPLE: readonly Person[] = [
  person('U0ADA', 'ada', 'Ada Byron', { is_admin: true }),
  person('U0LIN', 'lin', 'Lin Chen', {}),
  person('U0GUEST', 'guest', 'Gus Guest', { is_restricted: true }),
  {
    ...person('U0EXT', 'ext', 'Eve External', { is_stranger: true }),
    team_id: OTHER_TEAM.id,
    email: 'ext@elsewhere.example',
  },
  person(BOT, 'genesis', 'Genesis', { is_bot: true }),
];

export const CHANNELS: readonly Channel[] = [
  channel('C0GENERAL', 'general', 'Everything and everybody', ['U0ADA', 'U0LIN', 'U0GUEST', BOT]),
  channel('C0ENG', 'eng', 'Engineering', ['U0ADA', 'U0LIN', BOT]),
  {
    ...channel('C0EXTERNAL', 'external', 'Shared with Elsewhere', ['U0ADA', 'U0LIN', 'U0EXT', BOT]),
    is_ext_shared: true,
  },
  ...PEOPLE.filter((one) => !one.is_bot).map((one) => ({
    ...channel(`D${one.id.slice(1)}`, one.name, '', [one.id, BOT]),
    is_im: true,
    user: one.id,
  })),
];

function person(id: string, name: string, real_name: string, over: Partial<Person>): Person {
  return {
    id,
    team_id: TEAM.id,
    name,
    real_name,
    email: `${name}@playground.example`,
    ...NOBODY_SPECIAL,
    ...over,
  };
}

function channel(id: string, name: string, topic: string, members: string[]): Channel {
  return { id, name, topic, members, is_im: false, is_ext_shared: false };
}
