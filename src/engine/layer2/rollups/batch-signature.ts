/**
 * One signature for a whole batch: everyone who sends in it signs the batch itself, and the signatures are summed.
 *
 * With one message two pairings suffice for any number of signers. Signers of different messages would cost a pairing each,
 * and anyone could be asked to pay for that. The price is a round of questions: the sequencer shows the batch to its
 * senders, and who does not answer is left out (M. Camaioni et al., Chop Chop, OSDI 2024, "distillation").
 */
import { bigintToFixedBytes, bytesToHex, concatBytes, hexToBytes, utf8 } from '../../foundation/bytes.ts';
import { sha256 } from '../../foundation/hash.ts';
import type { Result } from '../../foundation/result.ts';
import type { Hash } from '../../foundation/units.ts';
import { verifyBlsAggregate } from '../../layer1/scaling/bls-aggregate.ts';
import type { RegisteredKey } from '../../layer1/scaling/bls-signature.ts';

/** Whether `signature` is that of all `signers` on `message`. */
export type CheckBatchSignature = (
  signers: readonly RegisteredKey[],
  message: Uint8Array,
  signature: Uint8Array,
) => Result<void>;

/** What a batch's senders sign. */
export interface BatchStatement {
  readonly chainId: number;
  /** The whole hash of the block before: no batch can be applied twice, or on anything else. */
  readonly parent: Hash;
  /** The whole hash of the layer 1 block that the batch has read up to. */
  readonly origin: Hash;
  /** The batch by {@link encodeUnsignedBatch}. */
  readonly unsigned: Uint8Array;
}

/** The message that the senders of a batch sign. */
export const rollupBatchMessage = ({ chainId, parent, origin, unsigned }: BatchStatement): Uint8Array =>
  concatBytes(
    utf8('strata rollup batch'),
    bigintToFixedBytes(BigInt(chainId), 8),
    hexToBytes(parent),
    hexToBytes(origin),
    sha256(unsigned),
  );

/** The check by aggregate BLS: refused is whatever {@link verifyBlsAggregate} refuses. */
export const checkBlsBatch: CheckBatchSignature = (signers, message, signature) =>
  verifyBlsAggregate(signers, message, signature);

/** Verdicts kept at most; when there are more, all are forgotten at once. */
const MOST_VERDICTS = 4_096;

/**
 * The same check, which remembers what it has seen: a node that derives a chain anew after a reorganisation does not pay for the same pairings
 * again (Bitcoin Core keeps such a memory of signatures, script/sigcache.h).
 */
export function rememberChecks(check: CheckBatchSignature = checkBlsBatch): CheckBatchSignature {
  const verdicts = new Map<string, Result<void>>();
  return (signers, message, signature) => {
    const keys = signers.map(({ publicKey }) => publicKey);
    const name = bytesToHex(sha256(concatBytes(sha256(message), sha256(signature), ...keys)));
    const known = verdicts.get(name);
    if (known !== undefined) return known;
    const verdict = check(signers, message, signature);
    if (verdicts.size >= MOST_VERDICTS) verdicts.clear();
    verdicts.set(name, verdict);
    return verdict;
  };
}
