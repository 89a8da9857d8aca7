/** Runs an example of the engine's reference in the sandbox, and opens an editor on it when asked. */
import type { MountedExample } from '../../workbench/mount-example.ts';

/** The height of a line in the editor, and of what surrounds the lines. */
const LINE_PX = 21;
const AROUND_PX = 44;
const MOST_PX = 544;

class ExampleElement extends HTMLElement {
  private mounted: Promise<MountedExample> | undefined;

  private piece<E extends HTMLElement>(name: string): E | null {
    return this.querySelector<E>(`[data-${name}]`);
  }

  connectedCallback(): void {
    const run = this.piece<HTMLButtonElement>('run');
    const edit = this.piece<HTMLButtonElement>('edit');
    run?.addEventListener('click', () => void this.run());
    edit?.addEventListener('click', () => void this.edit());
    this.piece('reset')?.addEventListener('click', () => void this.reset());
    for (const button of [run, edit]) if (button !== null) button.disabled = false;
  }

  private say(text: string, isBad = false): void {
    const status = this.querySelector('[role=status]');
    if (status === null) return;
    status.textContent = text;
    status.classList.toggle('is-bad', isBad);
  }

  /** The compiler and the sandbox load when they are first needed, and again if that failed. */
  private mount(): Promise<MountedExample> {
    this.mounted ??= import('../../workbench/mount-example.ts').then(({ mountExample }) =>
      mountExample(this.dataset['code'] ?? ''),
    );
    this.mounted.catch(() => {
      this.mounted = undefined;
    });
    return this.mounted;
  }

  /** Does `task`, and says so when its parts cannot be loaded. */
  private async attempt(waiting: string, task: (example: MountedExample) => Promise<void>): Promise<void> {
    this.say(waiting);
    try {
      await task(await this.mount());
    } catch (error) {
      this.say('A part could not be loaded. Try again, or reload the page.', true);
      console.error(error);
    }
  }

  private run(): Promise<void> {
    return this.attempt('Running.', async (example) => {
      const printed = await example.run();
      const prints = this.piece('prints');
      const heading = this.piece('heading');
      if (printed === null || prints === null || heading === null) return;
      const { text, problem } = printed;
      prints.textContent = text;
      heading.textContent = 'Printed in this page';
      const place = problem?.at ? `Line ${problem.at.line}: ` : '';
      const lines = text === '' ? 0 : text.split('\n').length;
      if (problem) this.say(place + problem.message, true);
      else this.say(`Run here: ${lines} ${lines === 1 ? 'line' : 'lines'} printed.`);
    });
  }

  private edit(): Promise<void> {
    return this.attempt('Loading the editor.', async (example) => {
      const place = this.piece('editor');
      const code = this.piece('static');
      if (place === null || code === null || !place.hidden) return;
      const lines = (this.dataset['code'] ?? '').split('\n').length;
      place.hidden = false;
      place.style.height = `${Math.min(lines * LINE_PX + AROUND_PX, MOST_PX)}px`;
      try {
        await example.edit(place, 'The example, to edit and run', () => void this.run());
      } catch (error) {
        place.hidden = true;
        throw error;
      }
      if (place.querySelector('.plain-editor') !== null) {
        place.dataset['kind'] = 'plain';
        place.style.height = '';
      }
      code.hidden = true;
      this.piece('edit')?.remove();
      const reset = this.piece('reset');
      if (reset !== null) reset.hidden = false;
      this.say('');
    });
  }

  private reset(): Promise<void> {
    return this.attempt('', (example) => {
      example.reset();
      return this.run();
    });
  }
}

if (!customElements.get('strata-example')) customElements.define('strata-example', ExampleElement);
