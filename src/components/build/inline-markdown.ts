/** Inline Markdown of one line (code, strong, emphasis, links) as HTML; for questions, which are data and not MDX. */

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** Straight quotes made typographic, as MDX does in prose; data has none of it. */
export const curl = (text: string): string =>
  text
    .replaceAll(/(^|[\s([–—/])"/g, '$1“')
    .replaceAll('"', '”')
    .replaceAll(/(^|[\s([–—/])'(?=\S)/g, '$1‘')
    .replaceAll("'", '’');

/** `text` as HTML that shows it as it is. */
const escapeHtml = (text: string): string => text.replaceAll(/[&<>"]/g, (sign) => ENTITIES[sign] ?? sign);

/** Emphasis and links in text that is already escaped and holds no code. */
const emphasis = (text: string): string =>
  text
    .replaceAll(/\[([^\]]+)\]\((https:\/\/[^\s)]+|\/[^\s)]*|#[^\s)]+)\)/g, '<a href="$2">$1</a>')
    .replaceAll(/\*\*([^*]+)\*\*/g, '<strong>$1</strong>')
    .replaceAll(/(^|[^\w*])\*([^*\s][^*]*)\*(?!\w)/g, '$1<em>$2</em>');

/** Renders `text`; what stands between backticks is shown as it is. */
export function inlineMarkdown(text: string): string {
  return text
    .trim()
    .split(/(`[^`]+`)/)
    .map((part) =>
      part.startsWith('`') && part.length > 2
        ? `<code>${escapeHtml(part.slice(1, -1))}</code>`
        : emphasis(escapeHtml(curl(part))),
    )
    .join('');
}

/** `text` without the signs of Markdown: for labels and attributes. */
export const plainText = (text: string): string =>
  text
    .replaceAll(/\[([^\]]+)\]\([^)]*\)/g, '$1')
    .replaceAll(/[`*]/g, '')
    .trim();
