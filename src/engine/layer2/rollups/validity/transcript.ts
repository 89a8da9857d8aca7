/**
 * The Fiat–Shamir transcript: everything that was said so far is hashed, and the verifier's coins are drawn from the
 * hash.
 */
import { bytesToBigint, concatBytes, utf8 } from '../../../foundation/bytes.ts';
import { sha256 } from '../../../foundation/hash.ts';
import { STARK_FIELD } from './stark-field.ts';

const count = (value: number): Uint8Array =>
  Uint8Array.of(value >>> 24, (value >>> 16) & 255, (value >>> 8) & 255, value & 255);

/**
 * A conversation in which a hash plays the verifier (A. Fiat, A. Shamir, How To Prove Yourself, 1986). Each message
 * is hashed with a label and its length, so that no two conversations look the same. Whatever the verifier's coins do
 * not depend on, the prover may choose after seeing them: so the statement has to come first, whole (D. Bernhard et
 * al., How Not to Prove Yourself, 2012).
 */
export class Transcript {
  #state: Uint8Array;

  /** A conversation of a kind of its own: two protocols never draw the same coins. */
  constructor(domain: string) {
    this.#state = sha256(utf8(domain));
  }

  /** Adds a message. */
  absorb(label: string, message: Uint8Array): void {
    const name = utf8(label);
    const said = concatBytes(this.#state, count(name.length), name, count(message.length), message);
    this.#state = sha256(said);
  }

  #draw(label: string): Uint8Array {
    this.absorb(label, utf8('draw'));
    return this.#state;
  }

  /** An element of the field: 256 bits modulo p, as good as even. */
  element(label: string): bigint {
    return bytesToBigint(this.#draw(label)) % STARK_FIELD.modulus;
  }

  /** `amount` elements. */
  elements(label: string, amount: number): readonly bigint[] {
    return Array.from({ length: amount }, () => this.element(label));
  }

  /**
   * `amount` different numbers below `size`, a power of two, in ascending order; all numbers when there are no more.
   */
  positions(label: string, amount: number, size: number): readonly number[] {
    const drawn = new Set<number>();
    while (drawn.size < Math.min(amount, size)) {
      const bytes = this.#draw(label);
      const word = new DataView(bytes.buffer, bytes.byteOffset).getUint32(0);
      drawn.add(word % size);
    }
    return [...drawn].sort((a, b) => a - b);
  }
}
