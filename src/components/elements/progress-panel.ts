/** The progress page: what is kept, export and import, backups, and starting over. */
import type { LabPart, LabState } from '../../learner/done.ts';
import { labState } from '../../learner/done.ts';
import { openLearner } from '../../learner/open.ts';
import type { Backup } from '../../learner/records.ts';
import type { LearnerStore } from '../../learner/store.ts';
import { readProgress, writeProgress } from '../../learner/transfer.ts';

interface NamedLab extends LabPart {
  readonly title: string;
  /** Where it stands in its lesson. */
  readonly href: string;
}

const STATES: Readonly<Record<LabState, string>> = {
  untouched: 'not begun',
  started: 'begun',
  passed: 'passes',
  outdated: 'passed an earlier version: run it again',
};
const BECAUSE: Readonly<Record<Backup['because'], string>> = {
  import: 'replaced by an import',
  reset: 'before a reset',
  'other-tab': 'written in another tab',
  restore: 'before a restore',
};

function make<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  text: string,
  more: Record<string, string> = {},
) {
  const element = document.createElement(tag);
  element.textContent = text;
  for (const [name, value] of Object.entries(more)) element.setAttribute(name, value);
  return element;
}

const day = (at: number) =>
  new Date(at).toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'short' });

class ProgressElement extends HTMLElement {
  connectedCallback(): void {
    void openLearner().then((store) => {
      this.transfer(store);
      this.forget(store);
      const draw = () => this.draw(store);
      draw();
      store.subscribe(draw);
    });
  }

  private find<E extends HTMLElement>(selector: string): E {
    const found = this.querySelector<E>(selector);
    if (found === null) throw new Error(`The progress panel lacks ${selector}.`);
    return found;
  }

  private say(selector: string, text: string, kind: 'good' | 'bad' | '' = ''): void {
    const line = this.find(selector);
    line.textContent = text;
    line.classList.toggle('is-good', kind === 'good');
    line.classList.toggle('is-bad', kind === 'bad');
  }

  private transfer(store: LearnerStore): void {
    const button = this.find<HTMLButtonElement>('[data-export]');
    const input = this.find<HTMLInputElement>('[data-import]');
    button.disabled = false;
    input.disabled = false;
    button.addEventListener('click', () => {
      const now = Date.now();
      const url = URL.createObjectURL(
        new Blob([writeProgress(store.progress(), now)], { type: 'application/json' }),
      );
      const name = `strata-progress-${new Date(now).toISOString().slice(0, 10)}.json`;
      make('a', '', { href: url, download: name }).click();
      setTimeout(() => URL.revokeObjectURL(url), 10_000);
      this.say('[data-transfer]', `Exported as ${name}.`, 'good');
    });
    input.addEventListener('change', () => {
      const file = input.files?.[0];
      if (file === undefined) return;
      void this.take(store, file).finally(() => (input.value = ''));
    });
  }

  private async take(store: LearnerStore, file: File): Promise<void> {
    if (file.size > 64_000_000)
      return this.say(
        '[data-transfer]',
        'This file is far larger than any progress file, so it was not opened. Nothing was changed.',
        'bad',
      );
    const read = readProgress(await file.text(), Date.now());
    if (!read.ok) return this.say('[data-transfer]', read.why, 'bad');
    const before = store.progress().backups.size;
    await store.merge(read.progress);
    const backups = store.progress().backups.size - before;
    const kept =
      backups === 0
        ? ''
        : ` ${backups === 1 ? 'One replaced text is' : `${backups} replaced texts are`} kept as backup below.`;
    this.say('[data-transfer]', `Imported and merged.${kept}`, 'good');
  }

  /** Forgetting takes two presses, and the second button says what it does. */
  private forget(store: LearnerStore): void {
    const button = this.find<HTMLButtonElement>('[data-forget]');
    const spare = this.find<HTMLButtonElement>('[data-spare]');
    const ask = (asking: boolean) => {
      spare.hidden = !asking;
      button.textContent = asking ? 'Yes, forget everything' : 'Forget everything';
      button.toggleAttribute('data-asking', asking);
    };
    button.disabled = false;
    spare.addEventListener('click', () => {
      ask(false);
      button.focus();
    });
    button.addEventListener('click', () => {
      if (!button.hasAttribute('data-asking')) {
        ask(true);
        return this.say('[data-forgotten]', 'This cannot be undone. Press again to do it.', 'bad');
      }
      ask(false);
      void store.resetAll().then(() => this.say('[data-forgotten]', 'Everything is forgotten.'));
    });
  }

  private draw(store: LearnerStore): void {
    const progress = store.progress();
    const keeping = store.keeping();
    const notice = this.find('[data-keeping]');
    notice.hidden = keeping.kept;
    if (!keeping.kept)
      notice.textContent = `Your work is kept only until you leave this page. ${keeping.why}`;
    const labs = JSON.parse(this.dataset['labs'] ?? '[]') as NamedLab[];
    const rows = labs.map((lab) => {
      const row = document.createElement('tr');
      const state = labState(progress, lab);
      const saved = progress.code.get(lab.id);
      const cell = document.createElement('td');
      if (state !== 'untouched') {
        const reset = make('button', 'Reset', {
          type: 'button',
          class: 'strata-button is-quiet',
          'aria-label': `Reset ${lab.title}`,
        });
        reset.addEventListener('click', () => {
          void store
            .resetLab(lab.id)
            .then(() =>
              this.say(
                '[data-reset]',
                `${lab.title} is back at its start; its code is kept as a backup below.`,
              ),
            );
        });
        cell.append(reset);
      }
      const name = make('th', '', { scope: 'row' });
      name.append(make('a', lab.title, { href: lab.href }));
      row.append(name, make('td', STATES[state]), make('td', saved ? day(saved.at) : '–'), cell);
      return row;
    });
    this.find('[data-rows]').replaceChildren(...rows);
    this.drawBackups(store, labs);
  }

  private drawBackups(store: LearnerStore, labs: readonly NamedLab[]): void {
    const section = this.find('[data-backups]');
    const backups = [...store.progress().backups.values()].toSorted((a, b) => b.at - a.at);
    section.hidden = backups.length === 0;
    const items = backups.map((backup) => {
      const title = labs.find(({ id }) => id === backup.lab)?.title ?? backup.lab;
      const item = document.createElement('li');
      const details = document.createElement('details');
      const buttons = make('div', '', { class: 'strata-row' });
      const restore = make('button', 'Put it back into the lab', {
        type: 'button',
        class: 'strata-button is-quiet',
      });
      restore.addEventListener('click', () => void this.restore(store, backup, title));
      const drop = make('button', 'Delete this backup', { type: 'button', class: 'strata-button is-quiet' });
      drop.addEventListener('click', () => void store.remove([{ kind: 'backups', id: backup.id }]));
      buttons.append(restore, drop);
      details.append(
        make('summary', `${title}, ${day(backup.at)} (${BECAUSE[backup.because]})`),
        make('pre', backup.code, { tabindex: '0', 'aria-label': `Backup of ${title}` }),
        buttons,
      );
      item.append(details);
      return item;
    });
    this.find('[data-backups] ul').replaceChildren(...items);
  }

  private async restore(store: LearnerStore, backup: Backup, title: string): Promise<void> {
    const current = store.progress().code.get(backup.lab);
    if (current !== undefined && current.code !== backup.code) await store.keepBackup(backup.lab, 'restore');
    await store.put('code', { id: backup.lab, code: backup.code });
    this.say('[data-reset]', `${title} now holds that code again.`, 'good');
  }
}

if (!customElements.get('strata-progress')) customElements.define('strata-progress', ProgressElement);
