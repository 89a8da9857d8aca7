/** Two versions of a file side by side, in Monaco. */
import * as monaco from 'monaco-editor/editor/editor.api';

/** Shows `mine` beside `solution` in `element`; returns how to take it away. */
export function createSolutionDiff(element: HTMLElement, mine: string, solution: string): () => void {
  const original = monaco.editor.createModel(mine, 'typescript');
  const modified = monaco.editor.createModel(solution, 'typescript');
  const editor = monaco.editor.createDiffEditor(element, {
    readOnly: true,
    originalEditable: false,
    automaticLayout: true,
    minimap: { enabled: false },
    scrollBeyondLastLine: false,
    scrollbar: { alwaysConsumeMouseWheel: false },
    renderOverviewRuler: false,
    fontSize: 13,
    originalAriaLabel: 'Your code',
    modifiedAriaLabel: 'The reference solution',
  });
  editor.setModel({ original, modified });
  return () => {
    editor.dispose();
    original.dispose();
    modified.dispose();
  };
}
