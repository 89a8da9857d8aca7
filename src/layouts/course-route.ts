/** Gives each page its neighbours in the course's own order, past lessons that are not written yet. */
import { defineRouteMiddleware } from '@astrojs/starlight/route-data';
import { LESSONS, lessonPath } from '../content/course.ts';

const written = LESSONS.filter(({ state }) => state === 'written');

const link = (lesson: (typeof written)[number] | undefined) =>
  lesson && {
    type: 'link' as const,
    label: lesson.title,
    href: lessonPath(lesson.name),
    isCurrent: false,
    badge: undefined,
    attrs: {},
  };

export const onRequest = defineRouteMiddleware(({ locals }) => {
  const route = locals.starlightRoute;
  const here = written.findIndex(({ name }) => route.entry.id === `lessons/${name}`);
  route.pagination =
    here < 0
      ? { prev: undefined, next: undefined }
      : { prev: link(written[here - 1]), next: link(written[here + 1]) };
});
