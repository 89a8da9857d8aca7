/** What a bridge asks of whoever decides about the rollup's state: which root was proposed, and whether it may be relied on. */
import { hexToBytes } from '../../../foundation/bytes.ts';
import { decoding, malformed } from '../../../foundation/errors.ts';
import { hashHex } from '../../../foundation/hash.ts';
import type { Result } from '../../../foundation/result.ts';
import { decodeRlp, encodeRlp, rlpBytes, rlpInteger, rlpList, rlpQuantity } from '../../../foundation/rlp.ts';
import { ms } from '../../../foundation/units.ts';
import type { Hash, Ms } from '../../../foundation/units.ts';

/** How a proposal stands: disputed or within a delay, beyond dispute, or refuted. */
export type OutputStatus = 'pending' | 'final' | 'invalid';

const STATUSES: readonly OutputStatus[] = ['pending', 'final', 'invalid'];

/** A proposed root of layer 2's state. */
export interface ProposedOutput {
  readonly root: Hash;
  /** The layer 2 block whose state it claims to be. */
  readonly height: number;
  readonly status: OutputStatus;
  /** When it became what it is. */
  readonly since: Ms;
}

/** The question that every contract answers which decides about roots, with {@link encodeOutput}'s bytes. */
export interface OutputQuery {
  readonly kind: 'outputAt';
  /** Number of the proposal, from 0 in the order in which they were made. */
  readonly proposal: number;
}

/** The answer to an {@link OutputQuery}: RLP of root, height, status as its number, and the time in milliseconds. */
export const encodeOutput = ({ root, height, status, since }: ProposedOutput): Uint8Array =>
  encodeRlp([hexToBytes(root), rlpInteger(height), rlpInteger(STATUSES.indexOf(status)), rlpInteger(since)]);

const RULE = 'Strata rollups, answer about an output';

/** The output that such an answer tells of. Refused: any form that {@link encodeOutput} would not write. */
export function readOutput(answer: Uint8Array): Result<ProposedOutput> {
  const decoded = decodeRlp(answer);
  if (!decoded.ok) return decoded;
  return decoding(() => {
    const [root, height, status, since] = rlpList(decoded.value, 4, 'An output', RULE);
    const number = Number(rlpQuantity(status, 'The status', RULE, 8));
    const name = STATUSES[number];
    if (name === undefined) malformed('unknown-status', RULE, 'There is no such status.', number, 'below 3');
    return {
      root: hashHex(rlpBytes(root, 'The root', RULE, 32)),
      height: Number(rlpQuantity(height, 'The height', RULE, 48)),
      status: name,
      since: ms(Number(rlpQuantity(since, 'The time', RULE, 48))),
    };
  });
}
