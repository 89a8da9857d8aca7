/** Opens the search dialog and asks Pagefind's index, which is part of the built site. */

interface Hit {
  readonly url: string;
  readonly excerpt: string;
  readonly meta: { readonly title?: string };
  readonly sub_results: readonly { readonly title: string; readonly url: string; readonly excerpt: string }[];
}
interface Pagefind {
  readonly debouncedSearch: (
    text: string,
  ) => Promise<{ readonly results: readonly { readonly data: () => Promise<Hit> }[] } | null>;
}

const INDEX = '/pagefind/pagefind.js';
const MOST_SHOWN = 8;

let loading: Promise<Pagefind> | undefined;
const index = (): Promise<Pagefind> => (loading ??= import(/* @vite-ignore */ INDEX) as Promise<Pagefind>);

/** One hit as a list item: the section called as the reader typed, or else the first that matches, if one does. */
function itemOf({ url, excerpt, meta, sub_results: sections }: Hit, typed: string): HTMLLIElement {
  const best =
    sections.find(({ title }) => title === typed) ??
    sections.find(({ title }) => title.toLowerCase() === typed.toLowerCase()) ??
    sections[0];
  const item = document.createElement('li');
  const link = document.createElement('a');
  link.href = best?.url ?? url;
  link.textContent =
    best === undefined || best.title === meta.title ? (meta.title ?? url) : `${meta.title}: ${best.title}`;
  const text = document.createElement('p');
  // Pagefind's excerpts are text of this site's own pages with the hits in <mark>.
  text.innerHTML = best?.excerpt ?? excerpt;
  item.append(link, text);
  return item;
}

class SearchElement extends HTMLElement {
  connectedCallback(): void {
    const open = this.querySelector<HTMLButtonElement>('[data-open]');
    const close = this.querySelector<HTMLButtonElement>('[data-close]');
    const dialog = this.querySelector('dialog');
    const input = this.querySelector('input');
    if (open === null || close === null || dialog === null || input === null) return;

    const show = (): void => {
      dialog.showModal();
      input.select();
      index().catch(() => this.say('The index is part of the built site, and could not be loaded.'));
    };
    open.disabled = false;
    open.addEventListener('click', show);
    close.addEventListener('click', () => dialog.close());
    dialog.addEventListener('click', ({ target }) => {
      if (target === dialog || (target instanceof Element && target.closest('a') !== null)) dialog.close();
    });
    input.addEventListener('input', () => void this.search(input.value));
    addEventListener('keydown', (event) => {
      if (event.key !== 'k' || !(event.ctrlKey || event.metaKey)) return;
      event.preventDefault();
      if (dialog.open) dialog.close();
      else show();
    });
  }

  private say(text: string): void {
    const state = this.querySelector('[role=status]');
    if (state !== null) state.textContent = text;
  }

  private async search(text: string): Promise<void> {
    const list = this.querySelector('ol');
    if (list === null) return;
    if (text.trim() === '') {
      list.replaceChildren();
      this.say('');
      return;
    }
    try {
      const found = await (await index()).debouncedSearch(text);
      // Null: a newer search has taken over.
      if (found === null) return;
      const hits = await Promise.all(found.results.slice(0, MOST_SHOWN).map((result) => result.data()));
      list.replaceChildren(...hits.map((hit) => itemOf(hit, text.trim())));
      const pages = found.results.length === 1 ? '1 page' : `${found.results.length} pages`;
      this.say(found.results.length === 0 ? `Nothing found for “${text}”.` : `${pages} found.`);
    } catch {
      this.say('The search could not be run. Without a network it knows only what it has loaded before.');
    }
  }
}

customElements.define('strata-search', SearchElement);
