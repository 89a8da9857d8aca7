/** Whether an ICS-23 proof shows that a key holds a value under a root, or that it holds nothing. */
import { bytesToHex, compareBytes, equalBytes } from '../foundation/bytes.ts';
import { decoding, malformed } from '../foundation/errors.ts';
import type { Result } from '../foundation/result.ts';
import { areNeighbours, isLeftMost, isRightMost } from './ics23-neighbours.ts';
import { applyInnerOp, applyLeafOp, checkInnerOp, checkLeafOp, keyForComparison } from './ics23-ops.ts';
import type { CommitmentProof, ExistenceProof, NonExistenceProof, ProofSpec } from './ics23-types.ts';

const RULE = 'ICS-23, "verifyMembership"';
const ABSENT = 'ICS-23, "verifyNonMembership"';

/** How membership is checked; the labs' type for a learner's own {@link verifyMembership}. */
export type VerifyMembership = (
  spec: ProofSpec,
  root: Uint8Array,
  proof: CommitmentProof,
  key: Uint8Array,
  value: Uint8Array,
) => Result<void>;

/** How absence is checked; the labs' type for a learner's own {@link verifyNonMembership}. */
export type VerifyNonMembership = (
  spec: ProofSpec,
  root: Uint8Array,
  proof: CommitmentProof,
  key: Uint8Array,
) => Result<void>;

/** The root to which `proof` leads. Stops the decoder around for a step that the tree would not have. */
function rootOf({ key, value, leaf, path }: ExistenceProof, spec: ProofSpec): Uint8Array {
  if (leaf === null)
    malformed('no-leaf', RULE, 'The proof does not say how its leaf is hashed.', null, 'a leaf');
  checkLeafOp(leaf, spec);
  if (path.length < spec.minDepth || (spec.maxDepth > 0 && path.length > spec.maxDepth))
    malformed('wrong-depth', RULE, 'The path is too short or too long.', path.length, [
      spec.minDepth,
      spec.maxDepth,
    ]);
  let node = applyLeafOp(leaf, key, value);
  for (const [index, op] of path.entries()) {
    checkInnerOp(op, spec, index + 1);
    node = applyInnerOp(op, node);
  }
  return node;
}

/** The root that an existence proof leads to, whatever it is. Refused: a proof that the tree of `spec` would not have. */
export const calculateRoot = (proof: ExistenceProof, spec: ProofSpec): Result<Uint8Array> =>
  decoding(() => rootOf(proof, spec));

function expectRoot(proof: ExistenceProof, spec: ProofSpec, root: Uint8Array): void {
  const reached = rootOf(proof, spec);
  if (!equalBytes(reached, root))
    malformed('wrong-root', RULE, 'The proof leads to another root.', bytesToHex(reached), bytesToHex(root));
}

/**
 * Shows that `key` holds `value` under `root`. Refused: a proof of absence, or one of another key or value; a leaf or a
 * step that the tree of `spec` would not have; another root. Of a batch, the proof of this key counts.
 */
export const verifyMembership: VerifyMembership = (spec, root, proof, key, value) =>
  decoding(() => {
    const entries = proof.kind === 'batch' ? proof.entries : [proof];
    const found = entries
      .filter((entry) => entry.kind === 'exist')
      .find(({ exist }) => equalBytes(exist.key, key));
    if (found === undefined)
      return malformed(
        'no-proof-of-key',
        RULE,
        'It proves nothing of this key.',
        proof.kind,
        bytesToHex(key),
      );
    const { exist } = found;
    if (!equalBytes(exist.value, value))
      malformed('wrong-value', RULE, 'It proves another value.', bytesToHex(exist.value), bytesToHex(value));
    return expectRoot(exist, spec, root);
  });

/** Whether `key` lies between the neighbours of the proof, in the tree's order. */
function liesBetween(spec: ProofSpec, { left, right }: NonExistenceProof, key: Uint8Array): boolean {
  const at = keyForComparison(spec, key);
  return (
    (left === null || compareBytes(keyForComparison(spec, left.key), at) < 0) &&
    (right === null || compareBytes(at, keyForComparison(spec, right.key)) < 0)
  );
}

/**
 * Shows that nothing stands at `key` under `root`: its left and right neighbours exist, lie on either side of it in the
 * tree's order, and are next to each other; where one is missing, the other is the last on that side. Refused: anything
 * else, a proof without both neighbours among it (an empty tree has no proof of absence in ICS-23).
 */
export const verifyNonMembership: VerifyNonMembership = (spec, root, proof, key) =>
  decoding(() => {
    const entries = proof.kind === 'batch' ? proof.entries : [proof];
    const found = entries
      .filter((entry) => entry.kind === 'nonexist')
      .find(({ nonexist }) => liesBetween(spec, nonexist, key));
    if (found === undefined)
      return malformed(
        'key-not-between',
        ABSENT,
        'No neighbours lie around it.',
        bytesToHex(key),
        'in between',
      );
    const { left, right } = found.nonexist;
    // The neighbour that is missing is told by its absence, not by an empty key: a leaf with an empty key is refused.
    if (left !== null) expectRoot(left, spec, root);
    if (right !== null) expectRoot(right, spec, root);
    const apart = (message: string): never =>
      malformed('not-neighbours', ABSENT, message, bytesToHex(key), 'nothing between the neighbours');
    if (left === null && right === null) return apart('Both neighbours are missing.');
    if (left === null && right !== null && !isLeftMost(spec.inner, right.path))
      return apart('Something stands to the left of the right neighbour.');
    if (right === null && left !== null && !isRightMost(spec.inner, left.path))
      return apart('Something stands to the right of the left neighbour.');
    if (left !== null && right !== null && !areNeighbours(spec.inner, left.path, right.path))
      return apart('Something stands between the neighbours.');
    return undefined;
  });
