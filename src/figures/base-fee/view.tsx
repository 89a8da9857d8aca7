/** The base fee, alive: set the demand of the shaded blocks and see where the fee comes to rest. */
import { runBaseFee } from 'strata';
import { sayNumber } from '../../player/wording.ts';
import type { TableData } from '../drawing/DataTable.tsx';
import { Slider } from '../drawing/Slider.tsx';
import { Stage } from '../drawing/Stage.tsx';
import { useRun } from '../drawing/use-run.ts';
import type { ViewProps } from '../figure.tsx';
import { drawBaseFee, feeBlocks, type FeeBlock, type Surge } from './drawing.tsx';

const BLOCKS = 60;
const SURGE: Surge = { from: 10, to: 40 };
/** Transfers that want in outside the shaded blocks: as many as fill the target at the first base fee. */
const USUAL = 56;
const FACTORS = [0, 0.5, 1, 1.5, 2, 4, 8] as const;

const compute = (seed: number, factor: number): readonly FeeBlock[] =>
  feeBlocks(
    runBaseFee({
      seed,
      blocks: BLOCKS,
      demand: (height) => (height >= SURGE.from && height < SURGE.to ? Math.round(USUAL * factor) : USUAL),
    }).trace,
  );

/** A block as a sentence. */
export function describeBlock(blocks: readonly FeeBlock[], position: number): string {
  const now = blocks[position - 1];
  if (now === undefined) return 'Before the first block.';
  const next = blocks[position]?.baseFee;
  const change =
    next === undefined
      ? ''
      : next > now.baseFee
        ? ` That is above the target: the next base fee is ${sayNumber((next / now.baseFee - 1) * 100, 1)} % higher.`
        : next < now.baseFee
          ? ` That is below the target: the next base fee is ${sayNumber((1 - next / now.baseFee) * 100, 1)} % lower.`
          : ' That is the target: the base fee stays.';
  return `Block ${now.height} uses ${sayNumber(now.used * 100)} % of its limit at a base fee of ${sayNumber(now.baseFee, 2)} gwei.${change}`;
}

/** The blocks as rows. */
export const tableOf = (blocks: readonly FeeBlock[]): TableData => ({
  caption: 'Blocks, the gas they used and their base fee',
  columns: [
    { name: 'Block', numeric: true },
    { name: 'Gas used', numeric: true },
    { name: 'Base fee', numeric: true },
  ],
  rows: blocks.map(({ height, used, baseFee }) => [
    String(height),
    `${sayNumber(used * 100)} %`,
    `${sayNumber(baseFee, 3)} gwei`,
  ]),
});

const sayFactor = (factor: number): string =>
  factor === 1 ? 'as usual' : factor === 0 ? 'none' : `${factor} × usual`;

/** The figure's living part. */
export default function BaseFeeView({ seed: firstSeed }: ViewProps) {
  const { run, seed, settings, control, setSeed, setSettings, reset } = useRun<number, readonly FeeBlock[]>({
    seed: firstSeed,
    settings: 4,
    compute,
    lengthOf: (blocks) => blocks.length,
  });
  return (
    <Stage
      label="Base fee"
      control={control}
      describe={(position) => describeBlock(run, position)}
      seed={seed}
      onSeed={setSeed}
      onReset={reset}
      table={tableOf(run)}
      draw={(size) => drawBaseFee(run, SURGE, control.playback.position, size)}
      settings={
        <Slider
          name="Demand in blocks 10 to 39"
          values={FACTORS}
          value={settings}
          say={sayFactor}
          onChange={setSettings}
        />
      }
    />
  );
}
