/** The one set of controls that every figure and every trace has: play, step, scrub, speed, reset and seed. */
import type { ComponentChildren } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { actionOfKey, SPEEDS, type Playback, type PlaybackAction } from './playback.ts';

/** What the controls show and call. */
export interface PlayerControlsProps {
  readonly playback: Playback;
  readonly act: (action: PlaybackAction) => void;
  /** What the controls play, for a screen reader: `Fork tree`. */
  readonly label: string;
  /** The sentence for a position: shown below the controls and announced. */
  readonly describe: (position: number) => string;
  /** Puts everything back as it was at first. */
  readonly onReset: () => void;
  readonly seed?: number;
  readonly onSeed?: (seed: number) => void;
  /** A figure's own controls, which stand with the others. */
  readonly children?: ComponentChildren;
}

/** How long a screen reader is left to speak before the next event of a playing run is announced. */
const PATIENCE_MS = 2_500;

const ICONS = {
  play: 'M4 2.5v11l9.5-5.5z',
  pause: 'M4 2.5h3v11H4zM9 2.5h3v11H9z',
  back: 'M12.5 2.5v11L5 8zM3 2.5h1.8v11H3z',
  forward: 'M3.5 2.5v11L11 8zM11.2 2.5H13v11h-1.8z',
  reset: 'M8 2.5a5.5 5.5 0 1 1-5.3 4h1.9A3.7 3.7 0 1 0 8 4.3V6.7L4 3.4 8 0z',
} as const;

const Icon = ({ name }: { readonly name: keyof typeof ICONS }) => (
  <svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true" focusable="false">
    <path d={ICONS[name]} fill="currentColor" />
  </svg>
);

/** The text to announce: each step as it is taken, and while a run plays no more than a listener can follow. */
function useAnnouncement(playback: Playback, sentence: string): string {
  const [announced, setAnnounced] = useState('');
  const last = useRef({ at: 0, position: playback.position });
  useEffect(() => {
    if (playback.position === last.current.position) return;
    const now = performance.now();
    if (playback.playing && now - last.current.at < PATIENCE_MS) return;
    last.current = { at: now, position: playback.position };
    setAnnounced(sentence);
  }, [playback.position, playback.playing, sentence]);
  return announced;
}

/** Handles the keys of a playback for everything inside an element; fields and buttons keep the keys they need. */
export function playbackKeys(act: (action: PlaybackAction) => void) {
  return (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    const target = event.target instanceof HTMLElement ? event.target : null;
    if (target?.closest('select, textarea, input:not([data-scrub]), [contenteditable], table, summary'))
      return;
    if (event.key === ' ' && target?.closest('button')) return;
    const action = actionOfKey(event.key);
    if (action === null) return;
    event.preventDefault();
    act(action);
  };
}

function Seed({ seed, onSeed }: { readonly seed: number; readonly onSeed: (seed: number) => void }) {
  return (
    <>
      <label class="strata-field">
        <span>Seed</span>
        <input
          class="strata-seed"
          type="number"
          min="0"
          max="4294967295"
          step="1"
          value={seed}
          onChange={(event) => {
            const next = event.currentTarget.valueAsNumber;
            if (Number.isInteger(next) && next >= 0 && next <= 0xffff_ffff) onSeed(next);
            else event.currentTarget.value = String(seed);
          }}
        />
      </label>
      <button
        type="button"
        data-control="next-seed"
        aria-label="Next seed"
        onClick={() => onSeed((seed + 1) % 0x1_0000_0000)}
      >
        Next
      </button>
    </>
  );
}

/** Controls for a playback. The scrubber says the event's sentence as its value. */
export function PlayerControls(props: PlayerControlsProps) {
  const { playback, act, label, describe, onReset, seed, onSeed, children } = props;
  const sentence = describe(playback.position);
  const announced = useAnnouncement(playback, sentence);
  return (
    <div class="strata-controls" role="group" aria-label={`${label}: controls`}>
      <p class="strata-now">{sentence}</p>
      <p class="strata-unseen" role="status" aria-live="polite">
        {announced}
      </p>
      <div class="strata-transport">
        <button type="button" class="strata-play" data-control="play" onClick={() => act({ do: 'toggle' })}>
          <Icon name={playback.playing ? 'pause' : 'play'} />
          <span>{playback.playing ? 'Pause' : 'Play'}</span>
        </button>
        <button
          type="button"
          data-control="back"
          aria-label="Step back"
          title="Step back (left arrow)"
          aria-disabled={playback.position === 0}
          onClick={() => act({ do: 'step', by: -1 })}
        >
          <Icon name="back" />
        </button>
        <button
          type="button"
          data-control="forward"
          aria-label="Step"
          title="Step (right arrow)"
          aria-disabled={playback.position === playback.length}
          onClick={() => act({ do: 'step', by: 1 })}
        >
          <Icon name="forward" />
        </button>
        <input
          type="range"
          class="strata-scrub"
          data-control="scrub"
          data-scrub
          min="0"
          max={playback.length}
          step="1"
          value={playback.position}
          style={{ '--strata-done': playback.length === 0 ? 1 : playback.position / playback.length }}
          aria-label={`${label}: position`}
          aria-valuetext={sentence}
          onInput={(event) => act({ do: 'seek', to: event.currentTarget.valueAsNumber })}
        />
        <span class="strata-count" aria-hidden="true">
          {playback.position}/{playback.length}
        </span>
        <button
          type="button"
          data-control="reset"
          aria-label="Reset"
          title="Reset to how it was at first"
          onClick={onReset}
        >
          <Icon name="reset" />
        </button>
      </div>
      <div class="strata-settings">
        {children}
        <label class="strata-field">
          <span>Speed</span>
          <select
            data-control="speed"
            value={playback.speed}
            onChange={(event) => act({ do: 'speed', to: Number(event.currentTarget.value) })}
          >
            {SPEEDS.map((speed) => (
              <option key={speed} value={speed} selected={speed === playback.speed}>
                {speed}×
              </option>
            ))}
          </select>
        </label>
        {seed !== undefined && onSeed !== undefined && <Seed seed={seed} onSeed={onSeed} />}
      </div>
    </div>
  );
}
