/** A lab's workbench: editor, buttons and checks in the flow of the lesson, or over the whole window. */
import { useCallback, useEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { Grade } from '../contract/types.ts';
import { CheckItem } from './CheckItem.tsx';
import { FocusTabs, type Tab } from './FocusTabs.tsx';
import { openFocusView } from './focus-view.ts';
import type { WorkbenchOptions } from './options.ts';
import { Notes } from './Notes.tsx';
import { problemsOf } from './problems.ts';
import { summary } from './run-state.ts';
import { ShareBox } from './ShareBox.tsx';
import { SolutionView } from './SolutionView.tsx';
import { Toolbar } from './Toolbar.tsx';
import { useEditor } from './use-editor.ts';
import { useKeptCode } from './use-kept-code.ts';
import { useRun } from './use-run.ts';
import { writeFragment } from './share-link.ts';

/** Typing has paused when no key was pressed for this long: then the code is compiled ahead. */
const TYPING_PAUSE_MS = 250;

/** The whole of a lab's interface. */
export function Workbench(options: WorkbenchOptions) {
  const { manifest, runner, storage, texts, types, shared, openTrace, briefOf, onPassed } = options;
  const root = useRef<HTMLDivElement>(null);
  const brief = useRef<HTMLDivElement>(null);
  const [leave, setLeave] = useState<(() => void) | null>(null);
  const [tab, setTab] = useState<Tab>('code');
  const [link, setLink] = useState<string | null>(null);
  const [hintsShown, setHintsShown] = useState(() => storage.load().hints);
  const [everPassed, setEverPassed] = useState(() => storage.load().passed);
  const runNow = useRef<(seed?: number) => void>(() => undefined);

  const kept = useKeptCode(options);
  const { place, editor } = useEditor({
    text: kept.begin,
    fileName: manifest.entry,
    label: `Your code for the lab “${manifest.title}”`,
    types,
    door: texts.door,
    onRun: () => runNow.current(),
  });
  const onGrade = useCallback(
    (grade: Grade, code: string) => {
      if (!kept.isShared()) void storage.saveGrade(grade, code);
      editor?.setProblems(problemsOf(grade));
      if (!grade.passed) return;
      setEverPassed(true);
      onPassed?.(grade);
    },
    [editor, kept, storage, onPassed],
  );
  const { state, start, stop, clear } = useRun({ manifest, runner, save: kept.save, onGrade });
  const run = useCallback(
    (seed?: number) => {
      if (editor === null) return;
      setTab('checks');
      void start(editor.getText(), seed ?? shared?.seed);
    },
    [editor, start, shared],
  );
  runNow.current = run;

  useEffect(() => {
    if (editor === null) return;
    const prepare = (): void => runner.prepare(editor.getText());
    prepare();
    let pause: ReturnType<typeof setTimeout> | undefined;
    const stopListening = editor.onChange(() => {
      clearTimeout(pause);
      pause = setTimeout(prepare, TYPING_PAUSE_MS);
      editor.setProblems([]);
      kept.changed(editor.getText());
    });
    return () => {
      clearTimeout(pause);
      stopListening();
    };
  }, [editor, kept, runner]);
  useEffect(() => kept.attach(editor), [editor, kept]);
  useEffect(() => {
    if (editor !== null && options.focus) editor.focus();
  }, [editor, options.focus]);

  const toggleFocusView = useCallback(() => {
    if (leave !== null) {
      leave();
      setLeave(null);
    } else if (root.current !== null) {
      const content = briefOf();
      if (content !== null) brief.current?.replaceChildren(content);
      const close = openFocusView(root.current);
      setLeave(() => close);
    }
    editor?.focus();
  }, [leave, briefOf, editor]);

  const showHint = (id: string): void => {
    const shown = (hintsShown[id] ?? 0) + 1;
    setHintsShown({ ...hintsShown, [id]: shown });
    void storage.saveHint(id, shown);
  };
  const share = async (): Promise<void> => {
    if (editor === null) return;
    const seed = state.grade?.seeds.find((used) => !manifest.seeds.includes(used));
    const fragment = await writeFragment({
      lab: manifest.id,
      code: editor.getText(),
      ...(seed === undefined ? {} : { seed }),
    });
    setLink(new URL(fragment, location.href).href);
  };
  const failing = state.checks.filter((check) => check.state === 'fails');
  const spent =
    failing.length > 0 && failing.every(({ id }) => (hintsShown[id] ?? 0) >= (texts.hints[id]?.length ?? 0));
  const failure = state.grade?.failure;
  const mine = useMemo(() => () => editor?.getText() ?? '', [editor]);

  return (
    <div
      ref={root}
      class={`wb${leave === null ? '' : ' in-focus-view'}`}
      data-tab={tab}
      role="group"
      aria-label={`Workbench: ${manifest.title}`}
    >
      <Toolbar
        running={state.phase === 'running'}
        inFocusView={leave !== null}
        onRun={() => run()}
        onStop={stop}
        onFormat={() => void editor?.format()}
        onReset={() => {
          clear();
          setHintsShown({});
          kept.reset();
        }}
        onShare={() => void share()}
        onFocusView={toggleFocusView}
      />
      <Notes notes={kept.notes} onClose={kept.close}>
        {link !== null && <ShareBox link={link} onClose={() => setLink(null)} />}
      </Notes>
      {leave !== null && <FocusTabs tab={tab} onTab={setTab} />}
      <div class="wb-panes">
        <div
          class="wb-brief"
          ref={brief}
          tabIndex={leave === null ? -1 : 0}
          aria-label="Brief"
          hidden={leave === null}
        />
        <div class="wb-editor">
          <div class="wb-editor-place" ref={place} data-kind={editor?.kind ?? 'loading'} />
          <p class="wb-way-out">
            <kbd>Esc</kbd> then <kbd>Tab</kbd> leaves the editor.
            {editor?.kind === 'monaco' && (
              <>
                {' '}
                <kbd>Ctrl M</kbd> makes <kbd>Tab</kbd> always leave, or indent again.
              </>
            )}
          </p>
        </div>
        <div class="wb-results">
          <p class="wb-status" role="status">
            {summary(state)}
          </p>
          {failure !== undefined && (
            <p class="wb-failure">
              {failure.message}{' '}
              {failure.at !== undefined && (
                <button
                  type="button"
                  class="wb-button is-small"
                  onClick={() => failure.at && editor?.reveal(failure.at)}
                >
                  Go to line {failure.at.line}
                </button>
              )}
            </p>
          )}
          <ol class="wb-checks">
            {state.checks.map((check) => (
              <CheckItem
                key={check.id}
                check={check}
                hints={texts.hints[check.id] ?? []}
                hintsShown={hintsShown[check.id] ?? 0}
                onHint={() => showHint(check.id)}
                onReveal={(at) => {
                  setTab('code');
                  editor?.reveal(at);
                }}
                onReplay={run}
                openTrace={openTrace}
              />
            ))}
          </ol>
          {state.grade !== null && <p class="wb-case">Seeds of this run: {state.grade.seeds.join(', ')}.</p>}
          {(everPassed || spent) && (
            <SolutionView
              solution={texts.solution}
              mine={mine}
              sideBySide={editor?.kind === 'monaco'}
              passed={everPassed}
            />
          )}
        </div>
      </div>
    </div>
  );
}
