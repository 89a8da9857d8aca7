/** The fee market, alive: block after block takes the best payers, and load decides what that means for the others. */
import { runFeeMarket, selectByFeeRate } from 'strata';
import type { SelectTransactions } from 'strata';
import { sayCount, sayNumber, sayTime } from '../../player/wording.ts';
import type { TableData } from '../drawing/DataTable.tsx';
import { Slider } from '../drawing/Slider.tsx';
import { Stage } from '../drawing/Stage.tsx';
import { useRun } from '../drawing/use-run.ts';
import type { ViewProps } from '../figure.tsx';
import { drawMarket } from './drawing.tsx';
import { poolFrames, type PoolFrame } from './pools.ts';

const LOADS = [50, 80, 100, 120, 150, 200, 300] as const;
const BLOCKS = 24;

/** Runs the market, and listens to what the miner is shown: only there it says which payment spends which. */
function compute(seed: number, load: number): readonly PoolFrame[] {
  const parents = new Map<string, readonly string[]>();
  const select: SelectTransactions = (pool, limit) => {
    for (const pending of pool) parents.set(pending.id, pending.parents);
    return selectByFeeRate(pool, limit);
  };
  return poolFrames(runFeeMarket({ seed, load, blocks: BLOCKS, select }).trace, parents);
}

/** The state after a block as a sentence. */
export function describePool(frames: readonly PoolFrame[], position: number): string {
  const frame = frames[position - 1];
  if (frame === undefined) return 'Before the first block: payments arrive and wait.';
  const backlog =
    frame.waiting.length === 0
      ? 'Nobody waits.'
      : `${sayCount(frame.waiting.length, 'payment waits', 'payments wait')}, as many as fill ${sayNumber(frame.backlog, 1)} blocks.`;
  return `At ${sayTime(frame.at)}, block ${frame.height} takes ${sayCount(frame.chosen.length, 'payment')}; nine tenths of its bytes pay ${frame.entryRate} sat per vbyte or more. ${backlog}`;
}

/** The run as rows, a block each. */
export const tableOf = (frames: readonly PoolFrame[]): TableData => ({
  caption: 'Blocks, what they took and what waited after them',
  columns: [
    { name: 'Block', numeric: true },
    { name: 'Found at', numeric: true },
    { name: 'Payments', numeric: true },
    { name: 'Full', numeric: true },
    { name: 'Rate to get in', numeric: true },
    { name: 'Waiting', numeric: true },
  ],
  rows: frames.map(({ height, at, chosen, used, room, entryRate, waiting }) => [
    String(height),
    sayTime(at),
    String(chosen.length),
    `${sayNumber((100 * used) / room)} %`,
    `${entryRate} sat/vB`,
    sayNumber(waiting.length),
  ]),
});

/** The figure's living part. */
export default function FeeMarketView({ seed: firstSeed }: ViewProps) {
  const { run, seed, settings, control, setSeed, setSettings, reset } = useRun<number, readonly PoolFrame[]>({
    seed: firstSeed,
    settings: 120,
    compute,
    lengthOf: (frames) => frames.length,
    openAt: (frames) => Math.ceil(frames.length / 2),
    stepsPerSecond: 2,
  });
  return (
    <Stage
      label="Fee market"
      control={control}
      describe={(position) => describePool(run, position)}
      seed={seed}
      onSeed={setSeed}
      onReset={reset}
      table={tableOf(run)}
      draw={(size) => drawMarket(run, control.playback.position, size)}
      settings={
        <Slider
          name="Load"
          values={LOADS}
          value={settings}
          say={(load) => `${load} % of room`}
          onChange={setSettings}
        />
      }
    >
      <p class="fork__key">
        <span class="market__corner" /> spends a payment that goes in, or waits, with it
      </p>
    </Stage>
  );
}
