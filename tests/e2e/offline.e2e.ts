/** After a visit, a lesson reads, runs and checks without a network. */
import { expect, test } from '@playwright/test';

test('a visited lesson reads and its lab runs without a network', async ({ page, context }) => {
  await page.goto('/lessons/the-role-of-layer-1/');
  await page.locator('strata-lab').first().scrollIntoViewIfNeeded();
  await expect(page.locator('html')).toHaveAttribute('data-offline', 'ready', { timeout: 60_000 });
  await expect(page.getByText('now work without a network')).toBeVisible();

  await context.setOffline(true);
  await page.reload();
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  const lab = page.locator('strata-lab').first();
  await lab.scrollIntoViewIfNeeded();
  await lab.getByRole('button', { name: /^Run/ }).click();
  await expect(lab.getByRole('status')).toContainText(/\d+ of \d+ checks hold/);

  await page.goto('/');
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
});
