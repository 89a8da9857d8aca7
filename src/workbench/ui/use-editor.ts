/** Opens the editor that suits this device in an element, and keeps it while the lab is there. */
import { useEffect, useRef, useState } from 'preact/hooks';
import { prefersPlainEditor, type Editor, type EditorOptions } from '../editor/editor.ts';

async function open(element: HTMLElement, options: EditorOptions): Promise<Editor> {
  if (prefersPlainEditor()) {
    const { createPlainEditor } = await import('../editor/plain-editor.ts');
    return createPlainEditor(element, options);
  }
  const { createMonacoEditor } = await import('../editor/monaco-editor.ts');
  return createMonacoEditor(element, options);
}

/** The editor once it is open, and a reference for the element that it stands in. */
export function useEditor(options: EditorOptions) {
  const place = useRef<HTMLDivElement>(null);
  const [editor, setEditor] = useState<Editor | null>(null);
  // The options of the first rendering count: an editor is not made anew because a callback is another one.
  const first = useRef(options);
  useEffect(() => {
    const element = place.current;
    if (element === null) return;
    let isGone = false;
    let opened: Editor | null = null;
    open(element, first.current).then(
      (made) => {
        opened = made;
        if (isGone) made.dispose();
        else setEditor(made);
      },
      (error: unknown) => console.error(error),
    );
    return () => {
      isGone = true;
      opened?.dispose();
    };
  }, []);
  return { place, editor };
}
