/** Keeps predictions: restores one that was made, takes a new one, and says what becomes of it. */
import { openLearner } from '../../learner/open.ts';
import { parseNumber } from '../numbers.ts';

class PredictElement extends HTMLElement {
  connectedCallback(): void {
    const form = this.querySelector('form');
    const button = this.querySelector('button');
    const status = this.querySelector('[role=status]');
    if (form === null || button === null || status === null) return;
    form.noValidate = true;
    button.disabled = false;

    const say = (text: string, kind: '' | 'bad' = '') => {
      status.textContent = text;
      status.classList.toggle('is-bad', kind === 'bad');
    };
    const field = form.elements.namedItem('value');
    const given = () =>
      field instanceof RadioNodeList || field instanceof HTMLInputElement ? field.value.trim() : '';
    const key = this.dataset['key'] ?? '';

    void openLearner().then((store) => {
      const kept = store.progress().predictions.get(key);
      if (kept === undefined || given() !== '') return;
      if (field instanceof RadioNodeList || field instanceof HTMLInputElement) field.value = kept.value;
      button.textContent = 'Change my prediction';
      say('Kept from your last visit.');
    });

    form.addEventListener('submit', (event) => {
      event.preventDefault();
      const value = given();
      if (value === '')
        return say('Choose or write something first: a wrong guess teaches as much as a right one.', 'bad');
      if (this.dataset['kind'] === 'number' && parseNumber(value) === null) {
        return say(
          `“${value.slice(0, 40)}” is not a number that can be compared. Write digits, such as 1200 or 6.5.`,
          'bad',
        );
      }
      void openLearner().then(async (store) => {
        await store.put('predictions', { id: key, value });
        const { kept } = store.keeping();
        button.textContent = 'Change my prediction';
        say(
          kept ? 'Kept. You will see it again beside what was measured.' : 'Kept until you leave this page.',
        );
      });
    });
  }
}

if (!customElements.get('strata-predict')) customElements.define('strata-predict', PredictElement);
