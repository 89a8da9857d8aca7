/** A lab that passes: its debrief opens, the learner's numbers stand in measurement and verdict, and the map fills. */
import { readFile } from 'node:fs/promises';
import { expect, test } from '@playwright/test';
import { LESSON } from './lesson-page.ts';

const SOLUTION = new URL('../../src/labs/1-fee-market/solution.ts', import.meta.url);

test.use({ permissions: ['clipboard-read', 'clipboard-write'] });

test('passing a lab opens its debrief and fills measurement, verdict, map and progress', async ({ page }) => {
  test.slow();
  await page.goto(LESSON);
  const lab = page.locator('strata-lab[data-lab="fee-market"]');
  const debrief = page.locator('[data-debrief="fee-market"]');
  const measured = page.locator('strata-measure[data-lab="fee-market"] [data-mine]').first();
  const mine = page.locator('strata-mine[data-of^="fee-market."]').first();
  await lab.scrollIntoViewIfNeeded();
  const editor = lab.locator('.monaco-editor').first();
  await expect(editor).toBeVisible({ timeout: 60_000 });
  await expect(debrief).toBeHidden();
  await expect(measured).toHaveText('–');
  await expect(mine).not.toHaveAttribute('data-mine');

  await page.evaluate((text) => navigator.clipboard.writeText(text), await readFile(SOLUTION, 'utf8'));
  await editor.click();
  await page.keyboard.press('ControlOrMeta+A');
  await page.keyboard.press('ControlOrMeta+V');
  await page.keyboard.press('ControlOrMeta+Enter');
  await expect(lab.getByRole('status').filter({ hasText: 'checks hold' })).toHaveText(/The lab is passed/, {
    timeout: 60_000,
  });
  await expect(debrief).toBeVisible();
  await expect(debrief).toHaveAttribute('open', '');
  await expect(measured).toHaveText(/^[\d,.]+$/);
  await expect(mine).toHaveAttribute('data-mine');

  await page.goto('/');
  await expect(page.locator(`.slab:has(a[href="${LESSON}"])`)).toContainText('1 of 3 labs pass');
  await page.goto('/progress/');
  const row = page.getByRole('row', { name: /Fill a block/ });
  await expect(row).toContainText('passes');
  await row.getByRole('button', { name: 'Reset Fill a block' }).click();
  await expect(row).toContainText('not begun');
  await page.locator('[data-backups] summary').first().click();
  await page.getByRole('button', { name: 'Put it back into the lab' }).first().click();
  await expect(row.getByRole('cell').first()).toHaveText('begun');
});
