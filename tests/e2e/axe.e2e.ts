/** Every page is free of accessibility violations in both themes, and a lab is too, closed and open. */
import AxeBuilder from '@axe-core/playwright';
import { expect, test, type Page } from '@playwright/test';
import { ENGINE_PAGES, PAGES, LESSON_PAGES, setTheme } from './site.ts';

/** The rules that look at colours. */
const COLOUR_RULES = ['color-contrast', 'link-in-text-block'];

/** What axe found by all its rules or by these, as lines a developer can act on. */
async function violations(page: Page, rules: readonly string[] = []): Promise<string[]> {
  const axe = new AxeBuilder({ page }).options({ resultTypes: ['violations'] });
  const { violations: found } = await (rules.length === 0 ? axe : axe.withRules([...rules])).analyze();
  return found.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${html.slice(0, 160)} ${failureSummary ?? ''}`),
  );
}

for (const theme of ['light', 'dark'] as const) {
  for (const path of PAGES) {
    test(`${path} has no violations in the ${theme} theme`, async ({ page }) => {
      await setTheme(page, theme);
      await page.goto(path);
      // A page of the reference has thousands of elements, and a theme changes nothing of them but colours.
      const isSeenBefore = theme === 'dark' && ENGINE_PAGES.includes(path);
      expect(await violations(page, isSeenBefore ? COLOUR_RULES : [])).toEqual([]);
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
