/** The engine's reference as a reader uses it: every name has its place, links lead somewhere, and examples run and can be changed. */
import { readFileSync } from 'node:fs';
import { expect, test, type Locator, type Page } from '@playwright/test';
import { ENGINE_PAGES, LESSON_PAGES } from './site.ts';

const ROOM_PAGES = ENGINE_PAGES.filter((path) => path !== '/engine/');

const exported = readFileSync(new URL('../engine/door.txt', import.meta.url), 'utf8')
  .trim()
  .split('\n')
  .map((line) => line.replace(/^type /, ''));

const example = (page: Page): Locator => page.locator('strata-example');
const prints = (page: Page): Locator => example(page).locator('[data-prints]');
const status = (page: Page): Locator => example(page).locator('[role=status]');

/** Opens the editor; the button goes once the editor has the focus. */
async function openEditor(page: Page): Promise<void> {
  const edit = example(page).getByRole('button', { name: 'Edit' });
  await edit.click();
  await expect(edit).toHaveCount(0);
  await expect(example(page).locator('.monaco-editor').first()).toBeVisible();
}

/** Replaces the code in the editor, which has the focus; typed brackets would close by themselves. */
async function paste(page: Page, text: string, sign: string): Promise<void> {
  await page.evaluate((code) => navigator.clipboard.writeText(code), text);
  await example(page).locator('.view-lines').click();
  await page.keyboard.press('Control+A');
  await page.keyboard.press('Control+V');
  // Pasting takes its time, and the run must not overtake it.
  await expect(example(page).locator('.view-lines')).toContainText(sign);
}

test.use({ permissions: ['clipboard-read', 'clipboard-write'] });

test('every name that the door lets out has one place, and every link to a name leads to it', async ({
  request,
}) => {
  const places: string[] = [];
  const links = new Set<string>();
  for (const path of [...ENGINE_PAGES, ...LESSON_PAGES]) {
    const html = await (await request.get(path)).text();
    for (const [, id = ''] of html.matchAll(/<h[1-6][^>]* id="([^"]+)"/g)) places.push(`${path}#${id}`);
    for (const [, href = ''] of html.matchAll(/href="(\/engine\/[^"]*#[^"]+|#[^"]+)"/g)) {
      if (href.startsWith('/')) links.add(href);
      else if (path.startsWith('/engine/')) links.add(path + href);
    }
  }
  const named = new Map(
    exported.map((name) => [name, places.filter((place) => place.endsWith(`/#${name}`))]),
  );
  expect([...named].filter(([, found]) => found.length !== 1)).toEqual([]);
  const known = new Set(places);
  expect([...links].filter((link) => !known.has(link))).toEqual([]);
  expect(links.size).toBeGreaterThan(exported.length);
});

test('a run is played with the keyboard, event by event', async ({ page }) => {
  await page.goto('/engine/layer1/machine/');
  const run = page.locator('strata-run').first();
  await run.scrollIntoViewIfNeeded();
  const now = run.locator('.strata-now');
  await expect(now).toContainText('Ana calls leaky-vault (deposit)');
  const next = run.getByRole('button', { name: 'Step', exact: true });
  await next.focus();
  await page.keyboard.press('Enter');
  await expect(now).toContainText('Bao calls leaky-vault (deposit)');
  await run.getByRole('button', { name: 'Play' }).click();
  await expect(now).not.toContainText('Bao');
});

for (const path of ROOM_PAGES) {
  test(`the example of ${path} prints in the page what it printed at build`, async ({ page }) => {
    await page.goto(path);
    const atBuild = await prints(page).textContent();
    expect(atBuild).not.toBe('');
    await example(page).getByRole('button', { name: 'Run' }).click();
    await expect(status(page)).toContainText('printed.');
    expect(await prints(page).textContent()).toBe(atBuild);
  });
}

test('an example is edited, run with the keyboard, fails with its line, and is put back', async ({
  page,
}) => {
  await page.goto('/engine/measures/');
  const before = await prints(page).textContent();
  await openEditor(page);
  await paste(page, "export function main() {\n  console.log('changed', 2n ** 10n);\n}\n", 'changed');
  await page.keyboard.press('Control+Enter');
  await expect(prints(page)).toHaveText('changed 1024n');

  await paste(page, "export function main() {\n  throw new Error('too far');\n}\n", 'throw');
  await page.keyboard.press('Control+Enter');
  await expect(status(page)).toContainText('Line 2:');
  await expect(status(page)).toContainText('too far');

  await example(page).getByRole('button', { name: 'Back to the example' }).click();
  await expect(status(page)).toContainText('printed.');
  expect(await prints(page).textContent()).toBe(before);
});

test('a loop without end is ended, and the page goes on', async ({ page }) => {
  await page.goto('/engine/measures/');
  await openEditor(page);
  await paste(page, 'export function main() {\n  for (;;) {}\n}\n', '(;;)');
  await page.keyboard.press('Control+Enter');
  await expect(status(page)).toContainText('The run was ended');
  await expect(status(page)).toContainText('Line 2:');
});

test('the search finds a name of the engine, and the footer leads to the reference', async ({ page }) => {
  await page.goto('/glossary/');
  await page
    .getByRole('navigation', { name: 'Site' })
    .getByRole('link', { name: 'Engine reference' })
    .click();
  await expect(page).toHaveURL(/\/engine\/$/);
  await page.getByRole('button', { name: 'Search' }).click();
  await page.getByRole('searchbox').fill('selectByFeeRate');
  const hit = page.locator('strata-search li a[href*="/engine/layer1/ledger/"]').first();
  await expect(hit).toBeVisible();
  await expect(hit).toHaveAttribute('href', /#selectByFeeRate$/);
});

test('a lab leads to the part that it stands in for', async ({ page }) => {
  await page.goto('/lessons/the-emergence-of-layer-2/');
  const link = page.getByRole('link', { name: 'SelectTransactions', exact: true }).first();
  await expect(link).toHaveAttribute('href', '/engine/layer1/ledger/#SelectTransactions');
});

test.describe('on a narrow touch screen', () => {
  test.use({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });

  test('an example is edited in a plain text area, and no page is wider than the screen', async ({
    page,
  }) => {
    for (const path of ENGINE_PAGES) {
      await page.goto(path);
      expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth), path).toBe(0);
    }
    await page.goto('/engine/layer2/rollups/');
    await example(page).getByRole('button', { name: 'Edit' }).tap();
    await example(page).locator('textarea').fill("export const main = () => console.log('so');");
    await example(page).getByRole('button', { name: 'Run' }).tap();
    await expect(prints(page)).toHaveText('so');
    expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBe(0);
  });
});
