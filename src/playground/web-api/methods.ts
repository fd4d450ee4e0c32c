import type { Method } from './answer.ts';
import { chatMethods } from './chat.ts';
import { identityMethods } from './identity.ts';

/** Every method that the playground knows; any other answers `unknown_method`. */
export const METHODS: ReadonlyMap<string, Method> = new Map(
  Object.entries({ ...identityMethods, ...chatMethods }),
);
