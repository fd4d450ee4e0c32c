import type { Logger } from '#bot/log.ts';

/**
 * Reads a private file of Slack's as text. Only from Slack's own hosts, without following redirects: the bot's token
 * goes with the request. Null when it cannot be had, is too large or is not UTF-8.
 */
export function openDownload(deps: {
  botToken: string;
  apiUrl: string;
  log: Logger;
}): (url: string, maxBytes: number) => Promise<string | null> {
  const ours = new URL(deps.apiUrl);
  return async (url, maxBytes) => {
    if (!URL.canParse(url) || !isSlackHost(new URL(url), ours)) return null;
    try {
      const response = await fetch(url, {
        headers: { authorization: `Bearer ${deps.botToken}` },
        redirect: 'error',
        signal: AbortSignal.timeout(10_000),
      });
      if (!response.ok || response.body === null) return null;
      const chunks: Uint8Array[] = [];
      let size = 0;
      for await (const chunk of response.body) {
        size += chunk.byteLength;
        if (size > maxBytes) return null;
        chunks.push(chunk);
      }
      return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(chunks));
    } catch (cause) {
      deps.log.warn({ err: cause }, 'a file could not be read');
      return null;
    }
  };
}

function isSlackHost(url: URL, api: URL): boolean {
  if (url.host === api.host && url.protocol === api.protocol) return true;
  return url.protocol === 'https:' && url.hostname === 'files.slack.com';
}
