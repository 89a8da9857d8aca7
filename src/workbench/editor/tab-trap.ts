/** The way out of the editor by keyboard: Escape then Tab leaves once; Ctrl+M makes Tab leave always, and that is remembered. */
import * as monaco from 'monaco-editor/editor/editor.api';

const REMEMBERED = 'strata-tab-moves-focus';

function remembered(): boolean {
  try {
    return localStorage.getItem(REMEMBERED) === 'yes';
  } catch {
    return false;
  }
}

function remember(moves: boolean): void {
  try {
    localStorage.setItem(REMEMBERED, moves ? 'yes' : 'no');
  } catch {
    // Storage may be forbidden; the choice then lasts as long as the page.
  }
}

/** Adds both ways out to `editor`. */
export function openTabTrap(editor: monaco.editor.IStandaloneCodeEditor): void {
  let leavingOnce = false;
  const set = (moves: boolean): void => editor.updateOptions({ tabFocusMode: moves });
  set(remembered());

  editor.onKeyDown(({ keyCode }) => {
    if (keyCode === monaco.KeyCode.Escape) {
      leavingOnce = true;
      set(true);
    } else if (leavingOnce && keyCode !== monaco.KeyCode.Tab && keyCode !== monaco.KeyCode.Shift) {
      leavingOnce = false;
      set(remembered());
    }
  });
  editor.onDidBlurEditorText(() => {
    if (!leavingOnce) return;
    leavingOnce = false;
    set(remembered());
  });
  editor.addAction({
    id: 'strata.tabMovesFocus',
    label: 'Let Tab move focus, or insert a tab',
    keybindings: [
      monaco.KeyMod.CtrlCmd | monaco.KeyCode.KeyM,
      monaco.KeyMod.WinCtrl | monaco.KeyMod.Shift | monaco.KeyCode.KeyM,
    ],
    run: () => {
      leavingOnce = false;
      remember(!remembered());
      set(remembered());
    },
  });
}
