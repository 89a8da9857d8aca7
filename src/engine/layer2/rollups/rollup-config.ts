/** What a rollup is: the constants that all its nodes share, and the blocks that follow from layer 1 under them. */
import { hexToBytes } from '../../foundation/bytes.ts';
import { hashHex, sha256 } from '../../foundation/hash.ts';
import { encodeRlp, rlpInteger } from '../../foundation/rlp.ts';
import type { Address, Hash, Ms, Wei } from '../../foundation/units.ts';
import type { RegisteredKey } from '../../layer1/scaling/bls-signature.ts';
import type { CheckBatchSignature } from './batch-signature.ts';
import type { CompactTransfer, DecodeBatch, EncodeBatch } from './compact-batch.ts';
import type { InboxMessage } from './inbox-messages.ts';
import { rollupStateRoot, withdrawalsRoot } from './rollup-state.ts';
import type { RollupState } from './rollup-state.ts';
import { l2OutputRoot } from './withdrawal.ts';

/** A block of layer 1 as layer 2 refers to it. */
export interface L1Origin {
  readonly height: number;
  readonly hash: Hash;
  readonly timestamp: Ms;
}

/** The constants of a rollup. */
export interface RollupConfig {
  /** Names the rollup in what is signed. */
  readonly chainId: number;
  /** The contract on layer 1 to which batches and forced transactions go. */
  readonly inbox: Address;
  /** The contract on layer 1 that holds what was deposited. */
  readonly bridge: Address;
  /** Whose batches count, and who receives the fees on layer 2. */
  readonly sequencer: Address;
  /**
   * Blocks of layer 1 that the sequencer has: a batch that has read up to block N must stand in block N + window at the
   * latest, and what block N asked for is done by then, with the sequencer or without (OP Stack specification, "Sequencing window").
   */
  readonly sequencingWindow: number;
  /** What a transfer costs in each of the four classes. */
  readonly fees: readonly [Wei, Wei, Wei, Wei];
  /** The block of layer 1 from which the rollup reads on. */
  readonly start: L1Origin;
  /** Accounts that are registered from the beginning, with nothing in them. None unless told. */
  readonly accounts?: readonly { readonly address: Address; readonly blsKey?: RegisteredKey }[];
  /** How batches are written and read; in our compact form unless told. */
  readonly encode?: EncodeBatch;
  readonly decode?: DecodeBatch;
  /** How a batch's signature is checked; by BLS unless told. */
  readonly checkSignature?: CheckBatchSignature;
}

/** A message from layer 1 and what became of it: `ok`, or the code of the refusal, and then nothing changed. */
export interface AppliedMessage {
  readonly message: InboxMessage;
  readonly outcome: string;
}

/** A block of layer 2. */
export interface L2Block {
  readonly number: number;
  readonly hash: Hash;
  readonly parent: Hash;
  /** The block of layer 1 up to which all messages have been taken in. */
  readonly origin: L1Origin;
  /** Whether a batch made it, or the end of the sequencing window. */
  readonly source: 'genesis' | 'batch' | 'window';
  /** Messages of layer 1 come first. */
  readonly messages: readonly AppliedMessage[];
  readonly transfers: readonly CompactTransfer[];
  readonly state: RollupState;
  readonly stateRoot: Hash;
  readonly withdrawalsRoot: Hash;
  /** What a proposer tells layer 1 of it. */
  readonly outputRoot: Hash;
}

/** The block that holds this, with its roots and hash worked out. */
export function sealL2Block(
  content: Pick<L2Block, 'number' | 'parent' | 'origin' | 'source' | 'messages' | 'transfers' | 'state'>,
): L2Block {
  const { number, parent, origin, state } = content;
  const roots = { stateRoot: rollupStateRoot(state), withdrawalsRoot: withdrawalsRoot(state) };
  const hash = hashHex(
    sha256(
      encodeRlp([
        rlpInteger(number),
        hexToBytes(parent),
        rlpInteger(origin.height),
        hexToBytes(origin.hash),
        rlpInteger(content.transfers.length),
        hexToBytes(roots.stateRoot),
        hexToBytes(roots.withdrawalsRoot),
      ]),
    ),
  );
  return { ...content, ...roots, hash, outputRoot: l2OutputRoot({ ...roots, blockHash: hash }) };
}
