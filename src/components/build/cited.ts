/** Finds what a lesson cites, in its source: every `<Source>` of the lesson and of its labs' texts. */

/** One citation. */
export interface Citation {
  readonly id: string;
  readonly section: string | null;
}

const attribute = (tag: string, name: string): string | null =>
  new RegExp(`\\b${name}="([^"]*)"`).exec(tag)?.[1] ?? null;

/** All citations in `text`, in order, without repeats. */
export function citationsIn(text: string): readonly Citation[] {
  const found = new Map<string, Citation>();
  for (const [tag] of text.matchAll(/<Source\b[^>]*>/g)) {
    const id = attribute(tag, 'id');
    if (id === null) continue;
    const section = attribute(tag, 'section');
    found.set(`${id} ${section ?? ''}`, { id, section });
  }
  return [...found.values()];
}
