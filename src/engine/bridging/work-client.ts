/** A light client of a chain that is mined: headers only, the most work counts, and a payment is shown by its path to a header. */
import { hexToBytes, reverseBytes } from '../foundation/bytes.ts';
import { hashHex } from '../foundation/hash.ts';
import { verifyMerkleProof } from '../foundation/merkle.ts';
import type { MerkleProof } from '../foundation/merkle.ts';
import { ok, reject } from '../foundation/result.ts';
import type { Result } from '../foundation/result.ts';
import type { Hash } from '../foundation/units.ts';
import { headerId, targetOf, workOf } from '../layer1/chain/header.ts';
import type { BitcoinHeader } from '../layer1/chain/header.ts';
import { meetsTarget } from '../layer1/consensus/proof-of-work.ts';

/** A header that the client has, with all work up to it. */
export interface WorkedHeader {
  readonly header: BitcoinHeader;
  readonly height: number;
  readonly work: bigint;
}

/** What the client has: all headers that it was shown and that hold, and the one with the most work behind it. */
export interface WorkClient {
  readonly headers: ReadonlyMap<Hash, WorkedHeader>;
  readonly tip: Hash;
  /** The compact target that all headers must have: this client is for one period without a retarget (Bitcoin: 2,016 blocks). */
  readonly bits: number;
}

const RULE = 'Bitcoin whitepaper, section 8, "Simplified Payment Verification"';
const refuse = (code: string, message: string, received: unknown, expected: unknown): Result<never> =>
  reject({ code, rule: RULE, message, received, expected });

/** A client that trusts `checkpoint` and takes its target for all that follow. */
export function createWorkClient(checkpoint: BitcoinHeader, height = 0): WorkClient {
  const id = headerId(checkpoint);
  const { bits } = checkpoint;
  return { headers: new Map([[id, { header: checkpoint, height, work: 0n }]]), tip: id, bits };
}

/**
 * The client with one header more. A header that is known changes nothing. Refused: one whose parent is not known, one with
 * another target, one whose hash does not meet it. The tip moves only to strictly more work, so that the first seen stays among equals.
 */
export function followHeader(client: WorkClient, header: BitcoinHeader): Result<WorkClient> {
  const id = headerId(header);
  if (client.headers.has(id)) return ok(client);
  const parent = client.headers.get(header.prevId);
  if (parent === undefined)
    return refuse('unknown-parent', 'The parent is not known.', header.prevId, 'a known header');
  if (header.bits !== client.bits)
    return refuse('wrong-target', 'The target is another.', header.bits, client.bits);
  const target = targetOf(header.bits);
  if (!meetsTarget(id, target))
    return refuse('too-little-work', 'The hash does not meet the target.', id, target);
  const worked = { header, height: parent.height + 1, work: parent.work + workOf(target) };
  const headers = new Map([...client.headers, [id, worked] as const]);
  const isMore = worked.work > (client.headers.get(client.tip)?.work ?? -1n);
  return ok({ ...client, headers, tip: isMore ? id : client.tip });
}

/** How deep the header `id` is on the chain with the most work: 1 for the tip, 0 for one that is not on it. */
export function workConfirmations({ headers, tip }: WorkClient, id: Hash): number {
  const wanted = headers.get(id);
  if (wanted === undefined) return 0;
  let at: Hash = tip;
  let depth = 1;
  for (;;) {
    const worked = headers.get(at);
    if (worked === undefined || worked.height < wanted.height) return 0;
    if (at === id) return depth;
    at = worked.header.prevId;
    depth += 1;
  }
}

/** A transaction shown by its path to the Merkle root of a header. */
export interface ShownPayment {
  /** The transaction's id as it is printed. */
  readonly transaction: Hash;
  readonly header: Hash;
  readonly proof: MerkleProof;
}

/**
 * Whether a payment is `needed` confirmations deep. Refused: a header that is not on the chain with the most work or not deep enough,
 * and a path that does not lead to its root. What it costs to deceive the client is the work of `needed` blocks, which is why a bridge asks for more of
 * them than a shop. The path alone cannot tell a transaction of 64 bytes from a node of the tree, so whoever reads the transaction behind the
 * id refuses one of that length (BIP-53).
 */
export function checkShownPayment(client: WorkClient, shown: ShownPayment, needed: number): Result<number> {
  const confirmations = workConfirmations(client, shown.header);
  if (confirmations < Math.max(1, needed))
    return refuse('too-few-confirmations', `It is ${confirmations} deep.`, confirmations, needed);
  const root = client.headers.get(shown.header)?.header.merkleRoot;
  const internal = (hash: Hash): Hash => hashHex(reverseBytes(hexToBytes(hash)));
  if (root === undefined || !verifyMerkleProof(internal(root), internal(shown.transaction), shown.proof))
    return refuse('wrong-path', 'The path does not lead to the header.', shown.transaction, root);
  return ok(confirmations);
}
