/** Gives each page its neighbours in the course's own order, and its contents list what components add to a lesson. */
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

/** Sections that components write, which the list of contents cannot see: the tag in the lesson, its anchor, its name. */
const WRITTEN_BY_COMPONENTS = [
  { tag: '<Quiz', slug: 'self-check', text: 'Self-check' },
  { tag: '<Verdict', slug: 'verdict', text: 'Verdict' },
  { tag: '<Sources', slug: 'sources', text: 'Sources' },
];

export const onRequest = defineRouteMiddleware(({ locals }) => {
  const route = locals.starlightRoute;
  const here = written.findIndex(({ name }) => route.entry.id === `lessons/${name}`);
  route.pagination =
    here < 0
      ? { prev: undefined, next: undefined }
      : { prev: link(written[here - 1]), next: link(written[here + 1]) };
  const body = route.entry.body ?? '';
  for (const { tag, slug, text } of WRITTEN_BY_COMPONENTS)
    if (here >= 0 && body.includes(tag)) route.toc?.items.push({ depth: 2, slug, text, children: [] });
});
