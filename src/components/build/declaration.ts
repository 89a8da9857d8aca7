/** A declaration as highlighted HTML in which the engine's types lead to their own place in the reference. */
import { codeToHtml } from 'shiki';
import type { ShikiTransformer } from 'shiki';
import { engineAddress, typeAddress } from './engine-reference.ts';

type Span = Parameters<NonNullable<ShikiTransformer['span']>>[0];
type Child = Span['children'][number];

const text = (value: string): Child => ({ type: 'text', value });
const link = (href: string, value: string): Child => ({
  type: 'element',
  tagName: 'a',
  properties: { href },
  children: [text(value)],
});

/** The parts of a token's text: comments have `{@link X}`, code has names of types. */
function linked(value: string, own: string): Child[] {
  const isComment = /^\s*(\/\*\*|\*|\/\/)/.test(value);
  const pattern = isComment ? /\{@link\s+(\w+)[^}]*\}/g : /\b([A-Z]\w*)\b/g;
  const parts: Child[] = [];
  let from = 0;
  for (const match of value.matchAll(pattern)) {
    const name = match[1] ?? '';
    const address = isComment ? engineAddress(name) : typeAddress(name);
    parts.push(text(value.slice(from, match.index)));
    parts.push(address === undefined || name === own ? text(name) : link(address, name));
    from = match.index + match[0].length;
  }
  return [...parts, text(value.slice(from))];
}

/** `signature`, the declaration of `own`, as HTML in both themes. */
export const declarationHtml = (signature: string, own: string): Promise<string> =>
  codeToHtml(signature, {
    lang: 'ts',
    themes: { light: 'github-light-high-contrast', dark: 'github-dark-high-contrast' },
    defaultColor: false,
    tabindex: false,
    transformers: [
      {
        pre(node) {
          this.addClassToHast(node, 'astro-code');
        },
        span(node) {
          node.children = node.children.flatMap((child) =>
            child.type === 'text' ? linked(child.value, own) : [child],
          );
        },
      },
    ],
  });
