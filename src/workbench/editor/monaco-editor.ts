/** The full editor: Monaco with the engine's types, opened when a lab comes into view. */
import './monaco-features.ts';
import * as monaco from 'monaco-editor/editor/editor.api';
import type { SourcePosition } from '../contract/types.ts';
import type { Editor, EditorOptions, Problem } from './editor.ts';
import { provideWorkers } from './monaco-workers.ts';
import { openTabTrap } from './tab-trap.ts';
import { defineThemes, onThemeChange, themeName } from './themes.ts';
import { prepareTypeScript } from './typescript-service.ts';

/** Owner of the markers that a run leaves, apart from TypeScript's own. */
const MARKERS = 'strata-run';
let opened = 0;
let prepared = false;

/** The mono face by name, once it is there: Monaco measures letters when it opens. */
async function monoFace(element: HTMLElement): Promise<string> {
  const family = getComputedStyle(element).getPropertyValue('--strata-mono').trim() || 'monospace';
  await document.fonts.load(`14px ${family}`).catch(() => []);
  return family;
}

/** A definition in another file is shown in place: a lab has one file to edit. */
function peekElsewhere(): void {
  monaco.editor.registerEditorOpener({
    openCodeEditor: (source) => {
      void source.getAction('editor.action.peekDefinition')?.run();
      return true;
    },
  });
}

const markerOf = ({ at, message }: Problem, model: monaco.editor.ITextModel): monaco.editor.IMarkerData => {
  const lineNumber = Math.min(Math.max(at.line, 1), model.getLineCount());
  const word = model.getWordAtPosition({ lineNumber, column: at.column });
  return {
    severity: monaco.MarkerSeverity.Error,
    message,
    startLineNumber: lineNumber,
    endLineNumber: lineNumber,
    startColumn: word?.startColumn ?? at.column,
    endColumn: word?.endColumn ?? model.getLineMaxColumn(lineNumber),
  };
};

/** The engine as files in `folder` find it, before the whole one. */
const doorOf = (folder: string, door: string): Readonly<Record<string, string>> => ({
  [`${folder}/node_modules/strata/package.json`]: JSON.stringify({ name: 'strata', types: './index.d.ts' }),
  [`${folder}/node_modules/strata/index.d.ts`]: door,
});

/** Opens Monaco in `element`, which must have a size. */
export async function createMonacoEditor(element: HTMLElement, options: EditorOptions): Promise<Editor> {
  const { text, fileName, label, types, door, onRun } = options;
  const folder = `file:///labs/${++opened}`;
  provideWorkers();
  prepareTypeScript(door === '' ? types : { ...types, ...doorOf(folder, door) });
  const fontFamily = await monoFace(element);
  if (!prepared) {
    prepared = true;
    defineThemes(monaco.editor);
    peekElsewhere();
  }
  const uri = monaco.Uri.parse(`${folder}/${fileName}`);
  const model = monaco.editor.createModel(text, 'typescript', uri);
  model.updateOptions({ tabSize: 2, insertSpaces: true });
  const editor = monaco.editor.create(element, {
    model,
    theme: themeName(),
    ariaLabel: `${label}. Press Escape, then Tab, to leave the editor; Control M lets Tab always leave.`,
    automaticLayout: true,
    fontFamily,
    fontSize: 14,
    lineHeight: 21,
    fontLigatures: false,
    minimap: { enabled: false },
    scrollBeyondLastLine: false,
    scrollbar: { alwaysConsumeMouseWheel: false },
    padding: { top: 10, bottom: 10 },
    lineNumbersMinChars: 3,
    fixedOverflowWidgets: true,
    quickSuggestions: { other: true, comments: false, strings: false },
    wordWrap: 'on',
    renderFinalNewline: 'on',
    stickyScroll: { enabled: false },
    codeLens: false,
    // Both make a paste or drop take its time, and a run started right after would not see it.
    pasteAs: { enabled: false },
    dropIntoEditor: { enabled: false },
    unicodeHighlight: { ambiguousCharacters: false },
  });
  openTabTrap(editor);
  editor.addAction({
    id: 'strata.run',
    label: 'Run the checks',
    keybindings: [monaco.KeyMod.CtrlCmd | monaco.KeyCode.Enter],
    run: onRun,
  });
  const stopTheme = onThemeChange(() => monaco.editor.setTheme(themeName()));

  return {
    kind: 'monaco',
    getText: () => model.getValue(),
    setText: (next) => {
      editor.pushUndoStop();
      model.pushEditOperations([], [{ range: model.getFullModelRange(), text: next }], () => null);
      editor.pushUndoStop();
    },
    focus: () => editor.focus(),
    reveal: ({ line, column }: SourcePosition) => {
      editor.setPosition({ lineNumber: line, column });
      editor.revealLineInCenterIfOutsideViewport(line);
      editor.focus();
    },
    setProblems: (problems) =>
      monaco.editor.setModelMarkers(
        model,
        MARKERS,
        problems.map((problem) => markerOf(problem, model)),
      ),
    format: async () => {
      await editor.getAction('editor.action.formatDocument')?.run();
    },
    onChange: (listener) => {
      const subscription = model.onDidChangeContent(listener);
      return () => subscription.dispose();
    },
    dispose: () => {
      stopTheme();
      editor.dispose();
      model.dispose();
    },
  };
}
