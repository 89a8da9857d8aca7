/** A figure's run: computed from a seed and settings, played from where the figure says, and put back by reset. */
import { useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import { paceOf } from '../../player/playback.ts';
import { usePlayback, type PlaybackControl } from '../../player/use-playback.ts';

/** What a figure's run is made with. */
export interface RunOptions<Settings, Run> {
  readonly seed: number;
  readonly settings: Settings;
  /** The run of a seed and settings; must be pure, so that the page and the build agree. */
  readonly compute: (seed: number, settings: Settings) => Run;
  /** How many steps a run has. */
  readonly lengthOf: (run: Run) => number;
  /** Where a run is first shown; its end unless told. */
  readonly openAt?: (run: Run) => number;
  readonly stepsPerSecond?: number;
}

/** A run and the ways to change it. */
export interface RunControl<Settings, Run> {
  readonly run: Run;
  readonly seed: number;
  readonly settings: Settings;
  readonly control: PlaybackControl;
  readonly setSeed: (seed: number) => void;
  readonly setSettings: (settings: Settings) => void;
  readonly reset: () => void;
}

/** Keeps the run of the present seed and settings. */
export function useRun<Settings, Run>(options: RunOptions<Settings, Run>): RunControl<Settings, Run> {
  const { compute, lengthOf } = options;
  const [seed, setSeed] = useState(options.seed);
  const [settings, setSettings] = useState(options.settings);
  const run = useMemo(() => compute(seed, settings), [seed, settings]);
  const length = lengthOf(run);
  const opening = options.openAt?.(run) ?? length;
  const { playback, act } = usePlayback(length, opening, options.stepsPerSecond ?? paceOf(length));

  const shown = useRef(run);
  useLayoutEffect(() => {
    if (shown.current === run) return;
    shown.current = run;
    act({ do: 'load', length, at: opening });
  }, [run]);

  const reset = (): void => {
    setSeed(options.seed);
    setSettings(options.settings);
    act({ do: 'seek', to: opening });
  };
  // Until the new run is loaded the old position may lie beyond it.
  const position = Math.min(playback.position, length);
  return {
    run,
    seed,
    settings,
    control: { playback: { ...playback, length, position }, act },
    setSeed,
    setSettings,
    reset,
  };
}
