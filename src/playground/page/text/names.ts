/** Who and what an id stands for. */
export interface Names {
  person(id: string): string;
  channel(id: string): string;
  readonly people: readonly string[];
  readonly channels: readonly string[];
  /** Whose page this is: their own mentions stand out. */
  readonly you: string;
}
