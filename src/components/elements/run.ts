/** Lets a run of the engine be played once it comes into view: the player's code loads then, and not before. */
class RunElement extends HTMLElement {
  connectedCallback(): void {
    const seen = new IntersectionObserver((entries) => {
      if (!entries.some(({ isIntersecting }) => isIntersecting)) return;
      seen.disconnect();
      const { trace = '', label = '' } = this.dataset;
      void import('../../player/mount.ts').then(({ mountPlayer }) => {
        mountPlayer(this, { trace: JSON.parse(trace) as unknown, label });
      });
    });
    seen.observe(this);
  }
}

if (!customElements.get('strata-run')) customElements.define('strata-run', RunElement);
