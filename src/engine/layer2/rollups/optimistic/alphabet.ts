/** The alphabet: the smallest trace over which a dispute game can be played, as the OP Stack's own tests use it. */
import { bigintToFixedBytes, bytesToBigint, concatBytes } from '../../../foundation/bytes.ts';
import { hashHex, keccak256 } from '../../../foundation/hash.ts';
import { ok, reject } from '../../../foundation/result.ts';
import type { Result } from '../../../foundation/result.ts';
import type { Hash } from '../../../foundation/units.ts';

/** The value before any step: `a` − 1 in ASCII. */
const PRESTATE = 0x60n;
/** How many steps the trace of one layer 2 block is given; the n-th block begins at 16n. */
const STEPS_PER_BLOCK = 16n;

/** What the first byte of a claim says of the program's end (OP Stack specification, Cannon Fault Proof Virtual Machine, "State Hash"). */
export const VM_STATUS = { valid: 0, invalid: 1, panic: 2, unfinished: 3 } as const;

/** An alphabet game: a trace of 2^`depth` states that begins at a layer 2 block. */
export interface AlphabetTrace {
  readonly startingBlock: bigint;
  readonly depth: number;
}

const beyond = (index: bigint, depth: number): Result<never> =>
  reject({
    code: 'trace-index-too-large',
    rule: 'Optimism, op-challenger, alphabet trace provider',
    message: 'The index is larger than the maximum index.',
    received: index,
    expected: `at most ${1n << BigInt(depth)}`,
  });

/** The state before any step, 32 bytes. */
export const alphabetPrestate = (): Uint8Array => bigintToFixedBytes(PRESTATE, 32);

/**
 * The state before the step at `index`, which is the one after the step before it: a 32-byte index and a 32-byte value,
 * each one more than in the state before. Refused: an index beyond the end of the trace.
 */
export function alphabetStateBefore(
  { startingBlock, depth }: AlphabetTrace,
  index: bigint,
): Result<Uint8Array> {
  if (index < 0n || index > 1n << BigInt(depth)) return beyond(index, depth);
  if (index === 0n) return ok(alphabetPrestate());
  const count = startingBlock * STEPS_PER_BLOCK + index;
  return ok(concatBytes(bigintToFixedBytes(count, 32), bigintToFixedBytes(PRESTATE + count, 32)));
}

/** A state's commitment: its Keccak-256 hash with the status in place of the first byte. */
export function alphabetCommitment(state: Uint8Array, status: number): Hash {
  const hash = keccak256(state).slice();
  hash[0] = status;
  return hashHex(hash);
}

/**
 * What a claim at trace index `index` says: the state after that step, always with the status "invalid", so that it may
 * stand at the root of an execution trace that attacks. Refused: an index beyond the trace.
 */
export function alphabetClaim(trace: AlphabetTrace, index: bigint): Result<Hash> {
  const state = alphabetStateBefore(trace, index + 1n);
  return state.ok ? ok(alphabetCommitment(state.value, VM_STATUS.invalid)) : state;
}

/** One step of the alphabet machine: the next letter. From the first state, which has no index, it starts at the block's. */
export function alphabetStep(startingBlock: bigint, state: Uint8Array): Uint8Array {
  const count =
    state.length === 32 ? startingBlock * STEPS_PER_BLOCK + 1n : bytesToBigint(state.subarray(0, 32)) + 1n;
  return concatBytes(bigintToFixedBytes(count, 32), bigintToFixedBytes(PRESTATE + count, 32));
}
