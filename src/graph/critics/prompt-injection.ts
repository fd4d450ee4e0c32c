import type { Finding } from '#graph/review.ts';
import { type Critic, PASS } from './critic.ts';
import { codeSpans, quotedSpans, type Span, sentences } from './spans.ts';

/** From this much evidence in one sentence on, it counts as an attempt to give orders. */
const THRESHOLD = 1;

type Sign = { kind: string; pattern: RegExp; weight: number };

/** Words for what stands above the reader, and for taking it away: an order against the one does not name the other. */
const RULES = '(?:instructions?|prompts?|rules|guidelines|directives?|guardrails|programming|constraints)';
const ABOVE =
  '(?:previous|prior|earlier|above|preceding|existing|original|initial|system|your|all|any|these|safety)';

/** Weight 1 is enough alone; lesser signs add up within a sentence. */
const SIGNS: readonly Sign[] = [
  {
    kind: 'override',
    pattern: new RegExp(
      `\\b(?:ignore|disregard|forget|override|bypass|drop|neglect|discard)\\b[^.!?\\n]{0,40}?\\b${ABOVE}\\b[^.!?\\n]{0,30}?\\b${RULES}\\b`,
      'i',
    ),
    weight: 1,
  },
  {
    kind: 'override',
    pattern:
      /\b(?:ignore|disregard|forget)\s+(?:everything|all(?:\s+of)?\s+(?:that|this|the))\s+(?:above|before|you (?:were|have been) told)/i,
    weight: 1,
  },
  {
    kind: 'override',
    pattern:
      /\b(?:ignoriere|vergiss|missachte|ignorez|oubliez|ignora|olvida)\b[^.!?\n]{0,40}(?:anweisung|instruction|instrucc|istruzion|regeln)/i,
    weight: 1,
  },
  {
    kind: 'exfiltration',
    pattern:
      /\b(?:reveal|print|show|repeat|output|leak|dump|display|tell me|give me|what (?:is|are))\b[^.!?\n]{0,25}\byour\s+(?:hidden |secret |full |exact |initial |original )*(?:system (?:prompt|message|instructions)|hidden (?:prompt|instructions)|initial instructions|api keys?|credentials|environment variables)/i,
    weight: 1,
  },
  {
    kind: 'exfiltration',
    pattern:
      /\b(?:send|post|forward|upload|exfiltrate|e-?mail|append)\b[^.!?\n]{0,50}\b(?:system prompt|conversation(?: history)?|api keys?|credentials|passwords?|secrets?|tokens?)\b[^.!?\n]{0,30}\bto\b[^.!?\n]{0,20}(?:https?:\/\/|[\w.+-]+@[\w-]+\.)/i,
    weight: 1,
  },
  {
    kind: 'role',
    pattern:
      /\byou are (?:now|no longer)\b[^.!?\n]{0,50}\b(?:DAN|jailbroken|unrestricted|unfiltered|developer mode|bound by|an? (?:evil|uncensored))/i,
    weight: 1,
  },
  {
    kind: 'role',
    pattern:
      /\b(?:enable|enter|activate|switch to)\s+(?:developer|god|jailbreak|dan|unrestricted|sudo)\s+mode\b/i,
    weight: 1,
  },
  {
    kind: 'markup',
    pattern:
      /<\|?(?:im_start|im_end|system|endoftext)\|?>|\[\/?INST\]|<<\/?SYS>>|^\s*#{2,}\s*(?:system|new instructions?)\s*:?\s*$/im,
    weight: 1,
  },
  {
    kind: 'role',
    pattern: /\bnew (?:system )?instructions?\s*(?:for (?:you|the (?:ai|assistant|model|agent|bot)))?\s*:/i,
    weight: 0.6,
  },
  {
    kind: 'role',
    pattern:
      /\b(?:pretend|act as if|behave as though)\b[^.!?\n]{0,40}\b(?:no|without)\b[^.!?\n]{0,20}\b(?:rules|restrictions|limits|filters)\b/i,
    weight: 1,
  },
  {
    kind: 'address',
    pattern:
      /\b(?:dear|attention|note to|important:?)\s*,?\s*(?:the )?(?:ai|assistant|llm|language model|chatbot|agent)s?\b/i,
    weight: 0.6,
  },
  {
    kind: 'concealment',
    pattern: /\bdo not (?:tell|mention|inform|reveal (?:this )?to|show)\b[^.!?\n]{0,25}\b(?:the )?users?\b/i,
    weight: 0.5,
  },
  {
    kind: 'override',
    pattern:
      /\b(?:you must|always|instead,?)\b[^.!?\n]{0,30}\b(?:obey|comply with|follow) (?:only )?(?:me|this|these|my)\b/i,
    weight: 0.5,
  },
];

