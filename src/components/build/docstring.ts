/** Docstrings as HTML: Markdown, `{@link X}` as a link to its place in the reference, and sources linked where they are cited. */
import { micromark } from 'micromark';
import { engineAddress } from './engine-reference.ts';
import { curl } from './inline-markdown.ts';

/** A source as docstrings cite it. */
export interface CitedSource {
  readonly id: string;
  readonly short: string;
}

/** `{@link X}` and `{@link X | words}` as Markdown links; a name that the door keeps to itself as code. */
const resolveLinks = (text: string): string =>
  text.replaceAll(/\{@link\s+([\w.]+)(?:\s*\|?\s+([^}]+))?\}/g, (_all, name: string, words?: string) => {
    const shown = words ?? `\`${name}\``;
    const address = engineAddress(name.split('.')[0] ?? name);
    return address === undefined ? shown : `[${shown}](${address})`;
  });

const escaped = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** Calls `change` on each text of `html` that stands in no tag, link or code. */
const onTexts = (html: string, change: (text: string) => string): string =>
  html
    .split(/(<(?:a|code)\b[^>]*>[\s\S]*?<\/(?:a|code)>|<[^>]+>)/)
    .map((part, index) => (index % 2 === 1 ? part : change(part)))
    .join('');

/** `text` as HTML. */
export function docstringHtml(text: string, sources: readonly CitedSource[]): string {
  const html = onTexts(micromark(resolveLinks(text)), (part) => curl(part.replaceAll('&quot;', '"')));
  if (sources.length === 0) return html;
  const known = new Map(sources.map(({ id, short }) => [short, id]));
  const any = new RegExp(`\\b(${sources.map(({ short }) => escaped(short)).join('|')})(?![\\w-])`, 'g');
  return onTexts(html, (part) =>
    part.replaceAll(any, (short) => `<a href="/sources/#${known.get(short) ?? ''}">${short}</a>`),
  );
}
