/** One piece of a Markdown file under one heading: what a search finds and an answer quotes. */
export type Section = {
  /** Path below the knowledge folder, with `/`. */
  file: string;
  /** The file's first heading, or its name. */
  title: string;
  /** Headings from the outermost below the title to the section's own; empty before the first of them. */
  headings: readonly string[];
  /** The heading as a link's anchor; empty for the text before the first heading. */
  anchor: string;
  text: string;
};

type Heading = { level: number; name: string };

/** Splits at ATX headings (`#` to `######`) outside of code fences. Front matter is left out. */
export function splitMarkdown(file: string, markdown: string): Section[] {
  const lines = markdown.replace(/^\uFEFF?---\n[\s\S]*?\n---\n/, '').split(/\r?\n/);
  const sections: Section[] = [];
  let title: string | null = null;
  let path: Heading[] = [];
  let body: string[] = [];
  let fence: string | null = null;

  const close = (): void => {
    const text = body.join('\n').trim();
    body = [];
    if (text === '') return;
    const headings = path.map((heading) => heading.name);
    const anchor = anchorOf(headings.at(-1) ?? title ?? '');
    sections.push({ file, title: title ?? nameOf(file), headings, anchor, text });
  };

  for (const line of lines) {
    const mark = /^\s{0,3}(`{3,}|~{3,})/.exec(line)?.[1];
    if (mark !== undefined && (fence === null || mark.startsWith(fence)))
      fence = fence === null ? mark : null;
    const heading = fence === null ? headingOf(line) : null;
    if (heading === null) {
      body.push(line);
      continue;
    }
    close();
    if (title === null && heading.level === 1) title = heading.name;
    else path = [...path.filter((outer) => outer.level < heading.level), heading];
  }
  close();
  return sections;
}

function headingOf(line: string): Heading | null {
  const match = /^\s{0,3}(#{1,6})\s+(.+?)\s*#*\s*$/.exec(line);
  if (match?.[1] === undefined || match[2] === undefined) return null;
  return { level: match[1].length, name: match[2].replace(/[*_`]/g, '') };
}

/** As GitHub makes anchors: lower case, punctuation dropped, spaces as hyphens. */
function anchorOf(heading: string): string {
  return heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, '')
    .trim()
    .replace(/\s/g, '-');
}

function nameOf(file: string): string {
  const name = file.split('/').at(-1) ?? file;
  return name.replace(/\.md$/i, '').replace(/[-_]/g, ' ');
}
