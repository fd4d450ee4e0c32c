import type { Place } from './place.ts';

/** Threads in which Genesis takes part: there, a follow-up needs no mention. */
export interface Conversations {
  touch(place: Place, user: string): Promise<void>;
  active(place: Place): Promise<boolean>;
}
