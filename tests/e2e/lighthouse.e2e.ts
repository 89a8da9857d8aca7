/** What Lighthouse says that does not depend on the machine's mood; its performance is printed by the benchmark. */
import { expect, test } from '@playwright/test';
import { audit } from './lighthouse.ts';

test.describe.configure({ mode: 'serial', timeout: 180_000 });

for (const path of ['/', '/lessons/the-role-of-layer-1/']) {
  for (const device of ['desktop', 'mobile'] as const) {
    test(`${path} scores 100 for accessibility, best practices and SEO on ${device}`, async ({ baseURL }) => {
      const { failing, performance, ...scores } = await audit(`${baseURL}${path}`, device);
      console.log(`${path} ${device}: performance ${performance}`);
      expect(scores, failing.join('\n')).toEqual({ accessibility: 100, 'best-practices': 100, seo: 100 });
    });
  }
}
