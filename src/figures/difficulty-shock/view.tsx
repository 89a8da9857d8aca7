/** The difficulty shock, alive: change the hash rate and see how many windows the rule needs to find the pace again. */
import { runMining } from 'strata';
import { sayNumber, sayTime } from '../../player/wording.ts';
import type { TableData } from '../drawing/DataTable.tsx';
import { Slider } from '../drawing/Slider.tsx';
import { Stage } from '../drawing/Stage.tsx';
import { useRun } from '../drawing/use-run.ts';
import type { ViewProps } from '../figure.tsx';
import { AIM_MS, drawShock } from './drawing.tsx';
import { shockRun, type ShockRun } from './windows.ts';

const SHOCKS = [0.25, 0.5, 1, 2, 4, 8] as const;
const WINDOWS = 8;
/** Hashes tried in 10 minutes before the shock, as the scenario has it. */
const FIRST_RATE = 16;

const compute = (seed: number, shock: number): ShockRun =>
  shockRun(runMining({ seed, shock, windows: WINDOWS }).trace, FIRST_RATE);

const sayShock = (shock: number): string =>
  shock === 1 ? 'unchanged' : shock < 1 ? `÷ ${1 / shock}` : `× ${shock}`;

/** The last window as a sentence. */
export function describeWindow(run: ShockRun, position: number): string {
  const now = run.windows[position - 1];
  if (now === undefined) return 'Before the first window.';
  const change = run.shockAt === now.from ? ' The hash rate has just changed; the difficulty has not.' : '';
  const off = now.meanInterval / AIM_MS;
  const pace = off > 1.25 ? 'too slow' : off < 0.8 ? 'too fast' : 'close to the aim of 10 min';
  return `Window ${position}, blocks ${now.from + 1} to ${now.to}: ${sayTime(now.meanInterval)} a block on average, ${pace}. A block needs ${sayNumber(now.difficulty)} hashes; miners try ${sayNumber(now.hashRate)} in 10 min.${change}`;
}

/** The windows as rows. */
export const tableOf = (run: ShockRun): TableData => ({
  caption: `Windows of mining; ${sayNumber(run.hashes)} hashes were really tried`,
  columns: [
    { name: 'Window', numeric: true },
    { name: 'Blocks' },
    { name: 'Mean interval', numeric: true },
    { name: 'Hashes a block', numeric: true },
    { name: 'Hashes in 10 min', numeric: true },
  ],
  rows: run.windows.map((window, index) => [
    String(index + 1),
    `${window.from + 1} to ${window.to}`,
    sayTime(window.meanInterval),
    sayNumber(window.difficulty),
    sayNumber(window.hashRate),
  ]),
});

/** The figure's living part. */
export default function DifficultyShockView({ seed: firstSeed }: ViewProps) {
  const { run, seed, settings, control, setSeed, setSettings, reset } = useRun<number, ShockRun>({
    seed: firstSeed,
    settings: 4,
    compute,
    lengthOf: ({ windows }) => windows.length,
    stepsPerSecond: 1,
  });
  return (
    <Stage
      label="Difficulty after a shock"
      control={control}
      describe={(position) => describeWindow(run, position)}
      seed={seed}
      onSeed={setSeed}
      onReset={reset}
      table={tableOf(run)}
      draw={(size) => drawShock(run, control.playback.position, size)}
      settings={
        <Slider name="Hash rate" values={SHOCKS} value={settings} say={sayShock} onChange={setSettings} />
      }
    />
  );
}
