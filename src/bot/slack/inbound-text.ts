/**
 * What the person wrote, out of Slack's markup: our own mention removed wherever it stands, links and channels
 * readable, entities decoded. Mentions of people stay as `<@U…>`: they say whom the answer may name.
 */
export function readInbound(text: string, self: string): string {
  return text
    .replaceAll(mentionOf(self), ' ')
    .replace(/<#([A-Z0-9]+)(?:\|([^>]*))?>/g, (_, id: string, name?: string) => `#${name || id}`)
    .replace(/<((?:https?|mailto|tel):[^|>]+)(?:\|([^>]*))?>/g, (_, url: string, label?: string) =>
      label === undefined || label === '' || url.endsWith(label) ? url : `${label} (${url})`,
    )
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&')
    .replace(/[^\S\n]{2,}/g, ' ')
    .replace(/^[^\S\n]+|[^\S\n]+$/gm, '')
    .trim();
}

export function mentions(text: string, user: string): boolean {
  return mentionOf(user).test(text);
}

/** True where the message speaks to somebody else first: "<@U0LIN> can you check this?". */
export function opensWithAnother(text: string, self: string): boolean {
  const first = /^\s*<@([A-Z0-9]+)/.exec(text)?.[1];
  return first !== undefined && first !== self;
}

/** Ids of the people whom the text names. */
export function namedIn(text: string): ReadonlySet<string> {
  return new Set([...text.matchAll(/<@([A-Z0-9]+)(?:\|[^>]*)?>/g)].flatMap((match) => match[1] ?? []));
}

function mentionOf(user: string): RegExp {
  return new RegExp(`<@${user}(?:\\|[^>]*)?>`, 'g');
}
