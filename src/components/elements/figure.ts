/** Hydrates a figure when it comes into view: its code and preact load then, and not before. */
import type { ComponentType } from 'preact';
import type { FigureProps } from '../../figures/figure.tsx';

const figures = import.meta.glob<ComponentType<FigureProps>>('../../figures/*.tsx', { import: 'default' });

class FigureElement extends HTMLElement {
  connectedCallback(): void {
    const load = figures[`../../figures/${this.dataset['name']}.tsx`];
    if (load === undefined) return;
    const seen = new IntersectionObserver((entries) => {
      if (!entries.some(({ isIntersecting }) => isIntersecting)) return;
      seen.disconnect();
      void Promise.all([load(), import('preact')]).then(([Figure, { h, hydrate }]) => {
        hydrate(h(Figure, JSON.parse(this.dataset['props'] ?? '{}') as FigureProps), this);
      });
    });
    seen.observe(this);
  }
}

if (!customElements.get('strata-figure')) customElements.define('strata-figure', FigureElement);
