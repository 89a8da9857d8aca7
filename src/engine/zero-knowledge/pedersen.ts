/** Commitments that hide a number for ever and can be added (T. Pedersen, Non-Interactive and Information-Theoretic Secure Verifiable Secret Sharing, 1991). */
import { GENERATOR, multiply } from '../foundation/secp256k1.ts';
import type { CurvePoint } from '../foundation/secp256k1.ts';
import { SECP256K1_GROUP } from './prime-group.ts';

/** The second generator: nobody knows how often it holds the first, or commitments could be opened to anything. */
export const BLINDING_GENERATOR: CurvePoint = SECP256K1_GROUP.hashToElement('pedersen blinding');

/**
 * The commitment to `value` under `blinding`: value · G + blinding · H, both modulo the order. Uniform blinding hides the
 * value from everyone; two openings would give the logarithm of H. Sums of commitments commit to sums.
 */
export const pedersenCommit = (value: bigint, blinding: bigint): CurvePoint =>
  multiply(GENERATOR, value).add(multiply(BLINDING_GENERATOR, blinding));
