import type { IncomingMessage } from 'node:http';

const LOOPBACK = new Set(['127.0.0.1', 'localhost', '[::1]']);

/**
 * Why the request is refused, or undefined. The playground has no passwords, so that a page of another site must not
 * reach it: neither under a name that was pointed at the loopback address (Host) nor by a form or script (Origin).
 */
export function refusal(request: IncomingMessage): string | undefined {
  const host = request.headers.host ?? '';
  if (!LOOPBACK.has(hostname(`http://${host}`)))
    return 'The playground answers on its loopback address alone.';
  const origin = request.headers.origin;
  if (origin !== undefined && !LOOPBACK.has(hostname(origin))) {
    return 'The playground takes nothing from the pages of other sites.';
  }
  return undefined;
}

function hostname(url: string): string {
  return URL.canParse(url) ? new URL(url).hostname : '';
}
