/** Points the "start" link to where the learner was. */
import type { LessonParts } from '../../learner/done.ts';
import { continueAt } from '../../learner/done.ts';
import { openLearner } from '../../learner/open.ts';

class ContinueElement extends HTMLElement {
  connectedCallback(): void {
    const link = this.querySelector('a');
    const note = this.querySelector('[data-note]');
    const lessons = JSON.parse(this.dataset['lessons'] ?? '[]') as LessonParts[];
    const titles = JSON.parse(this.dataset['titles'] ?? '{}') as Record<string, string>;
    if (link === null || note === null) return;
    const start = { href: link.getAttribute('href') ?? '', text: link.textContent?.trim() ?? '' };
    void openLearner().then((store) => {
      const draw = () => {
        const place = continueAt(store.progress(), lessons);
        const keeping = store.keeping();
        note.textContent = keeping.kept
          ? ''
          : `Your work is kept only until you leave this page. ${keeping.why}`;
        if (place === null || place.kind === 'start') {
          link.href = start.href;
          link.textContent = start.text;
          return;
        }
        const title = titles[place.lesson] ?? place.lesson;
        const hash = place.place === '' ? '' : `#${encodeURIComponent(place.place)}`;
        link.href = `/lessons/${place.lesson}/${hash}`;
        if (place.kind === 'continue') link.textContent = `Continue where you were: ${title}`;
        else if (place.kind === 'next') link.textContent = `Next: ${title}`;
        else link.textContent = `All that is written is done. Read again: ${title}`;
      };
      draw();
      store.subscribe(draw);
    });
  }
}

if (!customElements.get('strata-continue')) customElements.define('strata-continue', ContinueElement);
