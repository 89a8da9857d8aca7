/** A list that is put in order by buttons: works with a mouse, a finger, a keyboard and a screen reader alike. */

/** Reads and sets the order of a list's items by their `data-position`. */
export interface Sortable {
  read(): string[];
  write(positions: readonly string[]): void;
}

/** Adds the buttons; `announce` gets a sentence after each move. */
export function makeSortable(list: HTMLElement, announce: (text: string) => void): Sortable {
  const items = () => [...list.children].filter((each): each is HTMLElement => each instanceof HTMLElement);

  const move = (item: HTMLElement, by: -1 | 1, button: HTMLElement) => {
    const neighbour = by < 0 ? item.previousElementSibling : item.nextElementSibling;
    if (neighbour === null)
      return announce(`${item.dataset['label']} is already ${by < 0 ? 'first' : 'last'}.`);
    if (by < 0) neighbour.before(item);
    else neighbour.after(item);
    button.focus();
    announce(`${item.dataset['label']}: now ${items().indexOf(item) + 1} of ${items().length}.`);
  };

  for (const item of items()) {
    for (const [by, sign, word] of [
      [-1, '↑', 'up'],
      [1, '↓', 'down'],
    ] as const) {
      const button = document.createElement('button');
      button.type = 'button';
      button.textContent = sign;
      button.setAttribute('aria-label', `Move ${word}: ${item.dataset['label']}`);
      button.addEventListener('click', () => move(item, by, button));
      item.append(button);
    }
  }
  return {
    read: () => items().map((item) => item.dataset['position'] ?? ''),
    write: (positions) => {
      const byPosition = new Map(items().map((item) => [item.dataset['position'], item]));
      for (const position of positions) {
        const item = byPosition.get(position);
        if (item) list.append(item);
      }
    },
  };
}
