/** Keeps a live run going in the page: works a few milliseconds a frame until the position that is looked at is known. */
import { useEffect, useRef, useState } from 'preact/hooks';
import { LiveRun } from './live-run.ts';
import type { LayerPoint } from './points.ts';

/** Time a frame may spend on the run, the rest belongs to the page; more while a known part is only repeated. */
const FRAME_MS = 9;
const REPEATING_MS = 40;

/** What the view needs of a live run. */
export interface LiveControl {
  readonly points: readonly LayerPoint[];
  readonly setLoad: (load: number, after: number) => void;
  readonly restart: (seed: number, load: number, points?: readonly LayerPoint[]) => void;
}

/** A run of `seed` at `load` from `first` on, known at least up to `wanted` blocks as soon as may be. */
export function useLiveRun(
  seed: number,
  load: number,
  first: readonly LayerPoint[],
  wanted: number,
): LiveControl {
  const run = useRef<LiveRun | null>(null);
  run.current ??= new LiveRun(seed, load, first);
  const [points, setPoints] = useState(first);
  const [turn, setTurn] = useState(0);

  useEffect(() => {
    const { current } = run;
    if (current === null || current.points.length >= wanted) return undefined;
    let frame = 0;
    let stopped = false;
    const work = (): void => {
      const started = performance.now();
      const isOver = (): boolean =>
        performance.now() - started > (current.isRepeating ? REPEATING_MS : FRAME_MS);
      const done = current.advance(wanted, isOver);
      setPoints(current.points);
      if (!done && !stopped) frame = requestAnimationFrame(work);
    };
    void current.ready().then(() => {
      if (!stopped) work();
    });
    return () => {
      stopped = true;
      cancelAnimationFrame(frame);
    };
  }, [wanted, turn]);

  const changed = (): void => {
    setPoints(run.current?.points ?? []);
    setTurn((before) => before + 1);
  };
  return {
    points,
    setLoad: (next, after) => {
      run.current?.setLoad(next, after);
      changed();
    },
    restart: (nextSeed, nextLoad, known = []) => {
      run.current = new LiveRun(nextSeed, nextLoad, known);
      changed();
    },
  };
}
