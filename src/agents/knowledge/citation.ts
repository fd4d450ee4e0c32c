import { safeText } from '#agents/tools/safe-markdown.ts';
import type { Source } from '#graph/result.ts';
import type { Section } from './split-markdown.ts';

/** Longest quotation, characters; a longer section is cut at a paragraph. */
const LONGEST_QUOTE = 1_200;

/** A section as a source that a reader can open: title with heading, file with anchor, the passage word for word. */
export function sourceOf(section: Section): Source {
  const heading = section.headings.at(-1);
  return {
    title: heading === undefined ? section.title : `${section.title} › ${heading}`,
    locator: section.anchor === '' ? section.file : `${section.file}#${section.anchor}`,
    excerpt: safeText(excerptOf(section.text)),
  };
}

function excerptOf(text: string): string {
  if (text.length <= LONGEST_QUOTE) return text;
  const cut = text.slice(0, LONGEST_QUOTE);
  const paragraph = cut.lastIndexOf('\n\n');
  return `${cut.slice(0, paragraph > LONGEST_QUOTE / 2 ? paragraph : cut.lastIndexOf(' '))} …`;
}
