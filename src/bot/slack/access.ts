import type { Role } from '#graph/request.ts';

export type Place = { channel: string; direct: boolean; shared: boolean };

/**
 * Who may use Genesis where. Fails closed: guests, people of other organisations, and everybody in a channel that is
 * shared with another organisation, are refused unless the channel was opened for them.
 * The refusal is written for the person who is refused.
 */
export function judgeAccess(
  role: Role,
  place: Place,
  openChannels: ReadonlySet<string>,
): { ok: true } | { ok: false; message: string } {
  if (openChannels.has(place.channel)) return { ok: true };
  if (role === 'guest') {
    return {
      ok: false,
      message:
        'I only work for full members of this workspace, and you are here as a guest. ' +
        'Ask a member to put the request for you, or ask an admin to open this channel to guests.',
    };
  }
  if (role === 'external') {
    return {
      ok: false,
      message:
        'I only work for members of this workspace, and your account belongs to another organisation. ' +
        'Ask a member to put the request for you, or ask an admin to open this channel.',
    };
  }
  if (place.shared && !place.direct) {
    return {
      ok: false,
      message:
        'This channel is shared with another organisation, so I stay silent here. ' +
        'Ask me in a channel of your own workspace, or ask an admin to open this channel.',
    };
  }
  return { ok: true };
}
