/** Fills the slabs of the course map with what the learner has done. */
import type { LessonParts, LessonState } from '../../learner/done.ts';
import { courseFraction, lessonState } from '../../learner/done.ts';
import { openLearner } from '../../learner/open.ts';

/** How a lesson stands, in words. */
function sentence({ done, begun, labs, labsPassed, quizPassed }: LessonState): string | null {
  if (done) return 'done ✓';
  if (!begun) return null;
  const passed = `${labsPassed} of ${labs} ${labs === 1 ? 'lab passes' : 'labs pass'}`;
  return `${passed}, self-check ${quizPassed ? 'passed' : 'open'}`;
}

class CourseMapElement extends HTMLElement {
  connectedCallback(): void {
    const slabs = [...this.querySelectorAll<HTMLElement>('[data-parts]')].map((slab) => ({
      slab,
      parts: JSON.parse(slab.dataset['parts'] ?? '{}') as LessonParts,
      line: slab.querySelector('[data-done]'),
      before: slab.querySelector('[data-done]')?.textContent ?? '',
    }));
    const course = this.querySelector('[data-course]');
    const first = course?.textContent?.trim() ?? '';
    void openLearner().then((store) => {
      const draw = () => {
        const progress = store.progress();
        for (const { slab, parts, line, before } of slabs) {
          const state = lessonState(progress, parts);
          const filled = state.of === 0 ? 0 : state.steps / state.of;
          slab.style.setProperty('--filled', String(filled));
          slab.toggleAttribute('data-filled', filled > 0);
          if (line !== null) line.textContent = sentence(state) ?? before;
        }
        const fraction = courseFraction(
          progress,
          slabs.map(({ parts }) => parts),
        );
        const text =
          fraction === 0
            ? first
            : `${first} You have done ${Math.floor(fraction * 100)}% of what is written.`;
        if (course !== null && course.textContent !== text) course.textContent = text;
      };
      draw();
      store.subscribe(draw);
    });
  }
}

if (!customElements.get('strata-course-map')) customElements.define('strata-course-map', CourseMapElement);
