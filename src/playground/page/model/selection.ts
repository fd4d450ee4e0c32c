/** What the reader is looking at; kept in the address, so that reload, back and forward work. */
export type Selection = {
  user: string;
  /** A channel's id, or `home`. */
  place: string;
  /** The thread that is open beside it. */
  thread: string | null;
};

export const HOME = 'home';

/** From the address's fragment, such as `#U0ADA/C0GENERAL/1700000000.000100`. */
export function parseSelection(fragment: string, fallback: Selection): Selection {
  const [user, place, thread] = fragment.replace(/^#/, '').split('/');
  if (!user || !/^[UW][A-Z0-9]+$/.test(user)) return fallback;
  return {
    user,
    place: place && /^([CD][A-Z0-9]+|home)$/.test(place) ? place : fallback.place,
    thread: thread && /^\d+\.\d+$/.test(thread) ? thread : null,
  };
}

export function formatSelection({ user, place, thread }: Selection): string {
  return `#${[user, place, ...(thread ? [thread] : [])].join('/')}`;
}
