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
      slot.textContent = own === undefined ? before : formatNumber(own.value, digits === undefined ? undefined : Number(digits));
      this.toggleAttribute('data-mine', own !== undefined);
      this.title = own === undefined ? 'The reference’s number; yours appears once you have run the lab.' : 'Measured with your code.';
    });
  }
}

/** How a prediction came out, in words. */
function outcome(predict: HTMLElement, value: string): string {
  const { kind, answer = '', tolerance = '5%', shown = '', later } = predict.dataset;
  if (later !== undefined) return 'kept for the close of the course';
  if (kind === 'choice') return value === answer ? `${shown} (as you said)` : shown;
  const given = parseNumber(value);
  return given !== null && within(given, Number(answer), tolerance) ? `${shown} (as you said)` : shown;
}

class VerdictElement extends HTMLElement {
  connectedCallback(): void {
    const body = this.querySelector('tbody');
    if (body === null) return;
    follow((progress) => {
      const rows = [...document.querySelectorAll<HTMLElement>('strata-predict')].flatMap((predict) => {
        const kept = progress.predictions.get(predict.dataset['key'] ?? '');
        if (kept === undefined) return [];
        const chosen = [...predict.querySelectorAll<HTMLInputElement>('input[type=radio]')].find(
          (input) => input.value === kept.value,
        );
        const unit = predict.dataset['unit'] ?? '';
        const mine = chosen?.parentElement?.textContent?.trim() ?? `${kept.value}${unit === '' ? '' : ` ${unit}`}`;
        return [[predict.querySelector('[data-question]')?.textContent?.trim() ?? '', mine, outcome(predict, kept.value)]];
      });
      body.replaceChildren(
        ...rows.map(([question = '', ...cells]) => {
          const row = document.createElement('tr');
          const head = Object.assign(document.createElement('th'), { scope: 'row', textContent: question });
          row.append(head, ...cells.map((text) => Object.assign(document.createElement('td'), { textContent: text })));
          return row;
        }),
      );
      this.hidden = rows.length === 0;
    });
  }
}

if (!customElements.get('strata-mine')) customElements.define('strata-mine', MineElement);
if (!customElements.get('strata-verdict')) customElements.define('strata-verdict', VerdictElement);
