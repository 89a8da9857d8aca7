/** What every end-to-end test knows of the site: its pages and its themes. */
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Page } from '@playwright/test';
import { ENGINE_ROOMS } from '../../src/content/engine-rooms.ts';

const LESSONS = fileURLToPath(new URL('../../src/content/lessons', import.meta.url));

/** Addresses of all written lessons. */
export const LESSON_PAGES: readonly string[] = readdirSync(LESSONS)
  .filter((file) => file.endsWith('.mdx') && !file.startsWith('_'))
  .map((file) => `/lessons/${file.replace(/\.mdx$/, '')}/`)
  .sort();

/** Addresses of the engine's reference: its index and a page a room. */
export const ENGINE_PAGES: readonly string[] = [
  '/engine/',
  ...ENGINE_ROOMS.map(({ id }) => `/engine/${id}/`),
];

/** Addresses of all pages. */
export const PAGES: readonly string[] = [
  '/',
  ...LESSON_PAGES,
  '/glossary/',
  '/sources/',
  '/progress/',
  '/instructors/',
  ...ENGINE_PAGES,
  '/404.html',
];

/** Makes the next visit use `theme`, as if the reader had chosen it before. */
export async function setTheme(page: Page, theme: 'light' | 'dark'): Promise<void> {
  await page.emulateMedia({ colorScheme: theme });
  await page.addInitScript((chosen) => localStorage.setItem('starlight-theme', chosen), theme);
}
