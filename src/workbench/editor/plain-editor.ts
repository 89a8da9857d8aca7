/** The editor for fingers and narrow screens: a text area with line numbers, a usable Tab, and problems as a list. */
import type { Editor, EditorOptions, Problem } from './editor.ts';

const INDENT = '  ';

/** Start of the line that holds `offset`. */
const lineStart = (text: string, offset: number): number => text.lastIndexOf('\n', offset - 1) + 1;

/** Offset of a 1-based line and column, within the text. */
export function offsetOf(text: string, line: number, column: number): number {
  let start = 0;
  for (let passed = 1; passed < line; passed++) {
    const end = text.indexOf('\n', start);
    if (end < 0) break;
    start = end + 1;
  }
  return Math.min(start + column - 1, text.length);
}

/** Inserts at the cursor so that the browser's own undo keeps working where it can. */
function insert(area: HTMLTextAreaElement, text: string): void {
  area.setRangeText(text, area.selectionStart, area.selectionEnd, 'end');
  area.dispatchEvent(new Event('input', { bubbles: true }));
}

/** Handles Tab, Enter and the run key; Escape lets the next Tab leave. */
function onKeys(area: HTMLTextAreaElement, onRun: () => void): void {
  let leaving = false;
  area.addEventListener('keydown', (event) => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      onRun();
    } else if (event.key === 'Escape') {
      leaving = true;
      return;
    } else if (event.key === 'Tab' && !event.shiftKey && !leaving) {
      event.preventDefault();
      insert(area, INDENT);
    } else if (event.key === 'Enter') {
      const start = lineStart(area.value, area.selectionStart);
      const indent = /^[ \t]*/.exec(area.value.slice(start, area.selectionStart))?.[0] ?? '';
      event.preventDefault();
      insert(area, `\n${indent}`);
    }
    if (event.key !== 'Shift') leaving = false;
  });
}

function problemList(problems: readonly Problem[], reveal: Editor['reveal']): HTMLLIElement[] {
  return problems.map((problem) => {
    const item = document.createElement('li');
    const button = document.createElement('button');
    button.type = 'button';
    button.textContent = `Line ${problem.at.line}: ${problem.message}`;
    button.addEventListener('click', () => reveal(problem.at));
    item.append(button);
    return item;
  });
}

/** Opens the plain editor in `element`. */
export function createPlainEditor(element: HTMLElement, options: EditorOptions): Promise<Editor> {
  const { text, label, onRun } = options;
  const frame = document.createElement('div');
  frame.className = 'plain-editor';
  const numbers = document.createElement('div');
  numbers.className = 'plain-editor-numbers';
  numbers.setAttribute('aria-hidden', 'true');
  const area = document.createElement('textarea');
  area.className = 'plain-editor-text';
  area.value = text;
  area.spellcheck = false;
  area.autocapitalize = 'off';
  area.setAttribute('autocorrect', 'off');
  area.setAttribute('aria-label', `${label}. Press Escape, then Tab, to leave the editor.`);
  area.wrap = 'off';
  const list = document.createElement('ul');
  list.className = 'plain-editor-problems';
  frame.append(numbers, area);
  element.append(frame, list);

  const number = (): void => {
    const lines = area.value.split('\n').length;
    numbers.textContent = Array.from({ length: lines }, (_, index) => index + 1).join('\n');
    area.rows = Math.max(lines, 8);
  };
  area.addEventListener('input', number);
  onKeys(area, onRun);
  number();

  const reveal: Editor['reveal'] = ({ line, column }) => {
    const offset = offsetOf(area.value, line, column);
    area.focus();
    area.setSelectionRange(offset, offset);
    area.scrollIntoView({ block: 'nearest' });
  };
  return Promise.resolve({
    kind: 'plain',
    getText: () => area.value,
    setText: (next) => {
      area.setRangeText(next, 0, area.value.length, 'start');
      area.dispatchEvent(new Event('input', { bubbles: true }));
    },
    focus: () => area.focus(),
    reveal,
    setProblems: (problems) => list.replaceChildren(...problemList(problems, reveal)),
    format: () => {
      // Without a language service the most that is safe: no trailing blanks.
      const tidy = area.value.replaceAll(/[ \t]+$/gm, '');
      if (tidy !== area.value) area.setRangeText(tidy, 0, area.value.length, 'preserve');
      return Promise.resolve();
    },
    onChange: (listener) => {
      area.addEventListener('input', listener);
      return () => area.removeEventListener('input', listener);
    },
    dispose: () => {
      frame.remove();
      list.remove();
    },
  });
}
