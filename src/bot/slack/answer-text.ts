import type { RunReport } from '#graph/orchestrator.ts';
import type { Reply } from '#graph/reply.ts';
import { plainLinks } from './outbound-text.ts';

/** The reviewed answer as Markdown for Slack: caveat, text, and links only to where its sources are. */
export function answerText(report: RunReport, reply: Reply): string {
  const hosts = new Set(
    reply.sources.flatMap(({ locator }) =>
      URL.canParse(locator) && /^https?:/.test(locator) ? [new URL(locator).hostname] : [],
    ),
  );
  const degraded =
    report.degraded.length === 0 ? '' : `_Limited here: ${report.degraded.join('; ').slice(0, 500)}_`;
  const parts = [
    reply.caveat === undefined ? '' : `> ${reply.caveat.replaceAll('\n', '\n> ')}`,
    reply.text,
    degraded,
  ];
  // The caveat and what is limited may quote a model as well.
  return parts
    .filter((part) => part !== '')
    .map((part) => plainLinks(part, hosts))
    .join('\n\n');
}

/** The line that everybody in the thread sees where there is no answer; the requester is told why. */
export function publicLine(report: RunReport): string {
  const { outcome } = report;
  if (outcome.status === 'failed') return 'This did not work. I told the requester what happened.';
  if (outcome.status !== 'refused') return '';
  switch (outcome.reason) {
    case 'stopped':
      return 'Stopped.';
    case 'emergency_shutdown':
      return 'Stopped: Genesis is shut down for now.';
    case 'denied':
      return 'Not done: the approval was denied.';
    case 'expired':
      return 'Not done: nobody approved it in time.';
    default:
      return 'I did not answer this. I told the requester why.';
  }
}
