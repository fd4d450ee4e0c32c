/**
 * Text of others as Markdown that can neither ping nor run anything: `<!channel>`, `<@U…>`, `<https://…|…>` and HTML
 * lose their opening bracket; images and links show their address instead of hiding it.
 */
export function safeText(text: string): string {
  return text
    .replace(/<(?=[!@#/a-z])/gi, '&lt;')
    .replace(/!?\[([^\]\n]*)\]\(([^)\s]*)[^)]*\)/g, (_, label: string, target: string) =>
      label === target ? target : `${label} (${target})`,
    );
}

/** As inline code, whatever backticks it holds. */
export function inlineCode(text: string): string {
  return `\`${text.replaceAll('`', "'").replace(/\s+/g, ' ').trim()}\``;
}

/** As a block quote, line by line. */
export function quoted(text: string): string {
  return text
    .split('\n')
    .map((line) => (line === '' ? '>' : `> ${line}`))
    .join('\n');
}
