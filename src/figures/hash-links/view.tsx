/** Hash links, alive: edit a block, see what breaks after it, and pay for the repair in hashes. */
import { Fragment } from 'preact';
import { useState } from 'preact/hooks';
import { sayCount } from '../../player/wording.ts';
import type { TableData } from '../drawing/DataTable.tsx';
import { Stage } from '../drawing/Stage.tsx';
import { useRun } from '../drawing/use-run.ts';
import type { ViewProps } from '../figure.tsx';
import { BlockSlab, ChainRow, Link, verdictOn } from './blocks.tsx';
import {
  createChain,
  editData,
  editNonce,
  EXPECTED_HASHES,
  firstFault,
  judge,
  type EditableBlock,
  type Judgement,
} from './chain.ts';
import { useMining } from './use-mining.ts';

/** The chain as rows: whole hashes, and what is said of each block. */
export const tableOf = (chain: readonly EditableBlock[], judgements: readonly Judgement[]): TableData => ({
  caption: 'Blocks, the parents they name, and how they stand',
  columns: [
    { name: 'Block', numeric: true },
    { name: 'Data' },
    { name: 'Parent named' },
    { name: 'Nonce', numeric: true },
    { name: 'Id' },
    { name: 'Verdict' },
  ],
  rows: chain.map(({ data, header }, height) => {
    const judgement = judgements[height];
    return [
      String(height),
      data,
      header.prevId,
      String(header.nonce),
      judgement?.id ?? '',
      judgement === undefined ? '' : verdictOn(judgement).words,
    ];
  }),
});

/** What the walk along the links has found by `position`. */
export function describeWalk(judgements: readonly Judgement[], position: number): string {
  if (position === 0) return 'Before the first block: nothing is checked.';
  const fault = judgements.slice(0, position).findIndex((judgement) => !verdictOn(judgement).good);
  const checked = `${sayCount(position, 'block')} checked. `;
  if (fault < 0) return `${checked}Every link names its parent's real id, and every id begins with 000.`;
  const judgement = judgements[fault];
  const after = judgements.length - fault - 1;
  return `${checked}Block ${fault} fails: ${judgement === undefined ? '' : verdictOn(judgement).words}.${after > 0 ? ` ${sayCount(after, 'block')} after it no longer ${after === 1 ? 'hangs' : 'hang'} on anything.` : ''}`;
}

/** The figure's living part. */
export default function HashLinksView({ seed: firstSeed }: ViewProps) {
  const { run, seed, control, setSeed, reset } = useRun({
    seed: firstSeed,
    settings: null,
    compute: createChain,
    lengthOf: (chain) => chain.length,
    stepsPerSecond: 1.5,
  });
  const [edited, setEdited] = useState<{ readonly from: typeof run; readonly chain: typeof run } | null>(
    null,
  );
  const [spent, setSpent] = useState({ hashes: 0, blocks: 0 });
  // Edits belong to one run: another seed leaves them behind.
  const chain = edited?.from === run ? edited.chain : run;
  const judgements = judge(chain);
  const change = (next: readonly EditableBlock[]): void => {
    setEdited({ from: run, chain: next });
    control.act({ do: 'end' });
  };
  const mining = useMining({
    chain,
    onMined: (next, blocks) => {
      change(next);
      setSpent((before) => ({ ...before, blocks: before.blocks + blocks }));
    },
    onHashes: (hashes) => setSpent((before) => ({ ...before, hashes: before.hashes + hashes })),
  });
  const fault = firstFault(judgements);
  const startAgain = (): void => {
    mining.stop();
    setEdited(null);
    setSpent({ hashes: 0, blocks: 0 });
    reset();
  };
  const { position } = control.playback;

  return (
    <Stage
      label="Hash links"
      control={control}
      describe={(at) => describeWalk(judgements, at)}
      seed={seed}
      onSeed={setSeed}
      onReset={startAgain}
      table={tableOf(chain, judgements)}
    >
      <ChainRow>
        {chain.map((block, height) => {
          const judgement = judgements[height];
          if (judgement === undefined) return null;
          const checked = height < position;
          return (
            <Fragment key={height}>
              {height > 0 && <Link link={judgement.link} checked={checked} />}
              <BlockSlab
                height={height}
                block={block}
                judgement={judgement}
                checked={checked}
                mining={mining.at === height}
                onData={(data) => change(editData(chain, height, data))}
                onNonce={(nonce) => change(editNonce(chain, height, nonce))}
                onMine={() => mining.start([height])}
              />
            </Fragment>
          );
        })}
      </ChainRow>
      <div class="hash-links__cost">
        <p>
          Repairs so far: <strong>{sayCount(spent.hashes, 'hash', 'hashes')}</strong>
          {spent.blocks > 0
            ? ` for ${sayCount(spent.blocks, 'block')}; about ${sayCount(spent.blocks * EXPECTED_HASHES, 'hash', 'hashes')} were to be expected.`
            : `. One block takes about ${sayCount(EXPECTED_HASHES, 'hash', 'hashes')}.`}
        </p>
        <button
          type="button"
          data-control="repair"
          aria-disabled={fault < 0}
          onClick={() => {
            if (fault >= 0) mining.start(chain.map((_, at) => at).slice(fault));
          }}
        >
          {fault < 0 ? 'Nothing to repair' : `Repair from block ${fault} on`}
        </button>
      </div>
    </Stage>
  );
}
