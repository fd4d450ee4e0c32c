import type { types } from '@slack/bolt';
import { z } from 'zod';
import type { BotFlags, FlagState } from '#bot/flags.ts';
import { ACTIONS } from '#bot/slack/action-ids.ts';
import { escapeText, oneLine } from '#bot/slack/outbound-text.ts';
import { FLAG_DESCRIPTIONS, type FlagName } from '#graph/flags.ts';
import type { Role } from '#graph/request.ts';
import { flagTable, lastChange, stateOf, whoChanged } from './flag-table.ts';
import { type CommandReply, ONLY_ADMINS } from './reply.ts';

/** What a Toggle button carries: the change, and the version that its reader saw. */
const ToggleValue = z.object({ key: z.string(), to: z.boolean(), version: z.number().int() });

/** Changes after which people are refused, or less protected: they are asked for in red. */
const DANGEROUS: Partial<Readonly<Record<FlagName, boolean>>> = {
  emergency_shutdown: true,
  maintenance_mode: true,
  security_hardening_enabled: false,
};

/** The flags as a table, then what each does; admins get a button beside it, with a confirmation. */
export function flagsReply(flags: readonly FlagState[], role: Role, note?: string): CommandReply {
  const admin = role === 'admin';
  const closing = admin
    ? 'A change holds for everybody at once, and is written down with your name.'
    : 'You see how Genesis is set up. Only its admins can change flags.';
  const blocks: types.KnownBlock[] = [
    ...(note === undefined ? [] : [section(`*${escapeText(note)}*`)]),
    flagTable(flags),
    ...(admin ? flags.map(withButton) : [section(flags.map(meaning).join('\n'))]),
    { type: 'context', elements: [{ type: 'mrkdwn', text: closing }] },
  ];
  const lines = flags.map(
    (flag) => `${flag.enabled ? '●' : '○'} ${flag.key}: ${stateOf(flag)}, ${lastChange(flag)}`,
  );
  return {
    text: ['Flags', ...(note === undefined ? [] : [note]), ...lines, closing].join('\n'),
    blocks,
    mentions: flags.flatMap((flag) => whoChanged(flag).user ?? []),
  };
}

/**
 * Carries out a Toggle click. The clicker is judged again here: whoever can see the button need not be an admin.
 * A flag that somebody else changed meanwhile is left alone.
 */
export async function toggleFlag(
  flags: BotFlags,
  click: { value: string; actor: string; role: Role },
): Promise<CommandReply> {
  if (click.role !== 'admin') return { text: ONLY_ADMINS, blocks: [] };
  const parsed = ToggleValue.safeParse(parseJson(click.value));
  if (!parsed.success) {
    return { text: 'This button is from an older version. Call `/genesis flags` again.', blocks: [] };
  }
  const { key, to, version } = parsed.data;
  const result = await flags.set(key, to, { actor: click.actor, via: 'slack', expectedVersion: version });
  const note = result.ok ? `${key} is now ${to ? 'on' : 'off'}.` : result.message;
  return flagsReply(await flags.list(), click.role, note);
}

function meaning(flag: FlagState): string {
  const problem = flag.problem === null ? '' : `\n:warning: ${escapeText(oneLine(flag.problem, 200))}`;
  return `*${flag.key}*\n${escapeText(FLAG_DESCRIPTIONS[flag.key])}${problem}`;
}

function section(text: string): types.SectionBlock {
  return { type: 'section', text: { type: 'mrkdwn', text } };
}

function withButton(flag: FlagState): types.SectionBlock {
  const to = !flag.enabled;
  const verb = to ? 'Turn on' : 'Turn off';
  const danger = DANGEROUS[flag.key] === to ? { style: 'danger' as const } : {};
  return {
    ...section(meaning(flag)),
    accessory: {
      type: 'button',
      // Slack wants every element of a message to have an id of its own.
      action_id: `${ACTIONS.toggleFlag}:${flag.key}`,
      text: { type: 'plain_text', text: verb },
      accessibility_label: `${verb} ${flag.key}`,
      value: JSON.stringify({ key: flag.key, to, version: flag.version }),
      ...danger,
      confirm: {
        title: { type: 'plain_text', text: `${verb} ${flag.key}?` },
        text: { type: 'plain_text', text: FLAG_DESCRIPTIONS[flag.key] },
        confirm: { type: 'plain_text', text: verb },
        deny: { type: 'plain_text', text: 'Leave it' },
        ...danger,
      },
    },
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
