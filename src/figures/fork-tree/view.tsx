/** The fork tree, alive: step through a run in which two blocks were found before either was heard of. */
import { ms, runForks } from 'strata';
import { announceEvent } from '../../player/sentences.ts';
import { sayCount, sayTime, shortName } from '../../player/wording.ts';
import type { TableData } from '../drawing/DataTable.tsx';
import { Slider } from '../drawing/Slider.tsx';
import { Stage } from '../drawing/Stage.tsx';
import { useRun } from '../drawing/use-run.ts';
import type { ViewProps } from '../figure.tsx';
import { drawForkTree } from './drawing.tsx';
import { forkRun, pathDown, type ForkRun } from './frames.ts';

const NODES = 6;
const BLOCKS = 24;
const LATENCIES = [500, 2_000, 5_000, 10_000, 20_000] as const;

const compute = (seed: number, latency: number): ForkRun =>
  forkRun(runForks({ seed, nodes: NODES, latency: ms(latency), blocks: BLOCKS }).trace);

/** The first frame in which something is undone, which says what a fork is; the end where nothing ever is. */
export function firstReorganisation(run: ForkRun): number {
  const at = run.frames.findIndex((frame) => frame.undone.length > 0);
  return at < 0 ? run.frames.length - 1 : at;
}

/** One frame as a sentence. */
export function describeFork(run: ForkRun, position: number): string {
  const frame = run.frames[position];
  if (frame?.event === null || frame === undefined)
    return 'Before the first block: every node stands at the start.';
  return announceEvent(frame.event);
}

/** The blocks of the tree in the end, and whether they stayed. */
export function tableOf(run: ForkRun): TableData {
  const last = run.frames.at(-1);
  const winner = run.blocks.find(
    (block) => block.lane === 0 && last !== undefined && [...last.heads.values()].includes(block.hash),
  );
  const kept = new Set(winner === undefined ? [] : pathDown(run, winner.hash));
  return {
    caption: `${sayCount(run.blocks.length, 'block')}, ${sayCount(run.blocks.filter((block) => !kept.has(block.hash)).length, 'of them left behind', 'of them left behind')}; ${sayCount(last?.reorganisations ?? 0, 'reorganisation')}, the deepest ${sayCount(last?.deepest ?? 0, 'block')}`,
    columns: [
      { name: 'Height', numeric: true },
      { name: 'Block' },
      { name: 'Parent' },
      { name: 'Proposed by' },
      { name: 'In the end' },
    ],
    rows: run.blocks.map((block) => [
      String(block.height),
      shortName(block.hash),
      block.parent === run.root ? 'start' : shortName(block.parent),
      block.proposer,
      kept.has(block.hash) ? 'in the chain' : 'left behind',
    ]),
  };
}

/** The figure's living part. */
export default function ForkTreeView({ seed: firstSeed }: ViewProps) {
  const { run, seed, settings, control, setSeed, setSettings, reset } = useRun<number, ForkRun>({
    seed: firstSeed,
    settings: 10_000,
    compute,
    lengthOf: ({ frames }) => frames.length - 1,
    openAt: firstReorganisation,
    stepsPerSecond: 3,
  });
  return (
    <Stage
      label="Fork tree"
      control={control}
      describe={(position) => describeFork(run, position)}
      seed={seed}
      onSeed={setSeed}
      onReset={reset}
      table={tableOf(run)}
      draw={(size) => drawForkTree(run, control.playback.position, size)}
      settings={
        <Slider
          name="Delay of a link"
          values={LATENCIES}
          value={settings}
          say={sayTime}
          onChange={setSettings}
        />
      }
    >
      <p class="fork__key">
        <span class="fork__swatch fork__swatch--all" /> on every node's chain{' '}
        <span class="fork__swatch fork__swatch--some" /> on some{' '}
        <span class="fork__swatch fork__swatch--none" /> on nobody's{' '}
        <span class="fork__swatch fork__swatch--head">1</span> node 1 builds here
      </p>
    </Stage>
  );
}
