import { LRUCache } from 'lru-cache';
import { z } from 'zod';
import type { Role } from '#graph/request.ts';
import type { SlackApi } from './api.ts';
import type { Self } from './screen.ts';

type Person = { role: Role; name: string };

/** Who people are and what channels are, as Slack says; remembered for ten minutes. Rejects when Slack cannot say. */
export interface People {
  person(user: string): Promise<Person>;
  /** True where people of another organisation read along (Slack Connect). */
  shared(channel: string): Promise<boolean>;
}

const User = z.object({
  id: z.string(),
  team_id: z.string().optional(),
  name: z.string().default(''),
  real_name: z.string().optional(),
  deleted: z.boolean().default(false),
  is_bot: z.boolean().default(false),
  is_restricted: z.boolean().default(false),
  is_ultra_restricted: z.boolean().default(false),
  is_stranger: z.boolean().default(false),
  enterprise_user: z.object({ teams: z.array(z.string()).default([]) }).optional(),
});

const Channel = z.object({
  is_ext_shared: z.boolean().default(false),
  is_pending_ext_shared: z.boolean().default(false),
});

const REMEMBERED = { max: 5_000, ttl: 600_000 };

export function openPeople(deps: { api: SlackApi; self: Self; admins: ReadonlySet<string> }): People {
  const people = new LRUCache<string, Person>({
    ...REMEMBERED,
    fetchMethod: async (user) => {
      const answer = await deps.api.call('users.info', { user });
      if (answer.ok) return judge(User.parse(answer.data.user), deps.self, deps.admins);
      // Somebody whom this workspace does not know is a stranger, not a fault.
      if (answer.kind === 'refused' && /^(user_not_found|user_not_visible)$/.test(answer.error)) {
        return { role: 'external', name: user };
      }
      throw new Error(`users.info: ${answer.error}`);
    },
  });
  const channels = new LRUCache<string, { shared: boolean }>({
    ...REMEMBERED,
    fetchMethod: async (channel) => {
      const answer = await deps.api.call('conversations.info', { channel });
      if (!answer.ok) throw new Error(`conversations.info: ${answer.error}`);
      const found = Channel.parse(answer.data.channel);
      return { shared: found.is_ext_shared || found.is_pending_ext_shared };
    },
  });
  return {
    async person(user) {
      const found = await people.fetch(user);
      if (found === undefined) throw new Error('the look-up of a user was aborted');
      return found;
    },
    async shared(channel) {
      const found = await channels.fetch(channel);
      if (found === undefined) throw new Error('the look-up of a channel was aborted');
      return found.shared;
    },
  };
}

function judge(user: z.infer<typeof User>, self: Self, admins: ReadonlySet<string>): Person {
  const name = user.real_name || user.name || user.id;
  const home =
    user.team_id === undefined ||
    user.team_id === self.team ||
    (user.enterprise_user?.teams.includes(self.team) ?? false);
  if (!home || user.is_stranger || user.deleted || user.is_bot) return { role: 'external', name };
  if (user.is_restricted || user.is_ultra_restricted) return { role: 'guest', name };
  return { role: admins.has(user.id) ? 'admin' : 'member', name };
}
