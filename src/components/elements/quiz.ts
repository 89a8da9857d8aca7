/** Brings a self-check to life: marks answers, opens explanations, keeps answers, counts, and lets one try again. */
import { passes } from '../../learner/done.ts';
import { openLearner } from '../../learner/open.ts';
import type { AnswerKey } from '../quiz-rules.ts';
import { mark } from '../quiz-rules.ts';
import { makeSortable } from './sortable.ts';

/** One question as it stands in the page. */
interface Part {
  readonly id: string;
  /** Fills in a kept answer and shows its explanation. */
  readonly restore: (given: readonly string[]) => void;
}

class QuizElement extends HTMLElement {
  connectedCallback(): void {
    const lesson = this.dataset['lesson'] ?? '';
    const parts = [...this.querySelectorAll<HTMLElement>('[data-question]')].flatMap(
      (item) => this.enliven(item, lesson) ?? [],
    );
    void openLearner().then((store) => {
      for (const part of parts) {
        const kept = store.progress().answers.get(`${lesson}/${part.id}`);
        if (kept !== undefined) part.restore(kept.given);
      }
      this.score(lesson);
      store.subscribe(() => this.score(lesson));
    });
  }

  /** Wires one question. */
  private enliven(item: HTMLElement, lesson: string): Part | null {
    const form = item.querySelector('form');
    const button = item.querySelector<HTMLButtonElement>('button[type=submit]');
    const status = item.querySelector<HTMLElement>('[role=status]');
    const details = item.querySelector('details');
    const fieldset = item.querySelector('fieldset');
    if (form === null || button === null || status === null || details === null || fieldset === null)
      return null;
    const id = item.dataset['question'] ?? '';
    const key = JSON.parse(item.dataset['key'] ?? '{}') as AnswerKey;
    const list = item.querySelector<HTMLElement>('ol.order');
    const order = list === null ? null : makeSortable(list, (text) => (status.textContent = text));
    const fields = [...form.querySelectorAll<HTMLInputElement | HTMLTextAreaElement>('input, textarea')];
    const isChoice = key.kind === 'choice';

    const given = (): string[] => {
      if (order !== null) return order.read();
      if (!isChoice) return fields.map((field) => field.value.trim()).filter((text) => text !== '');
      return fields
        .filter((field) => field instanceof HTMLInputElement && field.checked)
        .map((field) => field.value);
    };
    const show = (answer: readonly string[]): boolean | null => {
      const marked = mark(key, answer);
      status.textContent = marked.say;
      status.classList.toggle('is-good', marked.right === true);
      status.classList.toggle('is-bad', marked.right === false);
      if (marked.right === null) return null;
      details.hidden = false;
      details.open = true;
      for (const line of details.querySelectorAll<HTMLElement>('[data-explains]')) {
        line.toggleAttribute('data-chosen', marked.chosen.includes(Number(line.dataset['explains'])));
      }
      fieldset.disabled = true;
      button.textContent = 'Try again';
      return marked.right;
    };

    details.hidden = true;
    button.disabled = false;
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      if (fieldset.disabled) {
        fieldset.disabled = false;
        details.hidden = true;
        button.textContent = 'Answer';
        status.textContent = '';
        form.querySelector<HTMLElement>('input, textarea, ol button')?.focus();
        return;
      }
      const answer = given();
      const right = show(answer);
      if (right === null) return;
      void openLearner().then(async (store) => {
        await store.put('answers', { id: `${lesson}/${id}`, given: answer, right });
        const { right: count, of } = this.count(lesson, store.progress().answers);
        const before = store.progress().quizzes.get(lesson);
        await store.put('quizzes', {
          id: lesson,
          right: count,
          of,
          passed: before?.passed === true || passes(count, of),
        });
      });
    });

    const restore = (answer: readonly string[]) => {
      if (order !== null) order.write(answer);
      else if (isChoice)
        for (const field of fields) (field as HTMLInputElement).checked = answer.includes(field.value);
      else for (const field of fields) field.value = answer[0] ?? '';
      show(answer);
    };
    return { id, restore };
  }

  /** Right answers among the questions that stand here now. */
  private count(lesson: string, answers: ReadonlyMap<string, { readonly right: boolean }>) {
    const items = [...this.querySelectorAll<HTMLElement>('[data-question]')];
    const found = items.flatMap((item) => answers.get(`${lesson}/${item.dataset['question']}`) ?? []);
    return { right: found.filter(({ right }) => right).length, answered: found.length, of: items.length };
  }

  /** Says how the self-check stands. */
  private score(lesson: string): void {
    const line = this.querySelector('[data-score]');
    void openLearner().then((store) => {
      const { right, answered, of } = this.count(lesson, store.progress().answers);
      const passed = store.progress().quizzes.get(lesson)?.passed ?? false;
      if (line === null || answered === 0) return;
      const end = passed
        ? ' Self-check passed.'
        : answered < of
          ? ` ${of - answered} to go.`
          : ' Not passed yet: try again where it went wrong.';
      const text = `${right} of ${of} right.${end}`;
      if (line.textContent !== text) line.textContent = text;
      line.classList.toggle('is-good', passed);
    });
  }
}

if (!customElements.get('strata-quiz')) customElements.define('strata-quiz', QuizElement);
