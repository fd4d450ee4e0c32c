import { informativeWords } from '#agents/knowledge/word-weights.ts';
import { safeText } from './safe-markdown.ts';
import type { ToolOutput } from './tool.ts';

/** An agent that can be named to people: what it is called and what it does, in one sentence. */
export type Ability = { title: string; description: string };

type Talk = 'greeting' | 'thanks' | 'help';

/** Topics that are named; a large folder has more, and says so. */
const MOST_TOPICS = 12;
const MOST_ABILITIES = 6;
/** Longer texts that begin with "thanks" go on with something else. */
const LONGEST = 60;

const GREETING =
  /^(?:(?:hi|hiya|hello|hey|heya|howdy|moin|yo|good (?:morning|afternoon|evening|day)|greetings)(?: (?:there|all|everyone|everybody|team|genesis|bot|again))*|how are you(?: doing)?(?: today)?|what's up|bye|goodbye|test|ping)$/;
const THANKS =
  /^(?:(?:ok|okay|great|perfect|cool|nice|super|awesome|many|no)[ ,]*)*(?:thanks|thank you|thx|ty|cheers|great|perfect|cool|nice|ok|okay|awesome|good (?:job|bot))(?: (?:you|so much|very much|a lot|again|for (?:the|your) help|for that|a million|man|mate|bot|genesis))*$/;
const HELP =
  /^(?:(?:so|and|please) )*(?:help(?: me)?|what (?:else )?(?:can|do|could) you (?:do|help(?: me)? with|know|offer|answer)(?: for me| here)?|what are you(?: able to do| capable of| good at| for)?|who are you|what can i (?:ask|do)(?: you)?(?: here)?|how (?:can|do) (?:you help|i use you|you work|i use this)(?: me)?|how does this work|what (?:are your|skills|features|abilities)(?: skills| abilities| features| capabilities| do you have)?|what (?:topics|subjects) do you (?:know|cover)|menu|commands)$/;

/** What people say to be friendly or to find out what a bot is for; null for all else. */
export function smallTalkIn(text: string): Talk | null {
  if (text.length > LONGEST) return null;
  const parts = text
    .toLowerCase()
    .replace(/’/g, "'")
    .split(/[,.!?\n]+|:\w+:/)
    .map((part) =>
      part
        .replace(/[^\p{L}\p{N}' ]/gu, '')
        .replace(/\s+/g, ' ')
        .trim(),
    )
    .filter((part) => part !== '' && part !== 'please');
  const kinds = parts.map((part) =>
    HELP.test(part) ? 'help' : THANKS.test(part) ? 'thanks' : GREETING.test(part) ? 'greeting' : null,
  );
  if (kinds.length === 0)
    return informativeWords(text).length === 0 && /\p{Emoji_Presentation}/u.test(text) ? 'greeting' : null;
  if (kinds.includes(null)) return null;
  return kinds.find((kind) => kind === 'help') ?? kinds[0] ?? null;
}

/** A short answer that names what can be asked: the handbook's topics, and the agents that can work here. */
export function answerSmallTalk(
  talk: Talk,
  topics: readonly string[],
  abilities: readonly Ability[],
): ToolOutput {
  if (talk === 'thanks')
    return {
      text: 'You are welcome. Ask me anything else whenever you like.',
      summary: 'You are welcome',
      sources: [],
    };
  const opening = talk === 'greeting' ? 'Hello! ' : '';
  const shown = topics.slice(0, MOST_TOPICS).map((topic) => safeText(topic).replaceAll('*', ''));
  const more = topics.length > shown.length ? ` and ${topics.length - shown.length} more topics` : '';
  const about = shown.length === 0 ? '' : ` It covers ${shown.join(', ')}${more}.`;
  const handbook = `${opening}I answer questions from the handbook, word for word and with the place where it stands.${about}`;
  const others = abilities
    .slice(0, MOST_ABILITIES)
    .map(({ title, description }) => `- **${safeText(title)}**: ${safeText(description)}`);
  const list = others.length === 0 ? '' : `\n\nBeside it you can turn to:\n${others.join('\n')}`;
  return { text: `${handbook}${list}`, summary: 'What I can do', sources: [] };
}
