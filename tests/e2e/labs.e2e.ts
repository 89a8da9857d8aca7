/** Every lab, as a learner does it: the starter fails, the solution is pasted in, Ctrl+Enter is pressed, and the lab is passed. */
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test, type Locator, type Page } from '@playwright/test';
import { LESSONS } from '../../src/content/course.ts';

const LABS = fileURLToPath(new URL('../../src/labs', import.meta.url));

interface WrittenLab {
  readonly id: string;
  readonly lesson: string;
  readonly solution: string;
}

const labs: readonly WrittenLab[] = readdirSync(LABS)
  .sort()
  .map((folder) => {
    const id = folder.replace(/^\d+-/, '');
    const lesson = LESSONS.find(({ labs: ids }) => ids.includes(id));
    if (lesson === undefined) throw new Error(`The lab in ${folder} is in no lesson.`);
    return { id, lesson: lesson.name, solution: readFileSync(join(LABS, folder, 'solution.ts'), 'utf8') };
  });

/** The lab's element on its lesson's page, with its editor open. */
async function openLab(page: Page, { id, lesson }: WrittenLab): Promise<Locator> {
  await page.goto(`/lessons/${lesson}/`);
  const lab = page.locator(`strata-lab[data-lab="${id}"]`);
  await lab.scrollIntoViewIfNeeded();
  await expect(lab.locator('.wb-editor-place[data-kind="monaco"]')).toBeVisible();
  return lab;
}

/** Replaces all code by `text`, from the clipboard, by keyboard. */
async function paste(page: Page, lab: Locator, text: string): Promise<void> {
  await page.evaluate((code) => navigator.clipboard.writeText(code), text);
  await lab.locator('.view-lines').click();
  await page.keyboard.press('Control+A');
  await page.keyboard.press('Control+V');
}

const verdict = (lab: Locator): Locator => lab.locator('.wb-status');

test.use({ permissions: ['clipboard-read', 'clipboard-write'] });

for (const each of labs) {
  test(`the lab ${each.id} fails as given and is passed by its solution`, async ({ page }) => {
    const lab = await openLab(page, each);
    await lab.getByRole('button', { name: /^Run the checks/ }).click();
    await expect(verdict(lab)).toContainText(/^\d+ of \d+ checks hold\. (First that fails|Failed)/);
    expect(await lab.locator('.wb-check.is-fails').count()).toBeGreaterThan(0);

    await paste(page, lab, each.solution);
    await page.keyboard.press('Control+Enter');
    await expect(verdict(lab)).toContainText('The lab is passed.');
    expect(await lab.locator('.wb-check.is-fails').count()).toBe(0);
    await expect(page.locator(`[data-debrief="${each.id}"]`)).toHaveAttribute('open', '');
  });
}

test('a fix is typed letter by letter, with completion from the engine on the way', async ({ page }) => {
  const baseFee = labs.find(({ id }) => id === 'base-fee');
  if (baseFee === undefined) throw new Error('The lab base-fee is gone.');
  const lab = await openLab(page, baseFee);
  await lab.locator('.view-lines').click();
  await page.keyboard.press('Control+A');
  await page.keyboard.type("import * as strata from 'strata';\nstrata.INITIAL_B");
  await expect(async () => {
    await page.keyboard.press('Control+Space');
    await expect(page.locator('.suggest-widget')).toContainText('INITIAL_BASE_FEE', { timeout: 5_000 });
  }).toPass({ timeout: 60_000 });
  await page.keyboard.press('Escape');
  await page.keyboard.press('Control+A');
  await page.keyboard.type('export const nextBaseFee = (parent) => parent.baseFee;\n');
  await page.keyboard.press('Control+Enter');
  await expect(verdict(lab)).toContainText('First that fails');
});

test('hovering over an engine name shows its documentation', async ({ page }) => {
  const baseFee = labs.find(({ id }) => id === 'base-fee');
  if (baseFee === undefined) throw new Error('The lab base-fee is gone.');
  const lab = await openLab(page, baseFee);
  await expect(async () => {
    await page.mouse.move(2, 2);
    await lab
      .locator('.view-line span span', { hasText: /^NextBaseFee$/ })
      .last()
      .hover();
    await expect(page.locator('.monaco-hover:not(.hidden)').first()).toContainText(
      'base fee of a child block',
      {
        timeout: 4_000,
      },
    );
  }).toPass({ timeout: 60_000 });
});

