/** What every figure is made of: its picture, the common controls, its own controls among them, and its table. */
import type { ComponentChildren } from 'preact';
import { PlayerControls, playbackKeys } from '../../player/PlayerControls.tsx';
import { Responsive, type Size } from '../../player/Responsive.tsx';
import type { PlaybackControl } from '../../player/use-playback.ts';
import { DataTable, type TableData } from './DataTable.tsx';

/** A figure's parts. */
export interface StageProps {
  readonly label: string;
  readonly control: PlaybackControl;
  readonly describe: (position: number) => string;
  readonly onReset: () => void;
  readonly seed: number;
  readonly onSeed: (seed: number) => void;
  readonly table: TableData;
  /** The picture as a pure function of a size; a figure that is not one SVG gives `children` instead. */
  readonly draw?: (size: Size) => ComponentChildren;
  /** The figure's own controls. */
  readonly settings?: ComponentChildren;
  readonly children?: ComponentChildren;
}

/** Puts a figure's parts together. */
export function Stage(props: StageProps) {
  const { label, control, describe, onReset, seed, onSeed, table, draw, settings, children } = props;
  return (
    <div class="strata-stage" onKeyDown={playbackKeys(control.act)}>
      {draw && <Responsive draw={draw} />}
      {children}
      <PlayerControls
        playback={control.playback}
        act={control.act}
        label={label}
        describe={describe}
        onReset={onReset}
        seed={seed}
        onSeed={onSeed}
      >
        {settings}
      </PlayerControls>
      <DataTable data={table} />
    </div>
  );
}
