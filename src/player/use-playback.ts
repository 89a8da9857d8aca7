/** The one place where playback meets a clock: drives it by animation frames, or straight to the end where motion is not wanted. */
import { useCallback, useEffect, useReducer } from 'preact/hooks';
import { createPlayback, paceOf, playbackAfter, type Playback, type PlaybackAction } from './playback.ts';

/** A playback and the way to change it. */
export interface PlaybackControl {
  readonly playback: Playback;
  readonly act: (action: PlaybackAction) => void;
}

const motionUnwanted = (): boolean =>
  typeof matchMedia === 'function' && matchMedia('(prefers-reduced-motion: reduce)').matches;

/** Plays `length` steps; `at` is where it stands at first, its end unless told. */
export function usePlayback(length: number, at = length, stepsPerSecond = paceOf(length)): PlaybackControl {
  const [playback, dispatch] = useReducer(playbackAfter, undefined, () => createPlayback(length, at));
  const { playing } = playback;

  useEffect(() => {
    if (!playing) return undefined;
    let last = performance.now();
    let frame = requestAnimationFrame(function advance(now: number) {
      // A tab that slept must not jump: no frame counts for more than a tenth of a second.
      dispatch({ do: 'tick', elapsed: Math.min(now - last, 100), stepsPerSecond });
      last = now;
      frame = requestAnimationFrame(advance);
    });
    return () => cancelAnimationFrame(frame);
  }, [playing, stepsPerSecond]);

  const act = useCallback(
    (action: PlaybackAction) =>
      dispatch(action.do === 'toggle' && !playing && motionUnwanted() ? { do: 'end' } : action),
    [playing],
  );
  return { playback, act };
}
