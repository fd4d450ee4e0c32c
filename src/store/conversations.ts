import { z } from 'zod';
import type { Place } from './place.ts';
import type { Rpc } from './rpc/rpc.ts';

/** Threads in which Genesis takes part: there, a follow-up needs no mention. */
export interface Conversations {
  /** Opens the conversation, or keeps it open for another 24 hours. */
  touch(place: Place, user: string): Promise<void>;
  active(place: Place): Promise<boolean>;
}

export function conversationsOver(rpc: Rpc): Conversations {
  const named = ({ team, channel, thread }: Place) => ({
    p_team: team,
    p_channel: channel,
    p_thread: thread,
  });
  return {
    touch: (place, user) => rpc('conversation_touch', { ...named(place), p_user: user }),
    active: (place) => rpc('conversation_active', named(place), z.boolean()),
  };
}
