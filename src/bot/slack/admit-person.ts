import type { Role } from '#graph/request.ts';
import { judgeAccess } from './access.ts';
import type { ListenerDeps } from './deps.ts';

export type Admission = { role: Role; name: string; refusal: string | null };

/** Looks up who somebody is and whether they may use Genesis here. Rejects when Slack cannot say: nobody gets in so. */
export async function admitPerson(
  { people, openChannels }: Pick<ListenerDeps, 'people' | 'openChannels'>,
  user: string,
  channel: string,
  direct: boolean,
): Promise<Admission> {
  const [person, shared] = await Promise.all([people.person(user), direct ? false : people.shared(channel)]);
  const access = judgeAccess(person.role, { channel, direct, shared }, openChannels);
  return { ...person, refusal: access.ok ? null : access.message };
}

/** Direct message channels begin with D. */
export function isDirect(channel: string): boolean {
  return channel.startsWith('D');
}
