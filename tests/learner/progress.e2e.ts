/** What a learner does is kept, seen in other tabs, taken along in a file, and refused where a file is not sound. */
import { readFile } from 'node:fs/promises';
import type { Page } from '@playwright/test';
import { expect, test } from '@playwright/test';
import { answer, LESSON, questionsOf } from './lesson-page.ts';

/** Makes the first prediction of the page. */
async function predict(page: Page): Promise<string> {
  const form = page.locator('strata-predict').first();
  await form
    .getByRole('button', { name: /prediction/ })
    .and(page.locator(':enabled'))
    .waitFor();
  const isNumber = (await form.getAttribute('data-kind')) === 'number';
  if (isNumber) await form.locator('input').fill('12');
  else await form.locator('input').last().check();
  await form.getByRole('button').click();
  await expect(form.getByRole('status')).toHaveText(/^Kept\./);
  return form.locator('input:checked, input[type=text]').first().inputValue();
}

const imported = (page: Page, text: string) =>
  page
    .locator('input[type=file]')
    .setInputFiles({ name: 'progress.json', mimeType: 'application/json', buffer: Buffer.from(text) });

test('a prediction is kept, and stands in the verdict', async ({ page }) => {
  await page.goto(LESSON);
  await expect(page.locator('strata-verdict')).toBeHidden();
  const value = await predict(page);
  await expect(page.locator('strata-verdict')).toBeVisible();
  await page.reload();
  const form = page.locator('strata-predict').first();
  await expect(form.getByRole('status')).toHaveText('Kept from your last visit.');
  expect(await form.locator('input:checked, input[type=text]').first().inputValue()).toBe(value);
  await expect(page.locator('strata-verdict li')).toHaveCount(1);
  await expect(page.locator('strata-verdict')).toContainText('You said:');
});

test('words for a number are refused with what to write', async ({ page }) => {
  await page.goto(LESSON);
  const form = page.locator('strata-predict[data-kind=number]').first();
  test.skip((await form.count()) === 0, 'This lesson predicts no number.');
  await form.locator('input').fill('a lot');
  await form.getByRole('button').click();
  await expect(form.getByRole('status')).toContainText('is not a number');
  await expect(page.locator('strata-verdict')).toBeHidden();
});

test('a self-check explains every option, passes at four fifths, and keeps its answers', async ({ page }) => {
  await page.goto(LESSON);
  const questions = await questionsOf(page);
  for (const [index, question] of questions.entries()) {
    await expect(question.locator('details')).toBeHidden();
    await answer(question, index > 0);
    await expect(question.locator('details')).toBeVisible();
    await expect(question.getByRole('status')).toHaveText(index > 0 ? 'Right.' : /^Not/);
  }
  const score = page.locator('[data-score]');
  await expect(score).toHaveText(
    new RegExp(`^${questions.length - 1} of ${questions.length} right\\. Self-check passed\\.$`),
  );

  await page.reload();
  await expect(score).toHaveText(/Self-check passed/);
  const first = page.locator('strata-quiz [data-question]').first();
  await expect(first.locator('details')).toBeVisible();
  await first.getByRole('button', { name: 'Try again' }).click();
  await expect(first.locator('details')).toBeHidden();
});

test('a self-check with too many mistakes is not passed', async ({ page }) => {
  await page.goto(LESSON);
  const questions = await questionsOf(page);
  for (const question of questions) await answer(question, false);
  await expect(page.locator('[data-score]')).toHaveText(/^0 of \d right\. Not passed yet/);
});

test('what is done in one tab is seen in the other', async ({ context }) => {
  const one = await context.newPage();
  const two = await context.newPage();
  await two.goto('/');
  await one.goto(LESSON);
  const questions = await questionsOf(one);
  for (const question of questions) await answer(question, true);
  await expect(two.locator(`.slab:has(a[href="${LESSON}"])`)).toContainText('self-check passed');
  await expect(two.locator('strata-continue a')).toHaveText(/^Continue where you were: /);
});

test('continue leads back to the heading that was read last', async ({ page }) => {
  await page.goto(LESSON);
  await page.locator('#self-check').scrollIntoViewIfNeeded();
  await page.evaluate(() => document.querySelector('#self-check')?.scrollIntoView());
  await page.waitForTimeout(1_500);
  await page.goto('/');
  await expect(page.locator('strata-continue a')).toHaveAttribute('href', `${LESSON}#self-check`);
});

