// ICS-23 proofs of existence and absence, of Tendermint's, IAVL's and sparse Merkle trees.
import { bytesToHex, hexToBytes } from '../../src/engine/foundation/bytes.ts';
import { decodeProof, encodeProof } from '../../src/engine/bridging/ics23-codec.ts';
import { IAVL_SPEC, SMT_SPEC, TENDERMINT_SPEC } from '../../src/engine/bridging/ics23-specs.ts';
import type { ExistenceProof, ProofSpec, SingleProof } from '../../src/engine/bridging/ics23-types.ts';
import { verifyMembership, verifyNonMembership } from '../../src/engine/bridging/ics23-verify.ts';
import { expectSame, has, text } from './format.ts';
import type { Format } from './format.ts';

const SPECS: Readonly<Record<string, ProofSpec>> = {
  tendermint: TENDERMINT_SPEC,
  iavl: IAVL_SPEC,
  smt: SMT_SPEC,
};

const hex = (data: Uint8Array): string => bytesToHex(data).slice(2);

const existence = (proof: ExistenceProof | null): unknown =>
  proof && {
    key: hex(proof.key),
    value: hex(proof.value),
    leaf: proof.leaf && { ...proof.leaf, prefix: hex(proof.leaf.prefix) },
    path: proof.path.map((op) => ({ hash: op.hash, prefix: hex(op.prefix), suffix: hex(op.suffix) })),
  };

const written = (proof: SingleProof): unknown =>
  proof.kind === 'exist'
    ? { exist: existence(proof.exist) }
    : {
        nonexist: {
          key: hex(proof.nonexist.key),
          left: existence(proof.nonexist.left),
          right: existence(proof.nonexist.right),
        },
      };

/** JSON with the fields of every object in the order of their names. */
const canonical = (value: unknown): string =>
  JSON.stringify(value, (_key, item: unknown) =>
    typeof item === 'object' && item !== null && !Array.isArray(item)
      ? Object.fromEntries(Object.entries(item).sort(([a], [b]) => (a < b ? -1 : 1)))
      : item,
  );

export const ics23Proofs: Format = {
  name: 'ICS-23 proofs',
  recognises: (first) => has(first, 'spec', 'root', 'key', 'value', 'proof'),
  run(one) {
    const spec = SPECS[text(one, 'spec')];
    if (spec === undefined) return `the engine has no tree ${text(one, 'spec')}`;
    const data = hexToBytes(text(one, 'proof'));
    const decoded = decodeProof(data);
    if (!decoded.ok) throw new Error(decoded.rejection.message);
    const proof = decoded.value;
    if (proof.kind !== 'batch' && one['decoded'] !== undefined)
      expectSame('decoded', canonical(written(proof)), canonical(one['decoded']));
    if (proof.kind !== 'batch') expectSame('encoded', hex(encodeProof(proof)), text(one, 'proof'));
    const [root, key] = [hexToBytes(text(one, 'root')), hexToBytes(text(one, 'key'))];
    const isAbsent = one['value'] === null;
    const value = isAbsent ? key : hexToBytes(text(one, 'value'));
    const holds = verifyMembership(spec, root, proof, key, value);
    const lacks = verifyNonMembership(spec, root, proof, key);
    expectSame('membership', holds.ok ? 'ok' : holds.rejection.code, isAbsent ? 'no-proof-of-key' : 'ok');
    expectSame('absence', lacks.ok ? 'ok' : lacks.rejection.code, isAbsent ? 'ok' : 'key-not-between');
    const other = Uint8Array.from(root, (byte, index) => (index === 0 ? byte ^ 1 : byte));
    const elsewhere = isAbsent
      ? verifyNonMembership(spec, other, proof, key)
      : verifyMembership(spec, other, proof, key, value);
    expectSame('under another root', elsewhere.ok ? 'ok' : elsewhere.rejection.code, 'wrong-root');
    return undefined;
  },
};
