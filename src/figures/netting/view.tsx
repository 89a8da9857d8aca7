/** Netting, alive: payments go back and forth all day, and what has to be settled stays small. */
import { sayCount } from '../../player/wording.ts';
import type { TableData } from '../drawing/DataTable.tsx';
import { Slider } from '../drawing/Slider.tsx';
import { Stage } from '../drawing/Stage.tsx';
import { useRun } from '../drawing/use-run.ts';
import type { ViewProps } from '../figure.tsx';
import { createDay, standingAt, type Day, type Standing } from './day.ts';
import { drawNetting } from './drawing.tsx';

const PARTIES = [2, 3, 4, 5, 6, 8, 10] as const;

/** A standing as a sentence. */
export function describeStanding({ made, settlement }: Standing): string {
  const last = made.at(-1);
  if (last === undefined) return 'Nobody has paid anybody yet.';
  return `${last.from} pays ${last.to} ${last.amount}. The ${sayCount(made.length, 'payment')} so far can be settled with ${sayCount(settlement.length, 'transfer')}.`;
}

/** The settlement as rows. */
export const tableOf = ({ made, settlement, nets }: Standing): TableData => ({
  caption: `After ${sayCount(made.length, 'payment')}: ${[...nets].map(([party, net]) => `${party} ${net}`).join(', ')}`,
  columns: [{ name: 'Kind' }, { name: 'From' }, { name: 'To' }, { name: 'Amount', numeric: true }],
  rows: [
    ...settlement.map(({ from, to, amount }) => ['settlement', from, to, String(amount)]),
    ...made.map(({ from, to, amount }) => ['payment', from, to, String(amount)]),
  ],
});

/** The figure's living part. */
export default function NettingView({ seed: firstSeed }: ViewProps) {
  const { run, seed, settings, control, setSeed, setSettings, reset } = useRun<number, Day>({
    seed: firstSeed,
    settings: 6,
    compute: createDay,
    lengthOf: ({ payments }) => payments.length,
  });
  const standing = standingAt(run, control.playback.position);
  return (
    <Stage
      label="Netting"
      control={control}
      describe={(position) => describeStanding(standingAt(run, position))}
      seed={seed}
      onSeed={setSeed}
      onReset={reset}
      table={tableOf(standing)}
      draw={(size) => drawNetting(run, standing, size)}
      settings={
        <Slider name="Parties" values={PARTIES} value={settings} say={String} onChange={setSettings} />
      }
    />
  );
}
