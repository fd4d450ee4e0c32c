import { type Critic, type Judged, PASS } from './critic.ts';
import { codeSpans, within } from './spans.ts';

// Every quantifier is bounded, so that no text takes longer than its length: what exceeds a bound loses its opening.
const MASS = /<!(channel|here|everyone)\b(?:\|[^>]{0,300})?>?/g;
const GROUP = /<!subteam\^[A-Z0-9]{1,30}(?:\|([^>]{0,300}))?>/g;
const SPECIAL = /<!(?!date\^)(?:[^>\n]{0,300}>)?/g;
const BARE_MASS = /(^|[^\w@])@(channel|here|everyone)\b/g;
const PERSON = /<@([UW][A-Z0-9]{1,30})(?:\|([^>]{0,300}))?>?/g;
const IMAGE = /!\[([^[\]\n]{0,1000})\]\(\s{0,9}<?([^)\s>]{1,2000})(?:[\s>][^)\n]{0,300})?\)/g;
const LINK =
  /(?<!!)\[([^[\]\n]{0,1000})\]\(\s{0,9}<?([a-z][a-z0-9+.-]{0,30}:[^)\s>]{1,2000})(?:[\s>][^)\n]{0,300})?\)/gi;
const SLACK_LINK = /<((?:https?|ftp|mailto):[^<>|\s]{1,2000})(?:\|([^>\n]{0,300}))?>/gi;
const BARE_LINK = /\bhttps?:\/\/[^\s<>()[\]`"']+/gi;

/**
 * Stage 1: nobody is notified whom the requester did not name, and no link leaves that could carry data away. Links stay
 * when their host was named by the requester or is that of a source; others are shown as text. Remote images never stay:
 * they are fetched without a click.
 */
export const slackSafety: Critic = {
  name: 'slack_safety',
  stage: 'fast',
  policy: 'always',
  priority: 1,
  safety: true,
  // It judges what secret_leak made of the text, so that both replacements hold.
  dependsOn: ['secret_leak'],
  judge: (judged) => {
    const found = new Set<string>();
    const text = defuseLinks(defuseMentions(judged.text, judged, found), judged, found);
    if (found.size === 0) return PASS;
    const severity = found.has('mass mention') ? 0.7 : 0.4;
    const notes = [...found].map((what) => `contained a ${what}, made harmless`);
    return { verdict: 'revise', severity, uncertainty: 0, notes, replacement: text };
  },
};

function defuseMentions(text: string, { request }: Judged, found: Set<string>): string {
  const named = new Set(Array.from(request.text.matchAll(PERSON), (match) => match[1]));
  named.add(request.user);
  const note = (what: string, harmless: string): string => {
    found.add(what);
    return harmless;
  };
  const tagged = text
    .replace(MASS, (_, word: string) => note('mass mention', word))
    .replace(GROUP, (_, label: string | undefined) =>
      note('group mention', label?.replace(/^@/, '') ?? 'a user group'),
    )
    .replace(SPECIAL, () => note('special mention', ''))
    .replace(PERSON, (whole, id: string, label: string | undefined) =>
      named.has(id) ? whole : note('mention of somebody who was not named', label ?? 'a colleague'),
    );
  const code = codeSpans(tagged);
  return tagged.replace(BARE_MASS, (whole, before: string, word: string, at: number) =>
    within(code, at + before.length) ? whole : note('mass mention', `${before}${word}`),
  );
}

function defuseLinks(text: string, judged: Judged, found: Set<string>): string {
  const allowed = allowedHosts(judged);
  const foreign = (url: string): boolean => {
    const host = hostOf(url);
    return host === null || !allowed.has(host);
  };
  const asText = (label: string, url: string): string => {
    found.add('link to a host that nobody named');
    const shown = `\`${withoutQuery(url)}\``;
    return label === '' || label === url ? shown : `${label} (${shown})`;
  };
  const links = text
    .replace(IMAGE, (_, label: string) => {
      found.add('remote image');
      return label === '' ? '' : `(image: ${label})`;
    })
    .replace(LINK, (whole, label: string, url: string) => (foreign(url) ? asText(label, url) : whole))
    .replace(SLACK_LINK, (whole, url: string, label: string | undefined) =>
      foreign(url) ? asText(label ?? '', url) : whole,
    );
  const code = codeSpans(links);
  return links.replace(BARE_LINK, (url, at: number) =>
    within(code, at) || !foreign(url) ? url : asText('', url),
  );
}

/** Hosts that the requester wrote, or that a source has as its address. */
function allowedHosts({ request, results }: Judged): Set<string> {
  const urls = [
    ...Array.from(request.text.matchAll(BARE_LINK), (match) => match[0]),
    ...results.flatMap(({ sources }) => sources.map(({ locator }) => locator)),
  ];
  return new Set(urls.map(hostOf).filter((host) => host !== null));
}

function hostOf(url: string): string | null {
  const parsed = URL.canParse(url) ? new URL(url) : null;
  return parsed !== null && (parsed.protocol === 'https:' || parsed.protocol === 'http:')
    ? parsed.host
    : null;
}

/** A query or fragment is where data would travel. */
function withoutQuery(url: string): string {
  return url.replace(/[?#].*$/s, '');
}
