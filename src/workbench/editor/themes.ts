/** Strata's two editor themes; every colour of text has a contrast of at least 4.5 to 1 on its background. */
import type * as monaco from 'monaco-editor/editor/editor.api';

type Theme = monaco.editor.IStandaloneThemeData;

interface Palette {
  readonly paper: string;
  readonly ink: string;
  readonly muted: string;
  readonly line: string;
  readonly selection: string;
  readonly keyword: string;
  readonly text: string;
  readonly number: string;
  readonly type: string;
  readonly bad: string;
}

const LIGHT: Palette = {
  paper: '#ffffff',
  ink: '#211d14',
  muted: '#5f5747',
  line: '#f3eee3',
  selection: '#cfd6ff',
  keyword: '#7d1d6f',
  text: '#3f6b0c',
  number: '#8a4b00',
  type: '#07504d',
  bad: '#ae1435',
};

const DARK: Palette = {
  paper: '#1c1912',
  ink: '#f2ece0',
  muted: '#b9af9b',
  line: '#26221a',
  selection: '#3b4275',
  keyword: '#efb0e3',
  text: '#a5d160',
  number: '#ffc27d',
  type: '#92ece3',
  bad: '#ff8b97',
};

const hex = (colour: string): string => colour.slice(1);

const themeOf = (base: Theme['base'], palette: Palette): Theme => ({
  base,
  inherit: true,
  rules: [
    { token: '', foreground: hex(palette.ink) },
    { token: 'comment', foreground: hex(palette.muted), fontStyle: 'italic' },
    { token: 'keyword', foreground: hex(palette.keyword) },
    { token: 'string', foreground: hex(palette.text) },
    { token: 'regexp', foreground: hex(palette.text) },
    { token: 'number', foreground: hex(palette.number) },
    { token: 'type', foreground: hex(palette.type) },
    { token: 'delimiter', foreground: hex(palette.ink) },
    { token: 'identifier', foreground: hex(palette.ink) },
  ],
  colors: {
    'editor.background': palette.paper,
    'editor.foreground': palette.ink,
    'editorLineNumber.foreground': palette.muted,
    'editorLineNumber.activeForeground': palette.ink,
    'editor.lineHighlightBackground': palette.line,
    'editor.lineHighlightBorder': '#00000000',
    'editor.selectionBackground': palette.selection,
    'editorCursor.foreground': palette.ink,
    'editorError.foreground': palette.bad,
    'editorWidget.background': palette.line,
    'editorWidget.foreground': palette.ink,
    'editorWidget.border': palette.muted,
    'editorHoverWidget.background': palette.line,
    'editorHoverWidget.foreground': palette.ink,
    'editorSuggestWidget.background': palette.line,
    'editorSuggestWidget.foreground': palette.ink,
    'editorSuggestWidget.selectedBackground': palette.selection,
    'editorSuggestWidget.selectedForeground': palette.ink,
    'editorSuggestWidget.highlightForeground': palette.keyword,
    'editorSuggestWidget.focusHighlightForeground': palette.keyword,
    'editorBracketHighlight.foreground1': palette.ink,
    'editorBracketHighlight.foreground2': palette.type,
    'editorBracketHighlight.foreground3': palette.number,
    'editorBracketHighlight.foreground4': palette.keyword,
    'editorBracketHighlight.foreground5': palette.ink,
    'editorBracketHighlight.foreground6': palette.type,
    focusBorder: palette.muted,
  },
});

/** Makes both themes known to Monaco under the names of {@link themeName}. */
export function defineThemes(editor: typeof monaco.editor): void {
  editor.defineTheme('strata-light', themeOf('vs', LIGHT));
  editor.defineTheme('strata-dark', themeOf('vs-dark', DARK));
}

/** The theme that goes with the page's own. */
export const themeName = (): 'strata-light' | 'strata-dark' =>
  document.documentElement.dataset['theme'] === 'light' ? 'strata-light' : 'strata-dark';

/** Calls `change` whenever the page's theme changes; returns how to stop. */
export function onThemeChange(change: () => void): () => void {
  const observer = new MutationObserver(change);
  observer.observe(document.documentElement, { attributeFilter: ['data-theme'] });
  return () => observer.disconnect();
}
