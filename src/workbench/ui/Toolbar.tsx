/** The lab's buttons: run, stop, and what else can be done with the code. */
import { useState } from 'preact/hooks';

const isMac = (): boolean => /mac|iphone|ipad/i.test(navigator.userAgent);

interface Props {
  readonly running: boolean;
  readonly inFocusView: boolean;
  readonly onRun: () => void;
  readonly onStop: () => void;
  readonly onFormat: () => void;
  readonly onReset: () => void;
  readonly onShare: () => void;
  readonly onFocusView: () => void;
}

/** Asks before it forgets: a reset takes the learner's code out of the editor. */
function Reset({ onReset }: Pick<Props, 'onReset'>) {
  const [asking, setAsking] = useState(false);
  if (!asking)
    return (
      <button type="button" class="wb-button" onClick={() => setAsking(true)}>
        Reset
      </button>
    );
  return (
    <span class="wb-ask" role="group" aria-label="Reset this lab?">
      Back to the starter?
      <button
        type="button"
        class="wb-button is-bad"
        ref={(button) => button?.focus()}
        onClick={() => {
          setAsking(false);
          onReset();
        }}
      >
        Reset this lab
      </button>
      <button type="button" class="wb-button" onClick={() => setAsking(false)}>
        Keep my code
      </button>
    </span>
  );
}

/** The row of buttons above the editor. */
export function Toolbar(props: Props) {
  const { running, inFocusView, onRun, onStop, onFormat, onReset, onShare, onFocusView } = props;
  return (
    <div class="wb-toolbar" role="toolbar" aria-label="Lab">
      {running ? (
        <button type="button" class="wb-button is-main" onClick={onStop}>
          Stop
        </button>
      ) : (
        <button type="button" class="wb-button is-main" onClick={onRun}>
          Run the checks <kbd>{isMac() ? '⌘ Enter' : 'Ctrl Enter'}</kbd>
        </button>
      )}
      <button type="button" class="wb-button" onClick={onFormat}>
        Format
      </button>
      <Reset onReset={onReset} />
      <button type="button" class="wb-button" onClick={onShare}>
        Share
      </button>
      <button
        type="button"
        class="wb-button wb-focus-button"
        aria-pressed={inFocusView}
        onClick={onFocusView}
      >
        {inFocusView ? 'Leave focus view' : 'Focus view'}
      </button>
    </div>
  );
}
