/** Puts the workbench in the starter's place once a lab comes near the view or is asked for, and unlocks its debrief. */
import { labState } from '../../learner/done.ts';
import { openLearner } from '../../learner/open.ts';

/** How near a lab must come before its editor loads: about a screen. */
const NEAR = '600px 0px';

/** Whether the browser was told to save data: then the editor's two megabytes wait until they are asked for. */
function savesData(): boolean {
  const { connection } = navigator as { readonly connection?: { readonly saveData?: boolean } };
  return connection?.saveData === true;
}

class LabElement extends HTMLElement {
  private loading = false;

  connectedCallback(): void {
    const button = this.querySelector<HTMLButtonElement>('[data-ask] button');
    if (button !== null) {
      button.disabled = false;
      button.addEventListener('click', () => void this.open(true));
    }
    this.followDebrief();
    if (new URLSearchParams(location.hash.slice(1)).get('lab') === this.dataset['lab']) {
      // A shared link names its lab in the fragment, which is no id that the browser could scroll to.
      this.closest('section')?.scrollIntoView();
      void this.open(false);
    }
    if (savesData()) return;
    const near = new IntersectionObserver(
      (entries) => {
        if (!entries.some(({ isIntersecting }) => isIntersecting)) return;
        near.disconnect();
        void this.open(false);
      },
      { rootMargin: NEAR },
    );
    near.observe(this);
  }

  /** Loads the workbench into the starter's place; `asked` moves the focus into it. */
  private async open(asked: boolean): Promise<void> {
    const place = this.querySelector<HTMLElement>('[data-workbench]');
    const ask = this.querySelector<HTMLElement>('[data-ask]');
    const status = this.querySelector('[data-ask] [role=status]');
    if (this.loading || place === null || status === null) return;
    this.loading = true;
    if (asked) status.textContent = 'Loading the editor.';
    try {
      const { startLab } = await import('./start-lab.ts');
      await startLab(place, this.dataset['folder'] ?? '', this.dataset['starter'] ?? '', asked);
      ask?.remove();
    } catch (error) {
      this.loading = false;
      status.textContent = navigator.onLine
        ? 'The editor could not be loaded. Try again, or reload the page.'
        : 'The editor is not on this device yet, and there is no network. Try again once there is.';
      console.error(error);
    }
  }

  /** The debrief stands in the page for those without script; with it, it opens when the lab has passed. */
  private followDebrief(): void {
    const debrief = document.querySelector<HTMLDetailsElement>(`[data-debrief="${this.dataset['lab']}"]`);
    const locked = this.querySelector<HTMLElement>('[data-locked]');
    if (debrief === null || locked === null) return;
    debrief.hidden = true;
    void openLearner().then((store) => {
      let wasPassed: boolean | null = null;
      const draw = () => {
        const state = labState(store.progress(), { id: this.dataset['lab'] ?? '' });
        const passed = state === 'passed';
        debrief.hidden = !passed;
        locked.hidden = passed;
        // Opened by itself only when it passes before the learner's eyes.
        if (passed && wasPassed === false) debrief.open = true;
        wasPassed = passed;
      };
      draw();
      store.subscribe(draw);
    });
  }
}

if (!customElements.get('strata-lab')) customElements.define('strata-lab', LabElement);
