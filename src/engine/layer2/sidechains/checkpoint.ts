/** A checkpoint: the Merkle root of a range of a sidechain's blocks, signed by those who hold stake in it. */
import { hexToBytes } from '../../foundation/bytes.ts';
import { hashHex, keccak256 } from '../../foundation/hash.ts';
import { sign, verify } from '../../foundation/keys.ts';
import type { KeyPair } from '../../foundation/keys.ts';
import { ok, reject } from '../../foundation/result.ts';
import type { Result } from '../../foundation/result.ts';
import { encodeRlp, rlpInteger } from '../../foundation/rlp.ts';
import type { Address, Hash, Hex } from '../../foundation/units.ts';
import { paddedProof, paddedRoot, verifyPaddedProof } from '../plasma/padded-tree.ts';
import { sideHeaderHash } from './side-block.ts';
import type { SideHeader } from './side-block.ts';

/** What is claimed: that these blocks, first and last included, have this root. */
export interface StakeCheckpoint {
  readonly proposer: Address;
  readonly start: number;
  readonly end: number;
  /** Over the {@link sideHeaderHash} of each block, in a tree as high as their number needs. */
  readonly root: Hash;
}

/** Someone with stake: whose vote counts for how much. */
export interface StakeHolder {
  readonly id: number;
  /** 33 bytes. */
  readonly publicKey: Hex;
  readonly stake: bigint;
}

/** A vote for a checkpoint. */
export interface CheckpointVote {
  readonly holder: number;
  readonly signature: Hex;
}

/**
 * How much stake signed `checkpoint` for the contract at `contract`, when that is enough; the part that a lab replaces.
 * Votes are in ascending order of holder.
 */
export type VerifyCheckpoint = (
  checkpoint: StakeCheckpoint,
  votes: readonly CheckpointVote[],
  holders: readonly StakeHolder[],
  contract: Address,
) => Result<bigint>;

/** The longest checkpoint, in blocks (heimdall, mainnet genesis of 2020: `max_checkpoint_length`; `avg_checkpoint_length` is 256). */
export const MAX_CHECKPOINT_LENGTH = 1_024;

/** What a vote signs: the claim, and the contract that it is for. */
export const checkpointHash = (contract: Address, { proposer, start, end, root }: StakeCheckpoint): Hash =>
  hashHex(
    keccak256(
      encodeRlp([
        hexToBytes(contract),
        hexToBytes(proposer),
        rlpInteger(start),
        rlpInteger(end),
        hexToBytes(root),
      ]),
    ),
  );

/** A holder's vote. Needs `ready()`. */
export const voteForCheckpoint = (
  contract: Address,
  checkpoint: StakeCheckpoint,
  holder: number,
  key: KeyPair,
): CheckpointVote => ({ holder, signature: sign(checkpointHash(contract, checkpoint), key.secretKey) });

/** All stake together. */
export const allStake = (holders: readonly StakeHolder[]): bigint =>
  holders.reduce((sum, { stake }) => sum + stake, 0n);

/** The least stake that makes a checkpoint: ⌊2/3 of all⌋ + 1 (StakeManager, "2/3+1 non-majority!"). */
export const checkpointQuorum = (stake: bigint): bigint => (2n * stake) / 3n + 1n;

const refuse = (code: string, message: string, received: unknown, expected: unknown) =>
  reject({ code, rule: 'Polygon PoS, StakeManager, `checkSignatures`', message, received, expected });

/**
 * Counts the stake behind a checkpoint. Refused: `wrong-range`, `unknown-holder`, `voted-twice` (or out of order, which
 * would hide it), `bad-signature`, `too-little-stake`. Needs `ready()`.
 */
export const verifyCheckpoint: VerifyCheckpoint = (checkpoint, votes, holders, contract) => {
  const { start, end } = checkpoint;
  if (start > end || end - start >= MAX_CHECKPOINT_LENGTH)
    return refuse('wrong-range', 'A checkpoint covers 1 to 1,024 blocks.', [start, end], 'start to end');
  const hash = checkpointHash(contract, checkpoint);
  let signed = 0n;
  let last = -1;
  for (const { holder, signature } of votes) {
    const found = holders.find(({ id }) => id === holder);
    if (found === undefined) return refuse('unknown-holder', `${holder} holds no stake.`, holder, 'a holder');
    if (holder <= last)
      return refuse('voted-twice', `The vote of ${holder} comes again or out of order.`, holder, last + 1);
    if (!verify(signature, hash, found.publicKey))
      return refuse('bad-signature', `${holder} did not sign this.`, signature, hash);
    signed += found.stake;
    last = holder;
  }
  const needed = checkpointQuorum(allStake(holders));
  return signed >= needed
    ? ok(signed)
    : refuse('too-little-stake', `${signed} of stake signed; it takes ${needed}.`, signed, needed);
};

/** How high a tree of `blocks` leaves is. */
export const checkpointHeight = (blocks: number): number => {
  let height = 0;
  while (2 ** height < blocks) height += 1;
  return height;
};

/** The root over headers, the oldest first. */
export const checkpointRoot = (headers: readonly SideHeader[]): Hash =>
  paddedRoot(headers.map(sideHeaderHash), checkpointHeight(headers.length));

/** The proof that header `index` of `headers` is under their root. @throws RangeError when there is none */
export const proveHeader = (headers: readonly SideHeader[], index: number): readonly Hash[] =>
  paddedProof(headers.map(sideHeaderHash), index, checkpointHeight(headers.length));

/** Whether `header` is under a checkpoint; the part that a lab replaces. */
export type VerifyHeader = (
  header: SideHeader,
  proof: readonly Hash[],
  checkpoint: Pick<StakeCheckpoint, 'start' | 'end' | 'root'>,
) => Result<void>;

/** Refused: `outside-the-range`, `header-not-included`. */
export const verifyHeader: VerifyHeader = (header, proof, { start, end, root }) => {
  const { number } = header;
  if (number < start || number > end)
    return refuse('outside-the-range', 'The checkpoint has other blocks.', number, [start, end]);
  const height = checkpointHeight(end - start + 1);
  return verifyPaddedProof(root, sideHeaderHash(header), number - start, proof, height)
    ? ok(undefined)
    : refuse('header-not-included', 'The proof does not lead to the checkpoint’s root.', number, root);
};
