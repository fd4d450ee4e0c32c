import type { types } from '@slack/bolt';
import type { RunReport } from '#graph/orchestrator.ts';
import { ACTIONS } from './action-ids.ts';
import { approvalValue, questionOf } from './approval-question.ts';
import { footerText } from './footer.ts';
import { escapeText, plainLine } from './outbound-text.ts';

export function footerBlock(report: RunReport): types.KnownBlock {
  return { type: 'context', elements: [{ type: 'mrkdwn', text: escapeText(footerText(report)) }] };
}

/** Thumbs up and down; the value names rating and run. */
export function feedbackBlock(runId: string): types.KnownBlock {
  return {
    type: 'context_actions',
    elements: [
      {
        type: 'feedback_buttons',
        action_id: ACTIONS.feedback,
        positive_button: {
          text: { type: 'plain_text', text: 'Good answer' },
          accessibility_label: 'This answer helped',
          value: `up:${runId}`,
        },
        negative_button: {
          text: { type: 'plain_text', text: 'Bad answer' },
          accessibility_label: 'This answer did not help',
          value: `down:${runId}`,
        },
      },
    ],
  };
}

export function retryBlock(runId: string): types.KnownBlock {
  return {
    type: 'actions',
    elements: [
      {
        type: 'button',
        action_id: ACTIONS.retry,
        text: { type: 'plain_text', text: 'Retry' },
        accessibility_label: 'Run this request again',
        value: runId,
      },
    ],
  };
}

/** The question that a suspended run waits on. Whoever clicks is checked on the server, not by who sees it. */
export function approvalBlocks(report: RunReport, message: string): types.KnownBlock[] {
  const { runId } = report.request;
  const value = approvalValue(runId, questionOf(report.outcome));
  const risky = (report.taskGraph?.tasks ?? []).filter(
    (task) => task.risk === 'high' || task.risk === 'critical',
  );
  const lines = risky.slice(0, 10).map((task) => {
    const agent = report.routing.find((decision) => decision.taskId === task.id)?.agent ?? 'no agent';
    return `• *${escapeText(plainLine(task.title, 200))}* (${task.risk} risk, by ${escapeText(agent)})`;
  });
  return [
    {
      type: 'section',
      text: { type: 'mrkdwn', text: `*Approval needed*\n${escapeText(plainLine(message, 1_000))}` },
    },
    ...(lines.length === 0
      ? []
      : [
          {
            type: 'section' as const,
            text: { type: 'mrkdwn' as const, text: lines.join('\n').slice(0, 2_900) },
          },
        ]),
    {
      type: 'actions',
      elements: [
        {
          type: 'button',
          action_id: ACTIONS.approve,
          style: 'primary',
          text: { type: 'plain_text', text: 'Approve' },
          value,
        },
        {
          type: 'button',
          action_id: ACTIONS.deny,
          style: 'danger',
          text: { type: 'plain_text', text: 'Deny' },
          value,
        },
      ],
    },
    {
      type: 'context',
      elements: [{ type: 'mrkdwn', text: `The requester or an admin decides. run ${runId}` }],
    },
  ];
}