/** Somebody who asks about such text, to test for it or to explain it, does not give the order. Both must hold. */
const ASKS =
  /^[\s>*_-]*(?:how|what|why|which|explain|describe|write|add|document|list|find|show me how|can you explain)\b/i;
const ABOUT =
  /\b(?:detect|prevent|protect|defen[ds]|block|flag|refuse|reject|filter|attacks?|injections?|jailbreaks?|texts? that|messages? that|prompts? that|phrases?|saying)/i;

const LEFT_OUT = '[an instruction to the assistant stood here and was left out]';

/**
 * Stage 0, over the request before anything is planned and over whatever tools and files gave back. A request that gives
 * such an order is blocked; from a source the sentence is taken out, since a source's owner is not the one who asks.
 * What stands in quotes or code, or in a sentence about such attacks, is talked about and not ordered.
 */
export const promptInjection: Critic = {
  name: 'prompt_injection',
  stage: 'pre_validation',
  policy: 'always',
  priority: 1,
  safety: true,
  judge: ({ text, kind }) => judge(text, kind === 'request'),
};

function judge(text: string, asked: boolean): Finding {
  // In a source nothing is exempt: an order in quotes reaches a model all the same.
  const read = asked ? blanked(text, [...codeSpans(text), ...quotedSpans(text)]) : text;
  const hits: { span: Span; kinds: string[] }[] = [];
  for (const span of sentences(text)) {
    const kinds = signsIn(read.slice(span.start, span.end), asked);
    if (kinds.length > 0) hits.push({ span, kinds });
  }
  if (hits.length === 0) return PASS;
  const kinds = [...new Set(hits.flatMap((hit) => hit.kinds))];
  const notes = [`gives orders to the assistant (${kinds.join(', ')})`];
  if (asked) return { verdict: 'block', severity: 0.9, uncertainty: 0.2, notes };
  let replacement = '';
  let from = 0;
  for (const { span } of hits) {
    replacement += `${text.slice(from, span.start)}${LEFT_OUT}`;
    from = span.end;
  }
  return {
    verdict: 'revise',
    severity: 0.6,
    uncertainty: 0.3,
    notes,
    replacement: replacement + text.slice(from),
  };
}

/** The text with blanks where the spans are, so that positions stay. */
function blanked(text: string, spans: readonly Span[]): string {
  let read = '';
  for (const { start, end } of spans.toSorted((a, b) => a.start - b.start)) {
    if (end <= read.length) continue;
    read += text.slice(read.length, Math.max(start, read.length));
    read += ' '.repeat(end - read.length);
  }
  return read + text.slice(read.length);
}

function signsIn(sentence: string, asked: boolean): string[] {
  const found = SIGNS.filter(({ pattern }) => pattern.test(sentence));
  const evidence =
    found.reduce((sum, { weight }) => sum + weight, 0) -
    (asked && ASKS.test(sentence) && ABOUT.test(sentence) ? 0.5 : 0);
  return evidence >= THRESHOLD ? [...new Set(found.map(({ kind }) => kind))] : [];
}
