/** The stake draw, alive: draw epoch after epoch, and split the largest stake to see whether it pays. */
import { useMemo } from 'preact/hooks';
import { runStakeDraw } from 'strata';
import { sayCount, sayNumber } from '../../player/wording.ts';
import type { TableData } from '../drawing/DataTable.tsx';
import { Stage } from '../drawing/Stage.tsx';
import { useRun } from '../drawing/use-run.ts';
import type { ViewProps } from '../figure.tsx';
import { drawTally, isExpected, saySharePercent } from './drawing.tsx';
import { drawsOf, holdersOf, SLOTS_PER_STEP, tallyAt, type Tally } from './tally.ts';

const STEPS = 50;
const PARTS = 8;

const compute = (seed: number, parts: number): readonly number[] => {
  const validators = holdersOf(parts).flatMap((holder) => holder.validators);
  return drawsOf(runStakeDraw({ seed, validators, slots: STEPS * SLOTS_PER_STEP }).trace);
};

/** A tally as a sentence. */
export function describeTally({ slots, rows }: Tally): string {
  if (slots === 0) return 'Before the first draw.';
  const out = rows.filter((row) => !isExpected(row));
  const sum = rows.find(({ role }) => role === 'sum');
  const split =
    sum === undefined
      ? ''
      : ` The split stake was drawn ${sayNumber(sum.drawn)} times in all; whole, it could expect ${sayNumber(sum.expected)}.`;
  return `After ${sayNumber(slots)} draws ${out.length === 0 ? 'every count lies' : `${sayCount(out.length, 'count lies', 'counts lie')} outside and the others`} within the bounds that chance keeps to 99 times in 100.${split}`;
}

/** The tally as rows. */
export const tableOf = ({ slots, rows }: Tally): TableData => ({
  caption: `Draws after ${sayNumber(slots)} slots, with bounds for 99 of 100 honest runs`,
  columns: [
    { name: 'Holder' },
    { name: 'Share of stake', numeric: true },
    { name: 'Drawn', numeric: true },
    { name: 'Expected', numeric: true },
    { name: 'From', numeric: true },
    { name: 'To', numeric: true },
  ],
  rows: rows.map(({ name, share, drawn, expected, bounds }) => [
    name,
    saySharePercent(share),
    sayNumber(drawn),
    sayNumber(expected, 1),
    sayNumber(bounds.low),
    sayNumber(bounds.high),
  ]),
});

/** The figure's living part. */
export default function StakeDrawView({ seed: firstSeed }: ViewProps) {
  const { run, seed, settings, control, setSeed, setSettings, reset } = useRun<number, readonly number[]>({
    seed: firstSeed,
    settings: 1,
    compute,
    lengthOf: () => STEPS,
  });
  const holders = useMemo(() => holdersOf(settings), [settings]);
  const tally = tallyAt(holders, run, control.playback.position);
  return (
    <Stage
      label="Stake draw"
      control={control}
      describe={(position) => describeTally(tallyAt(holders, run, position))}
      seed={seed}
      onSeed={setSeed}
      onReset={reset}
      table={tableOf(tally)}
      draw={(size) => drawTally(tally, size)}
      settings={
        <label class="strata-field">
          <input
            type="checkbox"
            data-control="split"
            checked={settings === PARTS}
            onChange={(event) => setSettings(event.currentTarget.checked ? PARTS : 1)}
          />
          <span>Split the largest stake into {PARTS}</span>
        </label>
      }
    >
      <p class="fork__key">
        <span class="stake__swatch stake__swatch--share" /> share of the stake{' '}
        <span class="stake__swatch stake__swatch--drawn" /> share of the draws{' '}
        <span aria-hidden="true">├─┤</span> what chance allows
      </p>
    </Stage>
  );
}
