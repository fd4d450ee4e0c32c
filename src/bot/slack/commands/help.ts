import type { types } from '@slack/bolt';
import type { Role } from '#graph/request.ts';
import type { CommandReply } from './reply.ts';

/** Requests that agents without a language model answer, so that they work on any installation. */
const EXAMPLES = [
  'how many days of vacation do we get?',
  'calculate 12.5% of 3400, and then look up our refund policy and summarise it',
  'what do I do when I lose my laptop?',
];

/** What to say, what to expect and which commands there are; by role. */
export function helpReply(role: Role, self: string): CommandReply {
  const me = `<@${self}>`;
  const ask = [
    `*Ask me*\nMention ${me} with a request, of as many parts as you like. I make a plan, give each part to the agent ` +
      'that fits best, have the result reviewed, and answer in the thread with sources and cost.',
    '*Try one of these*',
    ...EXAMPLES.map((example) => `• ${me} ${example}`),
  ];
  const meanwhile = [
    '*While I work*',
    '• In a thread where I take part, just reply: no mention needed. I take one message after the other.',
    '• *stop* in the thread, or the Stop button, ends the run within a second. The requester and admins can.',
    '• Edit your request, and I offer to run it again. Delete it, and I drop it.',
    '• Risky plans wait for *Approve*; attached text files are read.',
    '• A thumb under the answer teaches me; *Retry* runs it again.',
  ];
  const commands = [
    `*Commands* (in threads as a mention: ${me} health)`,
    '• `/genesis help` shows this',
    '• `/genesis health` shows how every part of me is doing, as measured',
    role === 'admin'
      ? '• `/genesis flags` shows what is switched on, and lets you switch it: also the emergency stop'
      : '• `/genesis flags` shows what is switched on; admins can change it',
  ];
  const parts = [ask, meanwhile, commands].map((lines) => lines.join('\n'));
  const note = 'Parts that need a language model are planned, and named as not done, where none is set up.';
  const blocks: types.KnownBlock[] = [
    ...parts.map(
      (text): types.SectionBlock => ({ type: 'section', expand: true, text: { type: 'mrkdwn', text } }),
    ),
    { type: 'context', elements: [{ type: 'mrkdwn', text: note }] },
  ];
  return { text: [...parts, note].join('\n\n'), blocks, mentions: [self] };
}

/** For a mention that asks for nothing: empty, a greeting, or thanks. */
export function hintReply(kind: 'empty' | 'greeting' | 'thanks', self: string): CommandReply {
  const opening = { empty: 'Hi!', greeting: 'Hello!', thanks: "You're welcome!" }[kind];
  const text =
    kind === 'thanks'
      ? `${opening} A thumb under the answer helps me most.`
      : `${opening} Tell me what you need in the same message, for example: <@${self}> ${EXAMPLES[0]}\n` +
        '`/genesis help` shows what else I can do.';
  return { text, blocks: [], mentions: [self] };
}

export function unknownCommand(text: string): CommandReply {
  const shown = text.slice(0, 40).replaceAll('`', '');
  return {
    text: `I do not know \`${shown}\`. Try \`/genesis help\`, \`/genesis flags\` or \`/genesis health\`.`,
    blocks: [],
  };
}
