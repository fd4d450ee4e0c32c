import type { TaskType } from '#graph/vocabulary.ts';
import { stem } from './stem.ts';

/**
 * Verbs by the type of task that they ask for when nothing else is known. A star marks those that are as often a noun
 * ("test plans"): they begin a new clause only with further evidence.
 */
const BY_TYPE: Partial<Record<TaskType, string>> = {
  answer:
    'explain describe tell show* find clarify define answer* give look_up find_out lookup* let_me_know let_us_know suggest recommend',
  research:
    'research* investigate compare explore evaluate assess survey* study* identify gather collect discover look_into diagnose choose pick select rank* shortlist negotiate list* benchmark*',
  analytics:
    'analyse analyze measure* chart* graph* plot* visualise visualize report* track* segment* group*',
  summarise: 'summarise summarize condense recap* digest* boil_down shorten sum_up',
  draft:
    'draft* write compose announce translate reword rephrase rewrite proofread reply respond email* e-mail* mail* message* send notify post* publish tweet* write_up document* edit* inform invite forward share* ask present propose outline* ping* call* reword highlight thank congratulate warn',
  calculate: 'calculate compute convert add_up work_out multiply divide subtract',
  schedule: 'schedule* book* arrange remind reschedule',
  planning: 'plan* prioritise prioritize organise organize coordinate estimate*',
  requirements: 'specify elicit scope*',
  design: 'design* sketch* wireframe* prototype* brainstorm mock_up',
  architecture: 'architect*',
  implement:
    'build* implement create develop make add integrate set_up introduce extend generate produce construct train* render install configure connect wire_up prepare',
  code: 'code* fix* debug refactor patch* optimise optimize rename resolve clean_up clean speed_up improve simplify upgrade* update* change* modify merge* revert remove delete replace tag* bump commit extract scrape crawl enable disable reproduce rerun retry sort classify tune* profile* localise localize style* embed print',
  test: 'test* verify validate check* smoke-test load-test',
  review: 'review* critique* inspect approve sign_off look_over reject',
  security: 'audit* pentest scan* harden threat-model rotate revoke',
  deploy: 'deploy release* ship launch* roll_out roll_back rollback* promote restart* redeploy go_live',
  infrastructure:
    'provision containerise containerize dockerise dockerize scale* host* backup* back_up restore archive* automate migrate',
  monitor: 'monitor* watch* alert* observe instrument* keep_an_eye',
  marketing: 'market* advertise',
  sales: 'sell prospect* pitch* upsell reach_out qualify',
  support: 'support* triage* escalate troubleshoot onboard',
  finance: 'budget* invoice* refund* pay* reimburse bill* charge* price* forecast* reconcile transfer* wire*',
  database: 'query* index* seed* drop* truncate',
  generic:
    'do run* handle* process* perform execute complete* finish start* carry_out take_care_of conduct order* buy purchase* download upload* open close* move* copy* save put* stop* turn use* keep bring submit raise file* assign cancel import export* follow_up register sign* fill_in manage recruit compile accept record* renew pause* resume* hire* interview* teach count* label* flag* attach link* decide discuss',
};

/** Verbs that say nothing by themselves: "read and summarise the report" is one task. */
const LIGHT: ReadonlySet<string> = new Set(
  'read look go take try see open get check_out have come start begin proceed continue think'.split(' '),
);

export type Verb = { readonly base: string; readonly type: TaskType; readonly nounToo: boolean };

const VERBS = new Map<string, Verb>();
const BY_STEM = new Map<string, Verb>();
const FIRST_OF_PHRASE = new Set<string>();

for (const [type, list] of Object.entries(BY_TYPE) as [TaskType, string][]) {
  for (const entry of list.split(' ')) {
    const base = entry.replace('*', '').replaceAll('_', ' ');
    const verb: Verb = { base, type, nounToo: entry.endsWith('*') };
    VERBS.set(base, verb);
    const [first = base, ...rest] = base.split(' ');
    if (rest.length > 0) FIRST_OF_PHRASE.add(first);
    const key = [stem(first), ...rest].join(' ');
    if (!BY_STEM.has(key)) BY_STEM.set(key, verb);
  }
}

type Word = { readonly lower: string; readonly kind: string };

/** The verb in its base form that begins at this word, with the number of words that it takes; null where none does. */
export function verbAt(tokens: readonly Word[], at: number): { verb: Verb; length: number } | null {
  return find(tokens, at, VERBS, (word) => word);
}

/** The same for a gerund ("deploying", "rolling out"). */
export function gerundAt(tokens: readonly Word[], at: number): { verb: Verb; length: number } | null {
  return tokens[at]?.lower.endsWith('ing') ? find(tokens, at, BY_STEM, stem) : null;
}

export function isLight(word: string): boolean {
  return LIGHT.has(word.replaceAll(' ', '_'));
}

/** The verb that any inflection of a word belongs to. */
export function verbOfStem(root: string): Verb | undefined {
  return BY_STEM.get(root);
}

function find(
  tokens: readonly Word[],
  at: number,
  among: ReadonlyMap<string, Verb>,
  form: (word: string) => string,
): { verb: Verb; length: number } | null {
  const first = tokens[at];
  if (first === undefined || first.kind !== 'word') return null;
  const base = form(first.lower);
  for (const length of FIRST_OF_PHRASE.has(first.lower) || base !== first.lower ? [4, 3, 2] : []) {
    const rest = tokens.slice(at + 1, at + length);
    if (rest.length < length - 1) continue;
    const verb = among.get([base, ...rest.map((token) => token.lower)].join(' '));
    if (verb !== undefined) return { verb, length };
  }
  const verb = among.get(base);
  return verb === undefined ? null : { verb, length: 1 };
}
