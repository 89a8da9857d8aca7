/**
 * Proof of work as a plug for a world: whoever finds a nonce seals the block, with a real hash at teaching
 * difficulty.
 */
import { utf8 } from '../../foundation/bytes.ts';
import { hashHex, sha256 } from '../../foundation/hash.ts';
import { ok, reject, type Result } from '../../foundation/result.ts';
import { slot, type Hash } from '../../foundation/units.ts';
import { headerId, targetOf, workOf, type BitcoinHeader } from '../chain/header.ts';
import { blockAt } from './block-tree.ts';
import {
  templateOn,
  type Consensus,
  type HeaderTemplate,
  type NodeId,
  type SealedHeader,
} from './consensus.ts';
import { meetsTarget, mine } from './proof-of-work.ts';

/** What a proof-of-work world runs on. */
export interface WorkSettings {
  /** The target in Bitcoin's compact form, the same for all blocks of the run. */
  readonly bits: number;
  /** Hashes each node tries whenever the world asks, once a step. */
  readonly triesPerStep: (node: NodeId) => number;
  /**
   * Hashed into every block's Merkle root, as an extra nonce in its coinbase would be: runs with another salt
   * find other blocks. Without one, all runs from the same genesis try the same headers.
   */
  readonly salt?: string;
}

/**
 * Proof of work as a plug for a world: in each step every node tries a few nonces on its own head and a new
 * timestamp, and a block's hash is that of its real 80-byte header. Refused: `seal-kind`, `bits-wrong`
 * (another difficulty than the chain's), `work-missing` (the hash is above the target). Smaller than real: a
 * block takes hundreds of hashes and not 10^23, and the target stands still for a run (`runMining` moves it).
 * Source: Bitcoin Core, `src/validation.cpp`, `CheckBlockHeader` and `ContextualCheckBlockHeader`.
 */
export function proofOfWork({ bits, triesPerStep, salt }: WorkSettings): Consensus {
  const target = targetOf(bits);
  const template: Consensus['template'] = (view, by, now) =>
    templateOn(view, by, now, slot(blockAt(view.tree, view.head).height + 1));

  return {
    template,
    propose: (view, by, now) => {
      const header = onTheWire(template(view, by, now), bits, 0, salt);
      const found = mine(header, { from: 0, tries: triesPerStep(by) });
      return found && { kind: 'work', bits, nonce: found.nonce };
    },
    seal: (header, input) => ({ ...header, seal: input }),
    identify: (header) => identify(header, salt),
    hashesOf: (by, found) => (found?.kind === 'work' ? found.nonce + 1 : triesPerStep(by)),
    workOf: ({ seal }) => (seal.kind === 'work' ? workOf(targetOf(seal.bits)) : 0n),
    verify: (header) => {
      const { seal } = header;
      if (seal.kind !== 'work')
        return refuse('seal-kind', `This chain is sealed by work, not by ${seal.kind}.`, seal.kind, 'work');
      if (seal.bits !== bits)
        return refuse('bits-wrong', "The header's bits are not the chain's.", seal.bits, bits);
      const hash = identify(header, salt);
      if (!meetsTarget(hash, target))
        return refuse(
          'work-missing',
          'The hash is above the target.',
          hash,
          `at most 0x${target.toString(16)}`,
        );
      return ok(undefined);
    },
  };
}

/**
 * The id of the real header. Throws TypeError for a header sealed otherwise: `verify` refuses those first.
 */
function identify(header: SealedHeader, salt: string | undefined): Hash {
  const { seal } = header;
  if (seal.kind !== 'work') throw new TypeError('Only a header sealed by work is hashed as Bitcoin does.');
  return headerId(onTheWire(header, seal.bits, seal.nonce, salt));
}

/** The header in Bitcoin's form; its clock counts whole seconds. */
const onTheWire = (
  header: HeaderTemplate,
  bits: number,
  nonce: number,
  salt: string | undefined,
): BitcoinHeader => ({
  version: 1,
  prevId: header.parent,
  merkleRoot: salt === undefined ? header.body : hashHex(sha256(utf8(`${header.body}/${salt}`))),
  timestamp: Math.floor(header.timestamp / 1000),
  bits,
  nonce,
});

const refuse = (code: string, message: string, received: unknown, expected: unknown): Result<void> =>
  reject({ code, rule: 'Bitcoin Core, src/validation.cpp, CheckBlockHeader', message, received, expected });
