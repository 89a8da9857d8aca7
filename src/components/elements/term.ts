/** Keeps a term's note on the screen, and lets Escape dismiss it. */

const termOf = (event: Event): HTMLElement | null =>
  event.target instanceof Element ? event.target.closest<HTMLElement>('.strata-term') : null;

/** Moves the note left by as much as it would stick out on the right. */
function fit(event: Event): void {
  const term = termOf(event);
  const note = term?.querySelector<HTMLElement>('.note');
  if (!term || !note) return;
  note.style.removeProperty('--shift');
  const over = note.getBoundingClientRect().right - document.documentElement.clientWidth + 12;
  if (over > 0) note.style.setProperty('--shift', `${-over}px`);
}

/** A note dismissed stays so until pointer and focus have left its term. */
function leave(event: Event): void {
  termOf(event)?.removeAttribute('data-dismissed');
}

document.addEventListener('pointerover', fit, { passive: true });
document.addEventListener('focusin', fit);
document.addEventListener('focusout', leave);
document.addEventListener('pointerout', leave, { passive: true });
document.addEventListener('keydown', (event) => {
  if (event.key !== 'Escape') return;
  for (const term of document.querySelectorAll('.strata-term:is(:hover, :focus-within)')) {
    term.toggleAttribute('data-dismissed', true);
  }
});
