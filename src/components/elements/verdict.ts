/** Fills a verdict: the learner's own numbers in its text, and the predictions kept on this page beside what the engine says. */
import { measurementsOf } from '../../learner/done.ts';
import { openLearner } from '../../learner/open.ts';
import type { Progress } from '../../learner/records.ts';
import { formatNumber, parseNumber, within } from '../numbers.ts';

/** Redraws `element` now and after each change of the learner's progress. */
function follow(draw: (progress: Progress) => void): void {
  void openLearner().then((store) => {
    draw(store.progress());
    store.subscribe(() => draw(store.progress()));
  });
}

class MineElement extends HTMLElement {
  connectedCallback(): void {
    const [lab = '', ...rest] = (this.dataset['of'] ?? '').split('.');
    const name = rest.join('.');
    const slot = this.querySelector('[data-value]');
    const before = slot?.textContent ?? '';
    const digits = this.dataset['digits'];
    follow((progress) => {
      const own = measurementsOf(progress, lab).find((measured) => measured.name === name);
      if (slot === null) return;
      slot.textContent =
        own === undefined
          ? before
          : formatNumber(own.value, digits === undefined ? undefined : Number(digits));
      this.toggleAttribute('data-mine', own !== undefined);
      this.title =
        own === undefined
          ? 'The reference’s number; yours appears once you have run the lab.'
          : 'Measured with your code.';
    });
  }
}

/** How a prediction came out, in words. */
function outcome({ dataset }: HTMLElement, value: string): string {
  const { kind, answer = '', tolerance = '5%', shown = '', later } = dataset;
  if (later !== undefined) return 'Kept for the close of the course.';
  const given = kind === 'choice' ? null : parseNumber(value);
  const foreseen = given === null ? value === answer : within(given, Number(answer), tolerance);
  return `The engine computes: ${shown}.${foreseen ? ' You foresaw it.' : ''}`;
}

/** The chosen option's text, or the number as it was typed with its unit. */
function said(predict: HTMLElement, value: string): string {
  const options = [...predict.querySelectorAll<HTMLInputElement>('input[type=radio]')];
  const chosen = options.find((option) => option.value === value)?.parentElement?.textContent?.trim();
  return chosen ?? [value, predict.dataset['unit'] ?? ''].join(' ').trim();
}

/** A line of text with a class. */
function line(name: string, text: string): HTMLElement {
  const element = document.createElement('div');
  element.className = name;
  element.textContent = text;
  return element;
}

/** The question as it is read: without the notes of its terms and whatever else is not part of its text. */
function asked(predict: HTMLElement): string {
  const copy = predict.querySelector('[data-asked]')?.cloneNode(true);
  if (!(copy instanceof HTMLElement)) return '';
  for (const part of copy.querySelectorAll('script, style, [aria-hidden=true]')) part.remove();
  return (copy.textContent ?? '').replaceAll(/\s+/g, ' ').trim();
}

class VerdictElement extends HTMLElement {
  connectedCallback(): void {
    const list = this.querySelector('ul');
    if (list === null) return;
    follow((progress) => {
      const items = [...document.querySelectorAll<HTMLElement>('strata-predict')].flatMap((predict) => {
        const kept = progress.predictions.get(predict.dataset['key'] ?? '');
        if (kept === undefined) return [];
        const item = document.createElement('li');
        item.append(
          line('question', asked(predict)),
          line('outcome', `You said: ${said(predict, kept.value)}. ${outcome(predict, kept.value)}`),
        );
        return [item];
      });
      list.replaceChildren(...items);
      this.hidden = items.length === 0;
    });
  }
}

if (!customElements.get('strata-mine')) customElements.define('strata-mine', MineElement);
if (!customElements.get('strata-verdict')) customElements.define('strata-verdict', VerdictElement);
