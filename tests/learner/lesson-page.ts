/** A lesson's page as the end-to-end tests drive it: answers come from the page's own key, so any lesson will do. */
import type { Locator, Page } from '@playwright/test';
import type { AnswerKey } from '../../src/components/quiz-rules.ts';

/** A lesson with everything in it. */
export const LESSON = '/lessons/the-emergence-of-layer-2/';

/** Answers one question, rightly or wrongly, as a learner would with a mouse or keyboard. */
export async function answer(question: Locator, rightly: boolean): Promise<void> {
  const key = JSON.parse((await question.getAttribute('data-key')) ?? '{}') as AnswerKey;
  if (key.kind === 'choice') {
    const options = await question.locator('.strata-option input').all();
    for (const option of options) {
      const isRight = key.right.includes((await option.getAttribute('value')) ?? '');
      if (isRight === rightly) {
        await option.check();
        if ((await option.getAttribute('type')) === 'radio') break;
      }
    }
  } else if (key.kind === 'number') {
    await question
      .locator('input')
      .fill(rightly ? key.answer.toLocaleString('en-GB', { maximumFractionDigits: 12 }) : '-1');
  } else if (key.kind === 'print') {
    await question.locator('textarea').fill(rightly ? key.prints : 'nothing');
  } else {
    // The first item goes up to its place, then the second, and so on; wrongly: the first goes to the end.
    const items = question.locator('ol.order > li');
    for (const position of rightly ? key.right : []) {
      const item = question.locator(`ol.order > li[data-position="${position}"]`);
      const wanted = Number(position);
      const place = async () =>
        items.evaluateAll(
          (all, each) => all.findIndex((li) => li.getAttribute('data-position') === each),
          position,
        );
      while ((await place()) > wanted) await item.getByRole('button', { name: /^Move up/ }).click();
    }
    if (!rightly) {
      const first = question.locator('ol.order > li[data-position="0"]');
      for (let move = 1; move < key.right.length; move++)
        await first.getByRole('button', { name: /^Move down/ }).click();
    }
  }
  await question.getByRole('button', { name: 'Answer', exact: true }).click();
}

/** All questions of the page's self-check, once it is alive. */
export async function questionsOf(page: Page): Promise<readonly Locator[]> {
  await page.locator('strata-quiz [data-question] button[type=submit]:enabled').first().waitFor();
  return page.locator('strata-quiz [data-question]').all();
}
