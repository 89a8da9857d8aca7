/** Playback as data: where a run is being looked at, whether it plays and how fast; every change is a pure function. */

/** Speeds that the controls offer, as multiples of a figure's own pace. */
export const SPEEDS = [0.5, 1, 2, 4] as const;

/** Where a run of `length` steps is being looked at. Position 0 is before the first step, `length` after the last. */
export interface Playback {
  readonly length: number;
  readonly position: number;
  readonly playing: boolean;
  readonly speed: number;
  /** The part of the next step that has already gone by, from 0 up to 1; only playing moves it. */
  readonly fraction: number;
}

/** What a reader, or the clock, can do to a playback. */
export type PlaybackAction =
  | { readonly do: 'toggle' }
  | { readonly do: 'pause' }
  | { readonly do: 'step'; readonly by: number }
  | { readonly do: 'seek'; readonly to: number }
  | { readonly do: 'start' }
  | { readonly do: 'end' }
  | { readonly do: 'speed'; readonly to: number }
  | { readonly do: 'load'; readonly length: number; readonly at: number }
  | { readonly do: 'tick'; readonly elapsed: number; readonly stepsPerSecond: number };

const within = (position: number, length: number): number =>
  Number.isFinite(position) ? Math.min(Math.max(Math.round(position), 0), length) : 0;

/** A playback of `length` steps, standing still at `at` (its end unless told). */
export function createPlayback(length: number, at = length): Playback {
  if (!Number.isInteger(length) || length < 0) {
    throw new RangeError(`A playback has a whole number of steps, not ${length}.`);
  }
  return { length, position: within(at, length), playing: false, speed: 1, fraction: 0 };
}

const still = (playback: Playback, position: number): Playback => ({
  ...playback,
  position: within(position, playback.length),
  playing: false,
  fraction: 0,
});

/** Time passing: whole steps move the position, the rest is kept, and the end stops the run. */
function tick(playback: Playback, elapsed: number, stepsPerSecond: number): Playback {
  if (!playback.playing) return playback;
  const moved = playback.fraction + (Math.max(elapsed, 0) / 1000) * stepsPerSecond * playback.speed;
  const position = playback.position + Math.floor(moved);
  if (position >= playback.length) return still(playback, playback.length);
  return { ...playback, position, fraction: moved % 1 };
}

/** The playback after an action. Moving by hand stops it; playing from the end begins again. */
export function playbackAfter(playback: Playback, action: PlaybackAction): Playback {
  switch (action.do) {
    case 'toggle': {
      if (playback.playing) return { ...playback, playing: false };
      if (playback.length === 0) return playback;
      const position = playback.position >= playback.length ? 0 : playback.position;
      return { ...playback, position, playing: true, fraction: 0 };
    }
    case 'pause':
      return { ...playback, playing: false };
    case 'step':
      return still(playback, playback.position + action.by);
    case 'seek':
      return still(playback, action.to);
    case 'start':
      return still(playback, 0);
    case 'end':
      return still(playback, playback.length);
    case 'speed':
      return { ...playback, speed: action.to };
    case 'load':
      return { ...createPlayback(action.length, action.at), speed: playback.speed };
    case 'tick':
      return tick(playback, action.elapsed, action.stepsPerSecond);
  }
}

/** A pace at which a run of `length` steps lasts about ten seconds, and no step goes by unseen or takes for ever. */
export const paceOf = (length: number): number => Math.min(Math.max(length / 10, 1.5), 40);

/** What a key does to a playback, or `null` where the key is not ours. */
export function actionOfKey(key: string): PlaybackAction | null {
  switch (key) {
    case ' ':
      return { do: 'toggle' };
    case 'ArrowLeft':
    case 'ArrowDown':
      return { do: 'step', by: -1 };
    case 'ArrowRight':
    case 'ArrowUp':
      return { do: 'step', by: 1 };
    case 'Home':
      return { do: 'start' };
    case 'End':
      return { do: 'end' };
    default:
      return null;
  }
}
