import { BOT, CHANNELS, type Channel, PEOPLE, type Person } from './seed.ts';

/** Who and what there is: the people and conversations of the workspace. Seeded, never persisted. */
export class Directory {
  readonly #people = new Map<string, Person>(PEOPLE.map((one) => [one.id, one]));
  readonly #channels = new Map<string, Channel>(
    CHANNELS.map((one) => [one.id, { ...one, members: [...one.members] }]),
  );

  person(id: string): Person | undefined {
    return this.#people.get(id);
  }

  people(): Person[] {
    return [...this.#people.values()];
  }

  /** By the handle, such as `lin`. */
  personNamed(name: string): Person | undefined {
    const wanted = name.toLowerCase();
    return this.people().find((one) => one.name === wanted);
  }

  /** By id, or by name with or without `#`; a person's id stands for their conversation with the bot. */
  channel(idOrName: string): Channel | undefined {
    const known = this.#channels.get(idOrName);
    if (known !== undefined) return known;
    const name = idOrName.replace(/^#/, '');
    return this.channels().find((one) => one.user === idOrName || (!one.is_im && one.name === name));
  }

  channels(): Channel[] {
    return [...this.#channels.values()];
  }

  /** What the person can see: channels they are in, and their own direct message. */
  channelsOf(user: string): Channel[] {
    return this.channels().filter((one) => one.members.includes(user));
  }

  botIsIn(channel: Channel): boolean {
    return channel.members.includes(BOT);
  }
}
