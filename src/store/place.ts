/** One conversation: a thread of a channel of a team. All three are opaque identifiers. */
export type Place = { team: string; channel: string; thread: string };
