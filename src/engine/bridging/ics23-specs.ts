/** The three trees whose proofs are in use: CometBFT's, IAVL's, and the sparse Merkle tree that this engine has too. */
import type { ProofLeafOp, ProofSpec } from './ics23-types.ts';

const leaf: ProofLeafOp = {
  hash: 'SHA256',
  prehashKey: 'NO_HASH',
  prehashValue: 'SHA256',
  length: 'VAR_PROTO',
  prefix: Uint8Array.of(0),
};
const NOTHING = new Uint8Array(0);

/** The simple Merkle tree of Tendermint, now CometBFT (cosmos/ics23, go/proof.go, `TendermintSpec`; RFC 6962, 2.1). */
export const TENDERMINT_SPEC: ProofSpec = {
  leaf,
  inner: {
    childOrder: [0, 1],
    childSize: 32,
    minPrefixLength: 1,
    maxPrefixLength: 1,
    emptyChild: NOTHING,
    hash: 'SHA256',
  },
  maxDepth: 0,
  minDepth: 0,
  prehashKeyBeforeComparison: false,
  hasIavlHeader: false,
};

/** The balanced tree of the Cosmos SDK: each node says its height, size and version (cosmos/ics23, go/proof.go, `IavlSpec`). */
export const IAVL_SPEC: ProofSpec = {
  leaf,
  inner: {
    childOrder: [0, 1],
    // With the byte that says its length.
    childSize: 33,
    minPrefixLength: 4,
    maxPrefixLength: 12,
    emptyChild: NOTHING,
    hash: 'SHA256',
  },
  maxDepth: 0,
  minDepth: 0,
  prehashKeyBeforeComparison: false,
  hasIavlHeader: true,
};

/**
 * The sparse Merkle tree in which a leaf stands where the hash of its key says (cosmos/ics23, go/proof.go, `SmtSpec`).
 * The foundation's sparse tree is hashed in this way.
 */
export const SMT_SPEC: ProofSpec = {
  leaf: { ...leaf, prehashKey: 'SHA256', length: 'NO_PREFIX' },
  inner: {
    childOrder: [0, 1],
    childSize: 32,
    minPrefixLength: 1,
    maxPrefixLength: 1,
    emptyChild: new Uint8Array(32),
    hash: 'SHA256',
  },
  maxDepth: 256,
  minDepth: 0,
  prehashKeyBeforeComparison: true,
  hasIavlHeader: false,
};
