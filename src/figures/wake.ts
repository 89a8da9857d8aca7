/** Wakes a figure that was drawn at build: loads its view when a reader comes near it, and lets no touch be lost meanwhile. */
import { h, hydrate } from 'preact';
import type { ViewModule, ViewProps } from './figure.tsx';

/** Signs that a reader is about to use a figure. */
const SIGNS = ['pointerover', 'pointerdown', 'focusin', 'keydown'] as const;

type Control = HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement;

const isControl = (element: Element): element is Control =>
  element instanceof HTMLInputElement ||
  element instanceof HTMLSelectElement ||
  element instanceof HTMLTextAreaElement;

const isChecking = (control: Control): control is HTMLInputElement =>
  control instanceof HTMLInputElement && (control.type === 'checkbox' || control.type === 'radio');

/** Controls that were changed before the view could listen, and what they were changed to. */
function touched(element: HTMLElement): Map<Control, string | boolean> {
  const changes = new Map<Control, string | boolean>();
  for (const control of element.querySelectorAll('input, select, textarea')) {
    if (!isControl(control)) continue;
    if (isChecking(control)) {
      if (control.checked !== control.defaultChecked) changes.set(control, control.checked);
    } else if (control instanceof HTMLSelectElement) {
      if (!control.options[control.selectedIndex]?.defaultSelected) changes.set(control, control.value);
    } else if (control.value !== control.defaultValue) changes.set(control, control.value);
  }
  return changes;
}

/** Tells the view what was changed before it woke. */
function retell(changes: ReadonlyMap<Control, string | boolean>): void {
  for (const [control, value] of changes) {
    if (typeof value === 'boolean' && isChecking(control)) control.checked = value;
    else control.value = String(value);
    control.dispatchEvent(new Event('input', { bubbles: true }));
    control.dispatchEvent(new Event('change', { bubbles: true }));
  }
}

/** Hydrates the view in `element` at the first sign of interest; returns how to stop waiting. */
export function wakeOnTouch(
  element: HTMLElement,
  load: () => Promise<ViewModule>,
  props: ViewProps,
): () => void {
  let waking = false;
  let pressed: HTMLElement | null = null;
  const keepPress = (event: Event): void => {
    pressed = event.target instanceof Element ? event.target.closest('button') : null;
  };
  const stop = (): void => {
    for (const sign of SIGNS) element.removeEventListener(sign, wake);
    element.removeEventListener('click', keepPress);
  };
  const wake = (): void => {
    if (waking) return;
    waking = true;
    element.setAttribute('aria-busy', 'true');
    load().then(
      ({ default: View }) => {
        stop();
        const changes = touched(element);
        const first: unknown = JSON.parse(element.dataset['first'] ?? 'null');
        hydrate(h(View, { ...props, first }), element);
        element.removeAttribute('aria-busy');
        element.dataset['awake'] = '';
        // Effects run after paint; the touches are told once the view listens and has settled.
        setTimeout(() => {
          retell(changes);
          pressed?.click();
        });
      },
      () => {
        // Without a network the picture and the table stay; the next touch tries again.
        waking = false;
        element.removeAttribute('aria-busy');
      },
    );
  };
  for (const sign of SIGNS) element.addEventListener(sign, wake, { passive: true });
  element.addEventListener('click', keepPress);
  return stop;
}
