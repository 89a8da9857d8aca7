/** Makes an example of the engine's reference editable and runs it in the sandbox; the second door of this folder. */
import './editor/editor.css';
import { typesUrl } from 'virtual:strata-runtime';
import { type Editor, type EditorOptions, prefersPlainEditor } from './editor/editor.ts';
import { exampleManifest } from './example/manifest.ts';
import { type Printed, printedOf } from './example/printed.ts';
import { createRunner } from './sandbox/create-runner.ts';

/** An example that can be run, and edited once `edit` was called. */
export interface MountedExample {
  /** Runs `code`, or the editor's text once there is one; null when a newer run took its place. */
  run(): Promise<Printed | null>;
  /** Opens the editor in `place`, which is empty and visible. */
  edit(place: HTMLElement, label: string, onRun: () => void): Promise<void>;
  /** Puts the example back as it was written. */
  reset(): void;
}

async function openEditor(
  place: HTMLElement,
  options: Omit<EditorOptions, 'types' | 'door'>,
): Promise<Editor> {
  if (prefersPlainEditor()) {
    const { createPlainEditor } = await import('./editor/plain-editor.ts');
    return createPlainEditor(place, { ...options, types: {}, door: '' });
  }
  const [{ createMonacoEditor }, response] = await Promise.all([
    import('./editor/monaco-editor.ts'),
    fetch(typesUrl),
  ]);
  const types = (await response.json()) as EditorOptions['types'];
  return createMonacoEditor(place, { ...options, types, door: '' });
}

/** Prepares the example `code`: a sandbox is warmed at once. */
export function mountExample(code: string): MountedExample {
  const runner = createRunner(exampleManifest);
  let editor: Editor | undefined;
  runner.prepare(code);
  return {
    run: async () => {
      const grade = await runner.run(editor?.getText() ?? code, {
        seeds: exampleManifest.seeds,
        onCheckStarted: () => {},
        onCheckEnded: () => {},
      });
      if (grade === null) return null;
      const printed = printedOf(grade);
      const { problem } = printed;
      editor?.setProblems(problem?.at ? [{ at: problem.at, message: problem.message }] : []);
      return printed;
    },
    edit: async (place, label, onRun) => {
      editor = await openEditor(place, { text: code, fileName: exampleManifest.entry, label, onRun });
      editor.focus();
    },
    reset: () => {
      editor?.setText(code);
      editor?.setProblems([]);
    },
  };
}
