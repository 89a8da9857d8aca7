/** Fills the learner's column of a measurement table and adds their bars. */
import { measurementsOf } from '../../learner/done.ts';
import { openLearner } from '../../learner/open.ts';
import type { Bar } from '../bars.ts';
import { barsSvg } from '../bars.ts';
import { formatNumber } from '../numbers.ts';

const numberIn = (cell: HTMLElement | null, name: string): number | null => {
  const text = cell?.dataset[name];
  return text === undefined ? null : Number(text);
};

class MeasureElement extends HTMLElement {
  connectedCallback(): void {
    void openLearner().then((store) => {
      const draw = () => this.fill(measurementsOf(store.progress(), this.dataset['lab'] ?? ''));
      draw();
      store.subscribe(draw);
    });
  }

  private fill(measured: ReturnType<typeof measurementsOf>): void {
    for (const row of this.querySelectorAll<HTMLElement>('[data-row]')) {
      const own = measured.find(({ name }) => name === row.dataset['row']);
      const mine = row.querySelector<HTMLElement>('[data-mine]');
      const referenceCell =
        row.querySelector<HTMLElement>('[data-reference]') ??
        row.querySelectorAll<HTMLElement>('td')[1] ??
        null;
      if (mine === null) continue;
      const digits = row.dataset['digits'] === undefined ? undefined : Number(row.dataset['digits']);
      mine.textContent = own === undefined ? '–' : formatNumber(own.value, digits);
      mine.toggleAttribute('data-own', own !== undefined);
      // A run is held against the reference on the same seed, where the checks measured that too.
      const reference = own?.reference ?? numberIn(referenceCell, 'reference');
      if (own?.reference !== undefined && referenceCell !== null)
        referenceCell.textContent = formatNumber(own.reference, digits);
      const published = numberIn(row.querySelector('[data-published]'), 'published');
      const plot = this.querySelector(`[data-plot="${CSS.escape(row.dataset['row'] ?? '')}"] svg`);
      const bars: Bar[] = [];
      if (own !== undefined) bars.push({ label: 'you', value: own.value, who: 'mine' });
      if (reference !== null) bars.push({ label: 'reference', value: reference, who: 'reference' });
      if (published !== null) bars.push({ label: 'published', value: published, who: 'published' });
      if (plot !== null && bars.length > 0) plot.outerHTML = barsSvg(bars);
    }
    const state = this.querySelector('[data-state]');
    if (state !== null)
      state.textContent =
        measured.length === 0
          ? 'Your column fills once you have run the lab.'
          : 'Your column: your code, at its last run.';
  }
}

if (!customElements.get('strata-measure')) customElements.define('strata-measure', MeasureElement);
