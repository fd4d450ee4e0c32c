import type { Names } from '#playground/page/text/names.ts';

export type Click = { actionId: string; blockId?: string; value?: string | string[] };

/** Where blocks stand (a message, a modal, Home) and what a click on them does there. */
export interface Surface {
  /** Unique in the page; ids of fields and remembered choices are built from it. */
  readonly id: string;
  readonly names: Names;
  /** Sends the click to the app; settles when the playground has taken it, rejects with a readable reason. */
  act(click: Click): Promise<void>;
}

const remembered = new Map<string, unknown>();

/**
 * What the reader chose on a surface (a sort order, a rating), kept across renderings and lost with the page.
 * `parse` decides whether what is there is still of the expected form.
 */
export function recall<T>(surface: Surface, what: string, parse: (value: unknown) => T): T {
  return parse(remembered.get(`${surface.id} ${what}`));
}

export function remember(surface: Surface, what: string, value: unknown): void {
  remembered.set(`${surface.id} ${what}`, value);
}
