import type { types } from '@slack/bolt';
import type { HealthComponent, HealthReport } from '#bot/health.ts';
import { ACTIONS } from '#bot/slack/action-ids.ts';
import { escapeText, oneLine } from '#bot/slack/outbound-text.ts';
import type { CommandReply } from './reply.ts';

const LEVELS = { healthy: 'success', degraded: 'warning', unhealthy: 'error' } as const;

/** One alert per component, each with how old its measurement is. */
export function healthReply(report: HealthReport): CommandReply {
  const title = `Genesis is ${report.status} (${Math.round(report.score)} of 100)`;
  const blocks: types.KnownBlock[] = [
    { type: 'header', text: { type: 'plain_text', text: title } },
    ...report.components.map(
      (component): types.AlertBlock => ({
        type: 'alert',
        level: LEVELS[component.status],
        text: {
          type: 'mrkdwn',
          text: `*${component.name}* is ${component.status}: ${escapeText(oneLine(component.detail, 300))}\n_${measured(component)}_`,
        },
      }),
    ),
    {
      type: 'actions',
      elements: [
        {
          type: 'button',
          action_id: ACTIONS.refreshHealth,
          text: { type: 'plain_text', text: 'Refresh' },
          accessibility_label: 'Probe everything again now',
          value: 'refresh',
        },
      ],
    },
  ];
  const lines = report.components.map(
    (component) =>
      `${component.name}: ${component.status}, ${oneLine(component.detail, 300)} (${measured(component)})`,
  );
  return { text: [title, ...lines].join('\n'), blocks };
}

function measured({ ageMs, tookMs }: HealthComponent): string {
  if (ageMs === null) return 'not measured yet';
  const took = tookMs === null ? '' : `, took ${Math.round(tookMs)} ms`;
  return `measured ${ageMs < 1_000 ? 'just now' : `${Math.round(ageMs / 1_000)} s ago`}${took}`;
}
