/** A page waits for no stylesheet: what scripts load goes, what the first paint needs stands in the page. */
import { expect, test } from 'vitest';
import { loadedByScripts, withStylesAtHand } from '../../tools/build/lazy-styles.ts';

const script = 'const d=["_astro/editor.Ab1.js","_astro/editor.Cd2.css"];import("./editor.js")';
const page =
  '<link rel="stylesheet" href="/_astro/editor.Cd2.css"><link rel="stylesheet" href="/_astro/page.Ef3.css">';

test('stylesheets that a script loads by itself are found', () => {
  expect([...loadedByScripts([script])]).toEqual(['_astro/editor.Cd2.css']);
});

test('a lazy stylesheet goes, and another is written into the page', () => {
  const html = withStylesAtHand(page, loadedByScripts([script]), () => 'p{color:red}');
  expect(html).toBe('<style>p{color:red}</style>');
});

test('a print stylesheet stays a link', () => {
  const print = '<link rel="stylesheet" href="/_astro/print.Gh4.css" media="print">';
  expect(withStylesAtHand(print, new Set(), () => 'x')).toBe(print);
});
