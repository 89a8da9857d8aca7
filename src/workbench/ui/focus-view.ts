/** The focus view: a lab over the whole window, with everything behind it out of reach until it is left. */

/** Everything that stands beside `element` on the way up to the body. */
function* besides(element: Element): Generator<HTMLElement> {
  for (let at: Element | null = element; at !== null && at !== document.body; at = at.parentElement)
    for (const sibling of at.parentElement?.children ?? [])
      if (sibling !== at && sibling instanceof HTMLElement && sibling.tagName !== 'SCRIPT') yield sibling;
}

/** Opens `element` over the window, in the top layer; returns how to put it back. */
export function openFocusView(element: HTMLElement): () => void {
  const silenced = [...besides(element)].filter((sibling) => !sibling.inert);
  for (const sibling of silenced) sibling.inert = true;
  const place = document.createComment('the lab stands in the focus view');
  element.before(place);
  const { scrollY } = globalThis;
  element.setAttribute('popover', 'manual');
  element.showPopover();
  document.documentElement.classList.add('strata-focus-open');
  return () => {
    element.hidePopover();
    element.removeAttribute('popover');
    document.documentElement.classList.remove('strata-focus-open');
    for (const sibling of silenced) sibling.inert = false;
    place.remove();
    scrollTo({ top: scrollY });
  };
}