test('everything can be exported, forgotten and imported again', async ({ page }) => {
  await page.goto(LESSON);
  const value = await predict(page);
  await page.goto('/progress/');
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Export everything' }).click();
  const file = await (await download).path();
  const text = await readFile(file, 'utf8');

  const forget = page.locator('[data-forget]');
  await expect(page.getByRole('button', { name: 'Keep it' })).toBeHidden();
  await forget.click();
  await page.getByRole('button', { name: 'Keep it' }).click();
  await forget.click();
  await page.getByRole('button', { name: 'Yes, forget everything' }).click();
  await expect(page.locator('[data-forgotten]')).toHaveText('Everything is forgotten.');
  await page.goto(LESSON);
  await expect(page.locator('strata-verdict')).toBeHidden();

  await page.goto('/progress/');
  await imported(page, text);
  await expect(page.locator('[data-transfer]')).toHaveText('Imported and merged.');
  await page.goto(LESSON);
  await expect(page.locator('strata-verdict')).toContainText('You said:');
  expect(
    await page
      .locator('strata-predict')
      .first()
      .locator('input:checked, input[type=text]')
      .first()
      .inputValue(),
  ).toBe(value);
});

test('a damaged, a newer and a hostile file are refused in a sentence, and nothing is lost', async ({
  page,
}) => {
  await page.goto(LESSON);
  await predict(page);
  await page.goto('/progress/');
  const said = page.locator('[data-transfer]');
  await imported(page, '{"format": "strata-progress", "schema": 1, "da');
  await expect(said).toHaveText(/damaged, cut off or of another kind\. Nothing was changed\.$/);
  await imported(page, JSON.stringify({ format: 'strata-progress', schema: 99, checksum: '', data: {} }));
  await expect(said).toHaveText(/written by a newer Strata .*Nothing was changed\.$/);
  await imported(
    page,
    JSON.stringify({
      format: 'strata-progress',
      schema: 1,
      checksum: 'x',
      data: { code: '<img src=x onerror=alert(1)>' },
    }),
  );
  await expect(said).toHaveText(/checksum does not match/);
  await page.goto(LESSON);
  await expect(page.locator('strata-verdict')).toContainText('You said:');
});

test('where the browser keeps nothing the page says so and goes on', async ({ page }) => {
  await page.addInitScript(() => Object.defineProperty(globalThis, 'indexedDB', { value: undefined }));
  await page.goto(LESSON);
  const form = page.locator('strata-predict').first();
  if ((await form.getAttribute('data-kind')) === 'number') await form.locator('input').fill('12');
  else await form.locator('input').last().check();
  await form.getByRole('button').click();
  await expect(form.getByRole('status')).toHaveText('Kept until you leave this page.');
  await expect(page.locator('strata-verdict')).toBeVisible();
  await page.goto('/progress/');
  await expect(page.locator('[data-keeping]')).toContainText('does not let the page keep anything');
});

test('a database written by a newer version is left alone', async ({ page }) => {
  await page.goto('/glossary/');
  await page.evaluate(
    () =>
      new Promise<void>((resolve, reject) => {
        const request = indexedDB.open('strata-learner', 99);
        request.onupgradeneeded = () => request.result.createObjectStore('from-the-future');
        request.onsuccess = () => {
          request.result.close();
          resolve();
        };
        request.onerror = () => reject(request.error ?? new Error('refused'));
      }),
  );
  await page.goto('/progress/');
  await expect(page.locator('[data-keeping]')).toContainText(
    'This page is older than the progress saved on this device',
  );
  const stores = await page.evaluate(
    () =>
      new Promise<string[]>((resolve) => {
        const request = indexedDB.open('strata-learner');
        request.onsuccess = () => resolve([...request.result.objectStoreNames]);
      }),
  );
  expect(stores).toEqual(['from-the-future']);
});

test.describe('without script', () => {
  test.use({ javaScriptEnabled: false });

  test('predictions, questions, explanations, labs and debriefs can be read', async ({ page }) => {
    await page.goto(LESSON);
    await expect(page.locator('strata-predict fieldset legend').first()).toBeVisible();
    const explanation = page.locator('strata-quiz [data-question] details').first();
    await explanation.locator('summary').click();
    await expect(explanation.locator('li').first()).toBeVisible();
    await expect(page.locator('strata-lab pre').first()).toContainText('export const');
    const debrief = page.locator('[data-debrief]').first();
    await debrief.locator('summary').first().click();
    await expect(debrief.locator('p').first()).toBeVisible();
  });
});
