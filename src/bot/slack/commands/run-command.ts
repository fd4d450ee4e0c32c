import type { BotFlags } from '#bot/flags.ts';
import type { Health, HealthReport } from '#bot/health.ts';
import { COMMANDS, type CommandName } from '#bot/slack/screen.ts';
import type { Role } from '#graph/request.ts';
import { flagsReply } from './flags.ts';
import { healthReply } from './health.ts';
import { helpReply, unknownCommand } from './help.ts';
import type { CommandReply } from './reply.ts';

export type CommandDeps = { flags: BotFlags; health: Health; self: { user: string } };

/** The text behind `/genesis`, or of a mention that is nothing but a command. Empty asks for help. */
function parseCommand(text: string): CommandName | null {
  const word = text.trim().toLowerCase().split(/\s+/)[0] ?? '';
  return word === '' ? 'help' : (COMMANDS.find((name) => name === word) ?? null);
}

/** In the first moments of a process some component was not asked yet: then it is now. */
async function measured(health: Health): Promise<HealthReport> {
  const report = health.report();
  const unknown = report.components.filter(({ ageMs }) => ageMs === null).map(({ name }) => name);
  return unknown.length === 0 ? report : health.refresh(unknown);
}

/** Commands go on during an emergency stop: they are how it is lifted. */
export async function runCommand(deps: CommandDeps, text: string, role: Role): Promise<CommandReply> {
  const name = parseCommand(text);
  switch (name) {
    case 'help':
      return helpReply(role, deps.self.user);
    case 'flags':
      return flagsReply(await deps.flags.list(), role);
    case 'health':
      return healthReply(await measured(deps.health));
    case null:
      return unknownCommand(text);
    default:
      return name satisfies never;
  }
}
