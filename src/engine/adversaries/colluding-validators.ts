/** Holders of stake who sign a checkpoint of a block that never was, with a burn in it that nobody made. */
import { bigintToFixedBytes, bytesToHex, concatBytes } from '../foundation/bytes.ts';
import type { KeyPair } from '../foundation/keys.ts';
import { ms } from '../foundation/units.ts';
import type { Address, Hash, Wei } from '../foundation/units.ts';
import { BURNT } from '../layer2/sidechains/burn-proof.ts';
import type { BurnProof } from '../layer2/sidechains/burn-proof.ts';
import { checkpointRoot, proveHeader, voteForCheckpoint } from '../layer2/sidechains/checkpoint.ts';
import type { CheckpointVote, StakeCheckpoint } from '../layer2/sidechains/checkpoint.ts';
import { receiptsRootOf, RECEIPT_TREE_HEIGHT, sideReceipt } from '../layer2/sidechains/side-block.ts';
import type { SideHeader } from '../layer2/sidechains/side-block.ts';
import { paddedProof } from '../layer2/plasma/padded-tree.ts';
import { hashHex, keccak256 } from '../foundation/hash.ts';

/** What the colluding take part with. */
export interface CollusionSettings {
  /** The contract below, and the one on the sidechain that burns. */
  readonly peg: Address;
  readonly childPeg: Address;
  /** Who colludes, by id and in ascending order. */
  readonly colluding: readonly { readonly id: number; readonly key: KeyPair }[];
  /** The block that the next checkpoint must begin with. */
  readonly start: number;
  /** A burn number that is free below. */
  readonly burn: number;
  readonly thief: Address;
  /** All that is locked, if they want all. */
  readonly amount: Wei;
}

/** The checkpoint with the votes of the colluding, and the exit that it makes possible. */
export interface Collusion {
  readonly checkpoint: StakeCheckpoint;
  readonly votes: readonly CheckpointVote[];
  readonly burn: BurnProof;
  readonly blockProof: readonly Hash[];
}

const NOWHERE = `0x${'00'.repeat(32)}` as Hash;

/**
 * Forges a checkpoint of one block with one receipt. With two thirds of stake the contract below takes it and pays; with
 * less it does not, and with a third the others can stop everything but steal nothing. Needs `ready()`.
 */
export function forgeCheckpoint(settings: CollusionSettings): Collusion {
  const { peg, childPeg, colluding, start, burn, thief, amount } = settings;
  const data = concatBytes(
    ...[BigInt(burn), BigInt(thief), amount].map((word) => bigintToFixedBytes(word, 32)),
  );
  const receipt = sideReceipt([{ contract: childPeg, name: BURNT, data: bytesToHex(data) }]);
  const header: SideHeader = {
    number: start,
    time: ms(0),
    transactionsRoot: NOWHERE,
    receiptsRoot: receiptsRootOf([receipt]),
    stateRoot: NOWHERE,
  };
  const checkpoint = { proposer: thief, start, end: start, root: checkpointRoot([header]) };
  return {
    checkpoint,
    votes: colluding.map(({ id, key }) => voteForCheckpoint(peg, checkpoint, id, key)),
    burn: {
      header,
      receipt,
      index: 0,
      log: 0,
      proof: paddedProof([hashHex(keccak256(receipt))], 0, RECEIPT_TREE_HEIGHT),
    },
    blockProof: proveHeader([header], 0),
  };
}
