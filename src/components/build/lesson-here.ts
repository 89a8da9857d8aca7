/** Which lesson a component stands in, from the page it is rendered on. */

/** The part of Astro's global that tells. */
interface Here {
  readonly url: URL;
}

/** The name of the lesson whose page is being rendered, or null on another page. */
export const lessonHere = ({ url }: Here): string | null =>
  /\/lessons\/([a-z0-9-]+)\/?$/.exec(url.pathname)?.[1] ?? null;

/** The lesson of this page; an author who puts the component elsewhere is told. */
export function requireLesson(astro: Here, component: string, given?: string): string {
  const lesson = given ?? lessonHere(astro);
  if (lesson === null)
    throw new Error(`<${component}> stands outside a lesson: name the lesson with lesson="…".`);
  return lesson;
}
