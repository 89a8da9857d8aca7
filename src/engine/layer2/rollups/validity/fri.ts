/**
 * FRI: a proof that committed values lie on a polynomial of few terms, without showing them all (E. Ben-Sasson et
 * al., Fast Reed–Solomon Interactive Oracle Proofs of Proximity, 2018).
 *
 * A polynomial is halved into its even and its odd powers, f(x) = e(x²) + x · o(x²). The prover commits to the values
 * of f, the verifier answers with a random β, and e + β · o has half the terms and is committed to next, until the
 * few terms left can be sent. Then the verifier looks into every layer at places that follow from its own: e and o at
 * x² are made of f at x and −x, so each layer is held against the next.
 */
import { concatBytes } from '../../../foundation/bytes.ts';
import { decoding, malformed } from '../../../foundation/errors.ts';
import { coefficientsOf, reverseBits, valueAt } from '../../../foundation/polynomial.ts';
import type { Result } from '../../../foundation/result.ts';
import { commitmentLeaf, commitmentRoot, commitTo, openMany, verifyOpenings } from './commitment.ts';
import { STARK_FIELD } from './stark-field.ts';
import type { Transcript } from './transcript.ts';

const { add, subtract, multiply, power, inverse, encode } = STARK_FIELD;
const RULE = 'Fast Reed–Solomon IOP of Proximity, 2018';
const HALF = inverse(2n);

/** Where values are taken and what is claimed of them. */
export interface FriClaim {
  /** How many values: value i is taken at `offset` · ω^i, where ω has this order. A power of two. */
  readonly size: number;
  readonly offset: bigint;
  /** The polynomial has at most this many terms, a power of two below `size`. */
  readonly terms: number;
  /** Places to look at. Each catches a cheat with a chance of 1 − terms / size at least, as is conjectured. */
  readonly queries: number;
}

/** What one layer shows: for each place asked for the values at x and −x, and the nodes that lead to the root. */
export interface FriLayer {
  readonly root: Uint8Array;
  readonly pairs: readonly (readonly [bigint, bigint])[];
  readonly siblings: readonly Uint8Array[];
}

/** All layers, and the coefficients of the polynomial that the last is folded to, constant term first. */
export interface FriProof {
  readonly layers: readonly FriLayer[];
  readonly coefficients: readonly bigint[];
}

/** Terms at which the prover sends the polynomial itself. */
const FEW_TERMS = 32;

/** Layers of a claim: halvings until few terms are left, one at least. */
export const friLayers = ({ terms }: FriClaim): number => Math.max(1, Math.log2(terms / FEW_TERMS));

/** The terms in order of index, each once. */
const distinct = (indices: readonly number[]): readonly number[] =>
  [...new Set(indices)].sort((a, b) => a - b);

/** e(x²) + β · o(x²), from f(x) = `here` and f(−x) = `there`; `halfInverse` is 1 / 2x. */
const fold = (here: bigint, there: bigint, beta: bigint, halfInverse: bigint): bigint =>
  add(multiply(add(here, there), HALF), multiply(beta, multiply(subtract(here, there), halfInverse)));

const pairBytes = (a: bigint, b: bigint): Uint8Array => concatBytes(encode(a), encode(b));
const sayCoefficients = (coefficients: readonly bigint[]): Uint8Array =>
  concatBytes(...coefficients.map(encode));

/**
 * A proof, the places that were asked for, and whether the claim holds: of a false one the last terms were cut off.
 */
export interface FriProving {
  readonly proof: FriProof;
  readonly positions: readonly number[];
  readonly holds: boolean;
}

/** Proves that `values` are what `claim` says, in a conversation that goes on in `transcript`. */
export function proveFri(values: readonly bigint[], claim: FriClaim, transcript: Transcript): FriProving {
  const layers: { readonly values: readonly bigint[]; readonly tree: ReturnType<typeof commitTo> }[] = [];
  let codeword = values;
  let offset = claim.offset;
  for (let layer = 0; layer < friLayers(claim); layer += 1) {
    const half = codeword.length / 2;
    const current = codeword;
    const tree = commitTo(half, (at) => pairBytes(current[at] as bigint, current[at + half] as bigint));
    layers.push({ values: current, tree });
    transcript.absorb('fri layer', commitmentRoot(tree));
    const beta = transcript.element('fri beta');
    const step = inverse(STARK_FIELD.rootOfUnity(2 * half));
    let halfInverse = multiply(HALF, inverse(offset));
    codeword = Array.from({ length: half }, (_, at) => {
      const folded = fold(current[at] as bigint, current[at + half] as bigint, beta, halfInverse);
      halfInverse = multiply(halfInverse, step);
      return folded;
    });
    offset = multiply(offset, offset);
  }
  const last = codeword;
  const reversed = last.map((_, at) => last[reverseBits(at, last.length)] as bigint);
  const all = coefficientsOf(STARK_FIELD, reversed, offset);
  const kept = claim.terms / 2 ** layers.length;
  const coefficients = all.slice(0, kept);
  transcript.absorb('fri last', sayCoefficients(coefficients));
  const positions = transcript.positions('fri positions', claim.queries, claim.size);
  const holds = all.slice(kept).every((coefficient) => coefficient === 0n);
  return { proof: { layers: openLayers(layers, positions), coefficients }, positions, holds };
}

