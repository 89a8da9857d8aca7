/**
 * Turns by lot, as a plug for a world: the world says when a node finds a block, and nothing is hashed for
 * it.
 */
import { concatBytes, hexToBytes, utf8 } from '../../foundation/bytes.ts';
import { hashHex, sha256 } from '../../foundation/hash.ts';
import { ok, reject } from '../../foundation/result.ts';
import { slot } from '../../foundation/units.ts';
import { blockAt } from './block-tree.ts';
import { templateOn, type Consensus, type SealedHeader } from './consensus.ts';

/**
 * For worlds that study the network and not the mechanism: whoever is asked may propose, so the world's
 * `turns` decide, as luck does for miners. A stand-in for proof of work that protects nothing: anyone could
 * seal. Refused: `seal-kind`.
 */
export const byLot = (): Consensus => ({
  template: (view, by, now) => templateOn(view, by, now, slot(blockAt(view.tree, view.head).height + 1)),
  propose: () => ({ kind: 'lot' }),
  seal: (header, input) => ({ ...header, seal: input }),
  identify,
  workOf: () => 1n,
  verify: ({ seal }) =>
    seal.kind === 'lot'
      ? ok(undefined)
      : reject({
          code: 'seal-kind',
          rule: 'Strata, layer1/consensus/sealed-by-lot.ts',
          message: `This chain goes by lot, not by ${seal.kind}.`,
          received: seal.kind,
          expected: 'lot',
        }),
});

const identify = ({ parent, body, timestamp }: SealedHeader) =>
  hashHex(sha256(concatBytes(hexToBytes(parent), hexToBytes(body), utf8(`${timestamp}`))));
