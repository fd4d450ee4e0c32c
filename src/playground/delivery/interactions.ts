import type { Fields } from '#playground/fields.ts';
import type { LocalSlack } from '#playground/local-slack.ts';
import { APP_ID, type Channel, type Person, TEAM, VERIFICATION_TOKEN } from '#playground/workspace/seed.ts';

/** What commands, clicks and submissions have in common: who did it, where, and what the app may do in return. */
export function interaction(slack: LocalSlack, person: Person): Fields & { trigger_id: string } {
  const triggerId = slack.ids.next('trigger-');
  slack.grants.allowTrigger(triggerId, person.id, slack.behaviour.triggerLifetimeMs);
  return {
    token: VERIFICATION_TOKEN,
    api_app_id: APP_ID,
    team: { id: TEAM.id, domain: TEAM.domain },
    enterprise: null,
    is_enterprise_install: false,
    user: { id: person.id, username: person.name, name: person.name, team_id: person.team_id },
    trigger_id: triggerId,
  };
}

/** An address at which the app may answer the person, about the message that they clicked if they clicked one. */
export function responseUrl(
  slack: LocalSlack,
  channel: Channel,
  person: Person,
  about: { thread_ts?: string; message_ts?: string } = {},
): string {
  const id = slack.ids.next('R');
  slack.grants.allowResponse({ id, channel: channel.id, user: person.id, ...about });
  return `${slack.origin}/response/${id}`;
}
