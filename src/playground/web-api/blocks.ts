import { structure } from '#playground/fields.ts';
import { checkBlocks } from '#playground/limits/check-blocks.ts';
import { type Method, refuse } from './answer.ts';

export const blockMethods: Readonly<Record<string, Method>> = {
  'blocks.validate': (args, slack) => {
    const checked = checkBlocks(structure(args, 'blocks'), 'message', slack.ids);
    return checked.ok ? { ok: true } : refuse(checked.error, checked.messages);
  },
};
