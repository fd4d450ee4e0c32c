/**
 * Takes the teeth out of mentions: mass mentions and groups become plain words, people whom the requester did not name
 * become their id as text. Whatever is left that Slack would read as a mention loses its bracket, so that a mention
 * put together out of pieces ("<!chan<!x>nel>") does not survive either.
 */
export function defuseMentions(text: string, named: ReadonlySet<string>): string {
  return text
    .replace(/[\u200b-\u200f\u2060\ufeff]/g, '')
    .replace(/<!subteam\^[^<>|]*(?:\|@?([^<>]*))?>/gi, (_, label?: string) => label || 'a user group')
    .replace(/<!(\w+)[^<>|]*(?:\|([^<>]*))?>/g, (_, word: string, label?: string) => label || word)
    .replace(/<@([A-Z0-9]+)(?:\|[^<>]*)?>/g, (mention, user: string) => (named.has(user) ? mention : user))
    .replace(/<(?=[!@])/g, (bracket, at: number, whole: string) =>
      isNamed(whole.slice(at), named) ? bracket : '&lt;',
    )
    .replace(/(?<!@)@+(channel|here|everyone)\b/gi, '$1');
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

/** For text that has no sources of its own, so that nothing in it may be a link. */
export function noLinks(text: string): string {
  return plainLinks(text, NO_HOSTS);
}

const NO_HOSTS: ReadonlySet<string> = new Set();

/**
 * Markdown's links and images, Slack's links, bare addresses with the stray backticks around them: in one pass, so that
 * what one replaced is no other's. No part can run over the beginning of a next one: time grows with the text alone.
 */
const LINKS = new RegExp(
  [
    /(?<image>!?)\[(?<label>[^[\]]*)\]\(\s*<?(?<target>[^)\s>]{0,1000})(?:[\s>][^)]{0,300})?\)/,
    /<(?<address>[a-z][a-z0-9+.-]{0,30}:[^|<>\s]+)(?:\|(?<words>[^<>]*))?>/,
    /`*(?<bare>https?:\/\/[^\s<>)\]`]+)`*/,
  ]
    .map(({ source }) => source)
    .join('|'),
  'gi',
);

function outsideCode(text: string, hosts: ReadonlySet<string>): string {
  const plain = text.replace(LINKS, (link: string, ...found: unknown[]) => {
    const { image, label, target, address, words, bare } = found.at(-1) as Record<string, string | undefined>;
    const url = target ?? address ?? bare ?? '';
    if (!image && allowed(url, hosts)) return link;
    return asText(label ?? words ?? '', url);
  });
  // Labels in labels, targets without an end: whatever still would be a link is taken apart.
  return plain.replace(/\]\((\s*<?([^)\s>]{0,300}))/g, (link, rest: string, url: string) =>
    allowed(url, hosts) ? link : `] (${rest}`,
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
  const user = /^<@([A-Z0-9]+)(?:\|[^<>]*)?>/.exec(text)?.[1];
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

/** {@link oneLine} of words that a model or a page may have written: without links. */
export function plainLine(text: string, length: number): string {
  return noLinks(oneLine(text, length));
}
