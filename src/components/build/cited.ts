/** Finds what a lesson cites, in its source: every `<Source>` of the lesson and of its labs' texts, and the published figures of its measurements. */

/** One citation. */
export interface Citation {
  readonly id: string;
  readonly section: string | null;
}

const attribute = (tag: string, name: string): string | null =>
  new RegExp(`\\b${name}="([^"]*)"`).exec(tag)?.[1] ?? null;

/** The value of `name: '…'` in a row of `<Measure rows>`. */
const field = (row: string, name: string): string | null =>
  new RegExp(`\\b${name}:\\s*'([^']*)'`).exec(row)?.[1] ?? null;

/** All citations in `text`, in order, without repeats. */
export function citationsIn(text: string): readonly Citation[] {
  const found = new Map<string, Citation>();
  for (const [tag] of text.matchAll(/<Source\b[^>]*>|\{[^{}]*\bsource: '[^{}]*\}/g)) {
    const inText = tag.startsWith('<');
    const id = inText ? attribute(tag, 'id') : field(tag, 'source');
    if (id === null) continue;
    const section = inText ? attribute(tag, 'section') : field(tag, 'section');
    found.set(`${id} ${section ?? ''}`, { id, section });
  }
  return [...found.values()];
}