function openLayers(
  layers: readonly { readonly values: readonly bigint[]; readonly tree: ReturnType<typeof commitTo> }[],
  positions: readonly number[],
): readonly FriLayer[] {
  let indices = positions;
  return layers.map(({ values, tree }) => {
    const half = tree.leaves;
    indices = distinct(indices.map((index) => index % half));
    const pairs = indices.map((at) => [values[at] as bigint, values[at + half] as bigint] as const);
    return { root: commitmentRoot(tree), pairs, siblings: openMany(tree, indices) };
  });
}

/** The values that the first layer holds at the places asked for; what they should be is for the caller to check. */
export type FriOpened = ReadonlyMap<number, bigint>;

/**
 * Checks a proof in the same conversation. Refused: another number of layers, values or terms than the claim makes
 * (`wrong-shape`), values that do not belong to a layer's root (`wrong-opening`), a layer that is not folded into the
 * next, and a last one that is not the polynomial sent (`wrong-fold`).
 */
export const verifyFri = (proof: FriProof, claim: FriClaim, transcript: Transcript): Result<FriOpened> =>
  decoding(() => {
    const count = friLayers(claim);
    const kept = claim.terms / 2 ** count;
    if (proof.layers.length !== count || proof.coefficients.length !== kept) {
      const received = { layers: proof.layers.length, coefficients: proof.coefficients.length };
      const expected = { layers: count, coefficients: kept };
      malformed('wrong-shape', RULE, 'The proof has another shape than its claim.', received, expected);
    }
    const betas = proof.layers.map(({ root }) => {
      transcript.absorb('fri layer', root);
      return transcript.element('fri beta');
    });
    transcript.absorb('fri last', sayCoefficients(proof.coefficients));
    const positions = transcript.positions('fri positions', claim.queries, claim.size);
    const opened = new Map<number, bigint>();
    /** What the layer before makes the next layer's values be; the first layer's are taken as they are. */
    let folded: ReadonlyMap<number, bigint> | null = null;
    let indices = positions;
    let { size, offset } = claim;
    for (const [number, { root, pairs, siblings }] of proof.layers.entries()) {
      const half = size / 2;
      const leaves = distinct(indices.map((index) => index % half));
      if (pairs.length !== leaves.length)
        malformed('wrong-shape', RULE, `Layer ${number} opens other places.`, pairs.length, leaves.length);
      const hashes = pairs.map(([a, b]) => commitmentLeaf(pairBytes(a, b)));
      if (!verifyOpenings(root, half, leaves, hashes, siblings))
        malformed(
          'wrong-opening',
          RULE,
          `What layer ${number} opens is not committed to.`,
          number,
          'its root',
        );
      const pairAt = new Map(leaves.map((leaf, place) => [leaf, pairs[place] as readonly [bigint, bigint]]));
      for (const index of indices) {
        const [here, there] = pairAt.get(index % half) as readonly [bigint, bigint];
        const value = index < half ? here : there;
        if (folded === null) opened.set(index, value);
        else if (value !== folded.get(index))
          malformed(
            'wrong-fold',
            RULE,
            `Layer ${number} is not folded from the one before.`,
            value,
            folded.get(index),
          );
      }
      const beta = betas[number] as bigint;
      const root2 = STARK_FIELD.rootOfUnity(size);
      const doubles = leaves.map((leaf) => multiply(2n, multiply(offset, power(root2, BigInt(leaf)))));
      const inverses = STARK_FIELD.inverseAll(doubles);
      folded = new Map(
        leaves.map((leaf, place) => {
          const [here, there] = pairs[place] as readonly [bigint, bigint];
          return [leaf, fold(here, there, beta, inverses[place] as bigint)];
        }),
      );
      [indices, size, offset] = [leaves, half, multiply(offset, offset)];
    }
    const omega = STARK_FIELD.rootOfUnity(size);
    for (const [index, value] of folded ?? []) {
      const x = multiply(offset, power(omega, BigInt(index)));
      const expected = valueAt(STARK_FIELD, proof.coefficients, x);
      if (value !== expected)
        malformed('wrong-fold', RULE, 'The last layer is not the polynomial that was sent.', value, expected);
    }
    return opened;
  });
