/** All figures: drawn whole at build, the same from the same seed, small, named, and each with its table. */
import { readdirSync } from 'node:fs';
import type { ComponentType } from 'preact';
import { render } from 'preact-render-to-string';
import { describe, expect, test } from 'vitest';
import type { FigureProps } from '../../src/figures/figure.tsx';

const NAMES = readdirSync(new URL('../../src/figures/', import.meta.url))
  .filter((file) => file.endsWith('.tsx') && file !== 'figure.tsx')
  .map((file) => file.replace(/\.tsx$/, ''));

const load = async (name: string): Promise<ComponentType<FigureProps>> => {
  const { default: Figure } = (await import(`../../src/figures/${name}.tsx`)) as {
    default: ComponentType<FigureProps>;
  };
  return Figure;
};

test('the figures of chapter 1 are there', () => {
  expect(NAMES.sort()).toEqual([
    'base-fee',
    'difficulty-shock',
    'fee-market',
    'fork-tree',
    'gossip',
    'hash-links',
    'netting',
    'stake-draw',
    'two-layers',
  ]);
});

describe.each(NAMES)('%s', async (name) => {
  const Figure = await load(name);
  const html = render(<Figure />);

  test('is drawn at build, with its picture, its controls and its table', () => {
    expect(html).toMatch(/<svg/);
    expect(html).toContain('data-control="play"');
    expect(html).toContain('data-control="scrub"');
    expect(html).toContain('data-control="reset"');
    expect(html).toMatch(/<details class="strata-details"><summary>/);
    expect([...html.matchAll(/<tr/g)].length).toBeGreaterThan(3);
  });
  test('has a name, and a caption that can be replaced', () => {
    expect(html).toMatch(/<figure class="[^"]*" aria-label="[^"]{8,}"/);
    expect(html).toMatch(/<figcaption[^>]*>[^<]{60,}</);
    expect(render(<Figure caption="Try this." />)).toContain('>Try this.</figcaption>');
  });
  test('draws no broken number', () => {
    expect(html).not.toMatch(/NaN|undefined|Infinity|\[object/);
  });
  test('names every picture and every control', () => {
    for (const [svg] of html.matchAll(/<svg[^>]*>/g))
      expect(svg).toMatch(/role="img" aria-label="[^"]+"|aria-hidden="true"/);
    for (const [button] of html.matchAll(/<button.*?<\/button>/gs))
      expect(button.replaceAll(/<[^>]*>/g, '').trim() !== '' || /aria-label="[^"]+"/.test(button)).toBe(true);
    const labelled = [...html.matchAll(/<label.*?<\/label>/gs)].join('');
    for (const [field] of html.matchAll(/<(input|select)[^>]*>/g))
      expect(/aria-label="[^"]+"/.test(field) || labelled.includes(field)).toBe(true);
  });
  test('uses no id, so that it may stand on a page twice', () => {
    expect(html).not.toMatch(/\sid="/);
  });
  test('is the same from the same seed, and another from another', () => {
    expect(render(<Figure />)).toBe(html);
    expect(render(<Figure seed={99} />)).not.toBe(html);
  });
  test('weighs little in the page', () => {
    expect(html.length).toBeLessThan(64_000);
  });
});
