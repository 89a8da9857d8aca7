/** Notes where the learner is in a lesson, and says under its title how it stands. */
import type { LessonParts } from '../../learner/done.ts';
import { lessonState } from '../../learner/done.ts';
import { openLearner } from '../../learner/open.ts';

/** The heading that stands last above the upper third of the window. */
function placeNow(): string {
  const headings = [...document.querySelectorAll<HTMLElement>('main h2[id]')];
  const line = window.innerHeight / 3;
  return headings.findLast((heading) => heading.getBoundingClientRect().top < line)?.id ?? '';
}

class LessonElement extends HTMLElement {
  connectedCallback(): void {
    const lesson = this.dataset['lesson'] ?? '';
    const parts =
      this.dataset['parts'] === undefined ? null : (JSON.parse(this.dataset['parts']) as LessonParts);
    const line = this.querySelector<HTMLElement>('[data-state]');
    void openLearner().then((store) => {
      let place = store.progress().visits.get(lesson)?.place ?? '';
      void store.put('visits', { id: lesson, place });
      let waiting = false;
      addEventListener(
        'scroll',
        () => {
          if (waiting) return;
          waiting = true;
          setTimeout(() => {
            waiting = false;
            const now = placeNow();
            if (now === place) return;
            place = now;
            void store.put('visits', { id: lesson, place });
          }, 1_000);
        },
        { passive: true },
      );
      const draw = () => {
        if (parts === null || line === null) return;
        const { done, labsPassed, labs, quizPassed, steps } = lessonState(store.progress(), parts);
        line.hidden = steps === 0;
        line.textContent = done
          ? 'Done'
          : `${labsPassed} of ${labs} labs pass, self-check ${quizPassed ? 'passed' : 'open'}`;
      };
      draw();
      store.subscribe(draw);
    });
  }
}

if (!customElements.get('strata-lesson')) customElements.define('strata-lesson', LessonElement);
