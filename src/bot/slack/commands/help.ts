import type { Role } from '#graph/request.ts';
import type { CommandReply } from './reply.ts';

export function helpReply(role: Role, self: string): CommandReply {
  const lines = [
    '*What I do*',
    `Mention me with a request, as many parts as you like: <@${self}> _audit the checkout service, list what changed ` +
      'since Monday and draft the customer note_. I plan it, show each step, have the result reviewed, and answer in ' +
      'the thread.',
    '',
    '• In a thread where I take part, just reply: no mention needed.',
    '• *stop* in the thread, or the Stop button, stops what I am doing (requester or admin).',
    '• Thumbs under the answer teach me; *Retry* runs it again.',
    '• Risky plans wait for your approval.',
    '',
    '*Commands* (also as a mention, such as "@genesis health")',
    '• `/genesis help`: this',
    '• `/genesis health`: how I am doing, measured',
    `• \`/genesis flags\`: what is switched on${role === 'admin' ? '; you can switch it' : ''}`,
  ];
  const text = lines.join('\n');
  return { text, blocks: [{ type: 'section', text: { type: 'mrkdwn', text } }] };
}

/** For a mention that says nothing. */
export const HINT =
  'Hi! Tell me what you need in the same message, for example: "@genesis how many days of vacation do we get?" ' +
  '`/genesis help` shows what else I can do.';

export function unknownCommand(text: string): CommandReply {
  const shown = text.slice(0, 40).replaceAll('`', '');
  return {
    text: `I do not know \`${shown}\`. Try \`/genesis help\`, \`/genesis flags\` or \`/genesis health\`.`,
    blocks: [],
  };
}
