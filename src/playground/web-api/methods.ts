import type { Method } from './answer.ts';
import { blockMethods } from './blocks.ts';
import { chatMethods } from './chat.ts';
import { streamMethods } from './chat-stream.ts';
import { conversationMethods } from './conversations.ts';
import { fileMethods } from './files.ts';
import { historyMethods } from './history.ts';
import { identityMethods } from './identity.ts';
import { reactionMethods } from './reactions.ts';
import { scheduledMethods } from './scheduled.ts';
import { sessionMethods } from './sessions.ts';
import { userMethods } from './users.ts';
import { viewMethods } from './views.ts';

/** Every method that the playground knows; any other answers `unknown_method`. */
export const METHODS: ReadonlyMap<string, Method> = new Map(
  Object.entries({
    ...identityMethods,
    ...chatMethods,
    ...streamMethods,
    ...scheduledMethods,
    ...blockMethods,
    ...conversationMethods,
    ...historyMethods,
    ...userMethods,
    ...reactionMethods,
    ...sessionMethods,
    ...viewMethods,
    ...fileMethods,
  }),
);
