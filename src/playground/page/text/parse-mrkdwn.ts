/** Slack's mrkdwn as a tree. Pure: what is shown for an id or a link is decided by whoever draws the tree. */
export type Inline =
  | { kind: 'text'; text: string }
  | { kind: 'bold' | 'italic' | 'strike'; children: Inline[] }
  | { kind: 'code'; text: string }
  | { kind: 'link'; url: string; label: string | null }
  | { kind: 'user' | 'channel'; id: string; label: string | null }
  | { kind: 'broadcast'; range: string }
  | { kind: 'date'; seconds: number; format: string; fallback: string }
  | { kind: 'emoji'; name: string }
  | { kind: 'break' };

export type MrkdwnBlock =
  | { kind: 'paragraph'; children: Inline[] }
  | { kind: 'quote'; children: Inline[] }
  | { kind: 'preformatted'; text: string };

export function parseMrkdwn(source: string): MrkdwnBlock[] {
  const parts = source.split('```');
  return parts.flatMap((part, index): MrkdwnBlock[] => {
    if (index % 2 === 1) return [{ kind: 'preformatted', text: decode(part.replace(/^\n|\n$/g, '')) }];
    // The line ends that set a code block apart are not lines of their own.
    const after = index > 0 ? part.replace(/^\n/, '') : part;
    return parseLines(index < parts.length - 1 ? after.replace(/\n$/, '') : after);
  });
}

function parseLines(source: string): MrkdwnBlock[] {
  const blocks: MrkdwnBlock[] = [];
  if (source === '') return blocks;
  for (const line of source.split('\n')) {
    const quoted = /^(?:&gt;|>) ?/.exec(line);
    const kind = quoted ? 'quote' : 'paragraph';
    const children = parseInline(quoted ? line.slice(quoted[0].length) : line);
    const last = blocks.at(-1);
    if (last?.kind === kind) last.children.push({ kind: 'break' }, ...children);
    else blocks.push({ kind, children });
  }
  return blocks;
}

const STYLES = { '*': 'bold', _: 'italic', '~': 'strike' } as const;

/** A style opens after a boundary and closes before one, so that `snake_case` and `2*3*4` stay as they are. */
const STYLED = /(^|[\s\p{P}\p{S}])([*_~])(?=\S)((?:(?!\2).)*?\S)\2(?=$|[\s\p{P}\p{S}])/u;
const TOKEN = /`([^`\n]+)`|<([^<>\n]+)>|:([a-z0-9_+-]+):/;

export function parseInline(source: string): Inline[] {
  const token = TOKEN.exec(source);
  const style = STYLED.exec(source);
  const [, before = '', mark = '', inner = ''] = style ?? [];
  const styleAt = style ? style.index + before.length : Number.POSITIVE_INFINITY;
  if (style && (mark === '*' || mark === '_' || mark === '~') && styleAt < (token?.index ?? source.length)) {
    const end = styleAt + inner.length + 2;
    return [
      ...plain(source.slice(0, styleAt)),
      { kind: STYLES[mark], children: parseInline(inner) },
      ...parseInline(source.slice(end)),
    ];
  }
  if (!token) return plain(source);
  return [
    ...plain(source.slice(0, token.index)),
    parseToken(token),
    ...parseInline(source.slice(token.index + token[0].length)),
  ];
}

function parseToken([, code, angled, emoji]: RegExpExecArray): Inline {
  if (code !== undefined) return { kind: 'code', text: decode(code) };
  if (emoji !== undefined) return { kind: 'emoji', name: emoji };
  return parseAngled(angled ?? '');
}

function parseAngled(token: string): Inline {
  const bar = token.indexOf('|');
  const target = bar < 0 ? token : token.slice(0, bar);
  const label = bar < 0 ? null : decode(token.slice(bar + 1));
  const id = target.slice(1);
  if (/^@[UW]/.test(target)) return { kind: 'user', id, label };
  if (/^#C/.test(target)) return { kind: 'channel', id, label };
  if (target.startsWith('!date^')) {
    const [, seconds = '', format = ''] = target.split('^');
    return { kind: 'date', seconds: Number(seconds), format, fallback: label ?? '' };
  }
  if (/^!(here|channel|everyone)$/.test(target)) return { kind: 'broadcast', range: id };
  if (/^(https?:|mailto:)/i.test(target)) return { kind: 'link', url: decode(target), label };
  return { kind: 'text', text: label ?? `<${decode(token)}>` };
}

function plain(text: string): Inline[] {
  return text === '' ? [] : [{ kind: 'text', text: decode(text) }];
}

/** Slack escapes exactly these three. */
export function decode(text: string): string {
  return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
}
