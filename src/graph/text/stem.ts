const IRREGULAR: ReadonlyMap<string, string> = new Map(
  Object.entries({
    analyses: 'analys',
    analysis: 'analys',
    analyze: 'analys',
    analyse: 'analys',
    analyzed: 'analys',
    analysed: 'analys',
    analyzing: 'analys',
    analysing: 'analys',
    analytics: 'analytics',
    metrics: 'metric',
    ran: 'run',
    running: 'run',
    wrote: 'write',
    written: 'write',
    writing: 'write',
    built: 'build',
    sent: 'send',
    paid: 'pay',
    summary: 'summar',
    summaries: 'summar',
  }),
);

/** Stems of words seen lately: a text repeats its words, and texts repeat each other's. Emptied when it is full. */
const SEEN = new Map<string, string>();
const MOST_SEEN = 20_000;
const LONGEST_SEEN = 32;

/**
 * The stem that inflections of one English word share: "deploys", "deployed" and "deploying" meet in "deploy", and
 * British and American spellings in one form. Light on purpose: it joins forms of a word, never words of a family.
 * Expects lower case.
 */
export function stem(word: string): string {
  if (word.length > LONGEST_SEEN) return stemAnew(word);
  const seen = SEEN.get(word);
  if (seen !== undefined) return seen;
  if (SEEN.size >= MOST_SEEN) SEEN.clear();
  const root = stemAnew(word);
  SEEN.set(word, root);
  return root;
}

function stemAnew(word: string): string {
  const irregular = IRREGULAR.get(word);
  if (irregular !== undefined) return irregular;
  let root = word.endsWith("'s") || word.endsWith('’s') ? word.slice(0, -2) : word;
  if (root.length > 4 && root.endsWith('ies')) root = `${root.slice(0, -3)}y`;
  else if (root.length > 4 && /(?:ss|sh|ch|x|z)es$/.test(root)) root = root.slice(0, -2);
  else if (root.length > 3 && root.endsWith('s') && !/(?:ss|us|is)$/.test(root)) root = root.slice(0, -1);
  if (root.length > 5 && root.endsWith('ing')) root = undouble(root.slice(0, -3));
  else if (root.length > 4 && root.endsWith('ed')) root = undouble(root.slice(0, -2));
  root = root.replace(/i[sz](?:e|ation|er)?$/, (ending) => (root.length - ending.length >= 3 ? '' : ending));
  return root.length > 4 && root.endsWith('e') ? root.slice(0, -1) : root;
}

/** "plann" becomes "plan"; "call" and "process" stay, as their doubled letter is their own. */
function undouble(root: string): string {
  const last = root.at(-1);
  if (root.length < 4 || last !== root.at(-2) || last === undefined || !'bdgmnprt'.includes(last))
    return root;
  return root.slice(0, -1);
}
