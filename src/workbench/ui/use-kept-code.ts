/** The learner's code over time: where it begins, when it is saved, and the notes about what was restored or shared. */
import { useCallback, useEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { Editor } from '../editor/editor.ts';
import type { Note } from './Notes.tsx';
import type { WorkbenchOptions } from './options.ts';

/** Code is saved when typing has paused for this long, and before every run. */
const PAUSE_MS = 800;

type Surroundings = Pick<WorkbenchOptions, 'starter' | 'storage' | 'shared'>;

/** Where the code begins, and why, if that needs saying. */
function beginning({ starter, storage, shared }: Surroundings): {
  begin: string;
  shared: boolean;
  restored: boolean;
} {
  const { code } = storage.load();
  if (shared?.code !== undefined && shared.code !== code)
    return { begin: shared.code, shared: true, restored: false };
  return { begin: code ?? starter, shared: false, restored: code !== null && code !== starter };
}

/** Keeps the learner's code; nothing is run by itself, and a shared version replaces nothing unless asked to. */
export function useKeptCode(surroundings: Surroundings) {
  const { starter, storage } = surroundings;
  const first = useRef<ReturnType<typeof beginning> | null>(null);
  first.current ??= beginning(surroundings);
  const { begin, shared, restored } = first.current;
  const isShared = useRef(shared);
  const editor = useRef<Editor | null>(null);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const pending = useRef<string | null>(null);
  const [notes, setNotes] = useState<readonly Note[]>([]);

  const close = useCallback((id: string) => setNotes((all) => all.filter((note) => note.id !== id)), []);
  const show = useCallback(
    (note: Note) => setNotes((all) => [...all.filter(({ id }) => id !== note.id), note]),
    [],
  );

  const save = useCallback(
    async (code: string) => {
      clearTimeout(timer.current);
      pending.current = null;
      if (isShared.current) return;
      const keeping = await storage.saveCode(code);
      if (keeping.kept) close('unkept');
      else
        show({
          id: 'unkept',
          text: `Your code lasts only as long as this page: ${keeping.why}`,
          actions: [],
        });
    },
    [storage, close, show],
  );
  const changed = useCallback(
    (code: string) => {
      clearTimeout(timer.current);
      pending.current = code;
      timer.current = setTimeout(() => void save(code), PAUSE_MS);
    },
    [save],
  );
  const keepShared = useCallback(() => {
    isShared.current = false;
    close('shared');
    if (editor.current !== null) void save(editor.current.getText());
  }, [close, save]);
  const dropShared = useCallback(() => {
    editor.current?.setText(storage.load().code ?? starter);
    isShared.current = false;
    close('shared');
  }, [close, starter, storage]);

  useEffect(() => {
    if (restored) show({ id: 'restored', text: 'Your own code from last time is here again.', actions: [] });
    if (shared)
      show({
        id: 'shared',
        text: 'This code came with the link. Your own is kept as it was.',
        actions: [
          { label: 'Work on with this code', run: keepShared },
          { label: 'Back to mine', run: dropShared },
        ],
      });
    const keeping = storage.keeping();
    if (!keeping.kept)
      show({ id: 'unkept', text: `Your code lasts only as long as this page: ${keeping.why}`, actions: [] });
    const flush = (): void => {
      if (pending.current !== null) void save(pending.current);
    };
    addEventListener('pagehide', flush);
    const stopOther = storage.onOtherTab((code) =>
      show({
        id: 'other',
        text: 'This lab was changed in another tab.',
        actions: [
          {
            label: 'Take that version',
            run: () => {
              editor.current?.setText(code);
              close('other');
            },
          },
        ],
      }),
    );
    return () => {
      removeEventListener('pagehide', flush);
      stopOther();
      flush();
    };
  }, [close, dropShared, keepShared, restored, save, shared, show, storage]);

  const attach = useCallback((opened: Editor | null) => {
    editor.current = opened;
  }, []);
  const reset = useCallback(() => {
    isShared.current = false;
    setNotes([]);
    clearTimeout(timer.current);
    void storage.reset().then(() => {
      editor.current?.setText(starter);
      editor.current?.focus();
    });
  }, [starter, storage]);

  return useMemo(
    () => ({ begin, notes, close, save, changed, attach, reset, isShared: () => isShared.current }),
    [begin, notes, close, save, changed, attach, reset],
  );
}
