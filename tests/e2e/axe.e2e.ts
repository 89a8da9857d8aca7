/** Every page is free of accessibility violations in both themes, and a lab is too, closed and open. */
import AxeBuilder from '@axe-core/playwright';
import { expect, test, type Page } from '@playwright/test';
import { PAGES, LESSON_PAGES, setTheme } from './site.ts';

/** What axe found, as lines a developer can act on. */
async function violations(page: Page): Promise<string[]> {
  const { violations: found } = await new AxeBuilder({ page }).analyze();
  return found.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${html.slice(0, 160)} ${failureSummary ?? ''}`),
  );
}

for (const theme of ['light', 'dark'] as const) {
  for (const path of PAGES) {
    test(`${path} has no violations in the ${theme} theme`, async ({ page }) => {
      await setTheme(page, theme);
      await page.goto(path);
      expect(await violations(page)).toEqual([]);
    });
  }

  for (const path of LESSON_PAGES) {
    test(`${path} has no violations in the ${theme} theme with every lab open`, async ({ page }) => {
      await setTheme(page, theme);
      await page.goto(path);
      const labs = page.locator('strata-lab');
      const count = await labs.count();
      expect(count).toBeGreaterThan(0);
      for (let index = 0; index < count; index++) {
        await labs.nth(index).scrollIntoViewIfNeeded();
        await expect(labs.nth(index).locator('.monaco-editor, textarea').first()).toBeVisible();
      }
      expect(await violations(page)).toEqual([]);
    });
  }
}
