/** Mines blocks a few hundred hashes a frame, so that a learner sees the cost grow; at once where motion is not wanted. */
import { useEffect, useState } from 'preact/hooks';
import { mine } from 'strata';
import { editNonce, headerToMine, remine, type EditableBlock } from './chain.ts';

/** Hashes tried in one frame: about five frames a block, and well within a frame's time. */
const HASHES_A_FRAME = 400;

/** Work under way: the blocks still to mine, and how far the first of them is. */
interface Work {
  readonly queue: readonly number[];
  readonly from: number;
}

/** What the mining changes. */
export interface MiningTarget {
  readonly chain: readonly EditableBlock[];
  /** Called with the chain and how many blocks were mined since the last call. */
  readonly onMined: (chain: readonly EditableBlock[], blocks: number) => void;
  readonly onHashes: (hashes: number) => void;
}

const motionUnwanted = (): boolean => matchMedia('(prefers-reduced-motion: reduce)').matches;

/** The block being mined, or -1, and the way to ask for blocks to be mined in order. */
export function useMining({ chain, onMined, onHashes }: MiningTarget) {
  const [work, setWork] = useState<Work>({ queue: [], from: 0 });
  const at = work.queue[0] ?? -1;

  useEffect(() => {
    if (at < 0) return undefined;
    const frame = requestAnimationFrame(() => {
      const header = headerToMine(chain, at);
      const found = mine(header, { from: work.from, tries: HASHES_A_FRAME });
      onHashes(found?.hashes ?? HASHES_A_FRAME);
      if (found === null) {
        setWork({ ...work, from: work.from + HASHES_A_FRAME });
        return;
      }
      const linked = chain.map((block, index) => (index === at ? { ...block, header } : block));
      onMined(editNonce(linked, at, found.nonce), 1);
      setWork({ queue: work.queue.slice(1), from: 0 });
    });
    return () => cancelAnimationFrame(frame);
  }, [at, work, chain]);

  const start = (queue: readonly number[]): void => {
    if (!motionUnwanted()) {
      setWork({ queue, from: 0 });
      return;
    }
    let mined = chain;
    for (const next of queue) {
      const result = remine(mined, next);
      mined = result.chain;
      onHashes(result.hashes);
    }
    onMined(mined, queue.length);
  };
  return { at, start, stop: () => setWork({ queue: [], from: 0 }) };
}