test('code is saved before a run and restored with a note, and is not run by itself', async ({ page }) => {
  const first = labs[0];
  if (first === undefined) throw new Error('There are no labs.');
  const lab = await openLab(page, first);
  await paste(page, lab, '// mine\nexport const nothing = 1;\n');
  await page.keyboard.press('Control+Enter');
  await expect(verdict(lab)).toContainText('0 of');

  const again = await openLab(page, first);
  await expect(again.getByText('Your own code from last time is here again.')).toBeVisible();
  await expect(again.locator('.view-lines')).toContainText('mine');
  await expect(verdict(again)).toContainText('not run yet');

  await again.getByRole('button', { name: 'Reset', exact: true }).click();
  await again.getByRole('button', { name: 'Reset this lab' }).click();
  await expect(again.locator('.view-lines')).not.toContainText('mine');
});

test('a shared link brings its code and seed and leaves the own code alone', async ({ page }) => {
  const first = labs[0];
  if (first === undefined) throw new Error('There are no labs.');
  const lab = await openLab(page, first);
  await paste(page, lab, '// from a friend\n');
  await lab.getByRole('button', { name: 'Share' }).click();
  const link = await lab.locator('.wb-share input').inputValue();
  await paste(page, lab, '// my own\n');
  await page.keyboard.press('Control+Enter');
  await expect(verdict(lab)).toContainText('0 of');

  await page.goto('/glossary/');
  await page.goto(link);
  const opened = page.locator(`strata-lab[data-lab="${first.id}"]`);
  await opened.scrollIntoViewIfNeeded();
  await expect(opened.getByText('This code came with the link.')).toBeVisible();
  await expect(opened.locator('.view-lines')).toContainText('from a friend');
  await opened.getByRole('button', { name: 'Back to mine' }).click();
  await expect(opened.locator('.view-lines')).toContainText('my own');
});

test('hints come one by one, and the solution once they are spent', async ({ page }) => {
  const first = labs[0];
  if (first === undefined) throw new Error('There are no labs.');
  const lab = await openLab(page, first);
  await lab.getByRole('button', { name: /^Run the checks/ }).click();
  await expect(verdict(lab)).toContainText('First that fails');
  await expect(lab.locator('.wb-solution')).toHaveCount(0);
  const failing = lab.locator('.wb-check.is-fails');
  for (let index = 0; index < (await failing.count()); index++) {
    const check = failing.nth(index);
    for (let step = 1; step <= 3; step++) {
      await check.getByRole('button', { name: /[Hh]int/ }).click();
      await expect(check.locator('.wb-hints li')).toHaveCount(step);
    }
  }
  await lab.locator('.wb-solution summary').click();
  await expect(lab.locator('.wb-diff .monaco-diff-editor')).toBeVisible();
});

test('a lab is done by keyboard alone, in the focus view too', async ({ page }) => {
  const first = labs[0];
  if (first === undefined) throw new Error('There are no labs.');
  const lab = await openLab(page, first);
  await lab.getByRole('button', { name: 'Focus view' }).focus();
  await page.keyboard.press('Enter');
  await expect(lab.locator('.wb.in-focus-view')).toBeVisible();
  await expect(lab.locator('.wb-brief')).toBeVisible();
  await page.keyboard.press('Control+A');
  await page.evaluate((code) => navigator.clipboard.writeText(code), first.solution);
  await page.keyboard.press('Control+V');
  await page.keyboard.press('Control+Enter');
  await expect(verdict(lab)).toContainText('The lab is passed.');
  await page.keyboard.press('Escape');
  await page.keyboard.press('Tab');
  const inEditor = await page.evaluate(() => document.activeElement?.closest('.monaco-editor') !== null);
  expect(inEditor).toBe(false);
  await lab.getByRole('button', { name: 'Leave focus view' }).click();
  await expect(lab.locator('.wb.in-focus-view')).toHaveCount(0);
});

test.describe('on a narrow touch screen', () => {
  test.use({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });

  test('a plain editor passes the same checks', async ({ page }) => {
    const first = labs[0];
    if (first === undefined) throw new Error('There are no labs.');
    await page.goto(`/lessons/${first.lesson}/`);
    const lab = page.locator(`strata-lab[data-lab="${first.id}"]`);
    await lab.scrollIntoViewIfNeeded();
    await lab.locator('textarea.plain-editor-text').fill(first.solution);
    await lab.getByRole('button', { name: /^Run the checks/ }).tap();
    await expect(verdict(lab)).toContainText('The lab is passed.');
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    expect(overflow).toBeLessThanOrEqual(0);
  });
});
