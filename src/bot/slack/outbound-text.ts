/**
 * Takes the teeth out of mentions: mass mentions and groups become plain words, people whom the requester did not name
 * become their id as text. Whatever is left that Slack would read as a mention loses its bracket, so that a mention
 * put together out of pieces ("<!chan<!x>nel>") does not survive either.
 */
export function defuseMentions(text: string, named: ReadonlySet<string>): string {
  return text
    .replace(/[\u200b-\u200f\u2060\ufeff]/g, '')
    .replace(/<!subteam\^[^>|]*(?:\|@?([^>]*))?>/gi, (_, label?: string) => label || 'a user group')
    .replace(/<!(\w+)[^>|]*(?:\|([^>]*))?>/g, (_, word: string, label?: string) => label || word)
    .replace(/<@([A-Z0-9]+)(?:\|[^>]*)?>/g, (mention, user: string) => (named.has(user) ? mention : user))
    .replace(/<(?=[!@])/g, (bracket, at: number, whole: string) =>
      isNamed(whole.slice(at), named) ? bracket : '&lt;',
    )
    .replace(/@+(channel|here|everyone)\b/gi, '$1');
}

/**
 * Links only where the host is allowed; any other is shown as text with its address in code, where Slack makes no
 * link of it. Code is left alone. Images always become their address: fetching one already tells its server something.
 */
export function plainLinks(markdown: string, hosts: ReadonlySet<string>): string {
  return markdown
    .split(/(```[\s\S]*?(?:```|$)|`[^`\n]*`)/)
    .map((piece, index) => (index % 2 === 1 ? piece : outsideCode(piece, hosts)))
    .join('');
}

function outsideCode(text: string, hosts: ReadonlySet<string>): string {
  return text
    .replace(/!\[([^\]]*)\]\(\s*<?([^)\s>]*)[^)]*\)/g, (_, alt: string, url: string) => asText(alt, url))
    .replace(/\[([^\]]*)\]\(\s*<?([^)\s>]*)[^)]*\)/g, (link, label: string, url: string) =>
      allowed(url, hosts) ? link : asText(label, url),
    )
    .replace(/<([a-z][a-z0-9+.-]*:[^|>\s]+)(?:\|([^>]*))?>/gi, (link, url: string, label?: string) =>
      allowed(url, hosts) ? link : asText(label ?? '', url),
    )
    .replace(/(^|[^(<`\w])(https?:\/\/[^\s<>)\]`]+)/gi, (whole, before: string, url: string) =>
      allowed(url, hosts) ? whole : `${before}\`${url}\``,
    );
}

function asText(label: string, url: string): string {
  const address = url.replaceAll('`', '');
  if (address === '') return label;
  return label === '' || label === url ? `\`${address}\`` : `${label} (\`${address}\`)`;
}

function allowed(url: string, hosts: ReadonlySet<string>): boolean {
  const parsed = URL.canParse(url) ? new URL(url) : null;
  return parsed !== null && /^https?:$/.test(parsed.protocol) && hosts.has(parsed.hostname);
}

function isNamed(text: string, named: ReadonlySet<string>): boolean {
  const user = /^<@([A-Z0-9]+)(?:\|[^>]*)?>/.exec(text)?.[1];
  return user !== undefined && named.has(user);
}

/** For dynamic text inside our own mrkdwn: Slack's three entities, nothing else has meaning there for safety. */
export function escapeText(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/** One line of at most `length` characters, for titles and cards. */
export function oneLine(text: string, length: number): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length <= length ? line : `${line.slice(0, length - 1).trimEnd()}…`;
}
