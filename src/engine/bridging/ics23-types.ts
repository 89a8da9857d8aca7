/** The parts of an ICS-23 proof: how a leaf is hashed, how each step towards the root is, and what they may look like. */

/** How bytes are hashed, by the names of cosmos/ics23, proofs.proto, `HashOp`; this engine has SHA-256 and Bitcoin's hashes. */
export type ProofHash = 'NO_HASH' | 'SHA256' | 'SHA512' | 'KECCAK' | 'RIPEMD160' | 'BITCOIN' | 'SHA512_256';

/** How the length of a key or value is written before it (proofs.proto, `LengthOp`). */
export type ProofLength =
  | 'NO_PREFIX'
  | 'VAR_PROTO'
  | 'VAR_RLP'
  | 'FIXED32_BIG'
  | 'FIXED32_LITTLE'
  | 'FIXED64_BIG'
  | 'FIXED64_LITTLE'
  | 'REQUIRE_32_BYTES'
  | 'REQUIRE_64_BYTES';

/** The hashes in the order of their numbers on the wire. */
export const PROOF_HASHES: readonly ProofHash[] = [
  'NO_HASH',
  'SHA256',
  'SHA512',
  'KECCAK',
  'RIPEMD160',
  'BITCOIN',
  'SHA512_256',
];

/** The length forms in the order of their numbers on the wire. */
export const PROOF_LENGTHS: readonly ProofLength[] = [
  'NO_PREFIX',
  'VAR_PROTO',
  'VAR_RLP',
  'FIXED32_BIG',
  'FIXED32_LITTLE',
  'FIXED64_BIG',
  'FIXED64_LITTLE',
  'REQUIRE_32_BYTES',
  'REQUIRE_64_BYTES',
];

/** How key and value become a leaf's hash: hash(prefix ‖ length and prehash of the key ‖ the same of the value). */
export interface ProofLeafOp {
  readonly hash: ProofHash;
  readonly prehashKey: ProofHash;
  readonly prehashValue: ProofHash;
  readonly length: ProofLength;
  readonly prefix: Uint8Array;
}

/** One step towards the root: hash(prefix ‖ child ‖ suffix). Siblings stand in prefix and suffix. */
export interface ProofInnerOp {
  readonly hash: ProofHash;
  readonly prefix: Uint8Array;
  readonly suffix: Uint8Array;
}

/** That `key` holds `value`: the leaf's hash, led to the root step by step, the lowest step first. */
export interface ExistenceProof {
  readonly key: Uint8Array;
  readonly value: Uint8Array;
  readonly leaf: ProofLeafOp | null;
  readonly path: readonly ProofInnerOp[];
}

/** That nothing stands at `key`: its neighbours on both sides exist and have nothing between them. */
export interface NonExistenceProof {
  readonly key: Uint8Array;
  readonly left: ExistenceProof | null;
  readonly right: ExistenceProof | null;
}

/** One proof among several. */
export type SingleProof =
  | { readonly kind: 'exist'; readonly exist: ExistenceProof }
  | { readonly kind: 'nonexist'; readonly nonexist: NonExistenceProof };

/** A proof as it is sent: one, or several (whose shared steps are sent once, on the wire, where it is compressed). */
export type CommitmentProof =
  SingleProof | { readonly kind: 'batch'; readonly entries: readonly SingleProof[] };

/** What the inner nodes of a tree look like (proofs.proto, `InnerSpec`). */
export interface InnerSpec {
  /** Which child stands where in the hashed bytes: 0, 1 for left, right. */
  readonly childOrder: readonly number[];
  /** Bytes of a child, a length before it included. */
  readonly childSize: number;
  readonly minPrefixLength: number;
  readonly maxPrefixLength: number;
  /** What stands for a child that is not there; none where every node has all children. */
  readonly emptyChild: Uint8Array;
  readonly hash: ProofHash;
}

/**
 * What a tree's proofs must look like. The verifier knows it beforehand: without it, a prover could read the bytes of a
 * node as another leaf (proofs.proto, `ProofSpec`).
 */
export interface ProofSpec {
  readonly leaf: ProofLeafOp;
  readonly inner: InnerSpec;
  /** The most steps; 0 for no limit. */
  readonly maxDepth: number;
  /** The fewest steps. */
  readonly minDepth: number;
  /** Whether keys are ordered by their hash. */
  readonly prehashKeyBeforeComparison: boolean;
  /** Whether a node's prefix has IAVL's form: height, size and version as varints. */
  readonly hasIavlHeader: boolean;
}
