/** Withheld data: an operator and members of the committee sign that data are there, and hand them to nobody. */
import { hexToBytes } from '../foundation/bytes.ts';
import { sign } from '../foundation/keys.ts';
import type { KeyPair } from '../foundation/keys.ts';
import type { Hash } from '../foundation/units.ts';
import { availabilityDigest } from '../layer2/rollups/validium.ts';

/**
 * A committee that keeps a validium's data. Its first `colluders` members do as the operator says: they sign for data that they then show to nobody.
 * The others sign only for what they have been given, and give it to everyone who asks.
 */
export class DataCommittee {
  readonly keys: readonly KeyPair[];
  readonly colluders: number;
  /** What honest members have been given, by its hash. */
  readonly #shelf = new Map<Hash, Uint8Array>();

  /** @throws RangeError for more colluders than members */
  constructor(keys: readonly KeyPair[], colluders: number) {
    if (colluders > keys.length)
      throw new RangeError(`Of ${keys.length} members ${colluders} cannot collude.`);
    this.keys = keys;
    this.colluders = colluders;
  }

  /**
   * The members' signatures, in their places, empty for who does not sign. With `withheld`, the operator gives the data to nobody, and only
   * colluders sign.
   */
  attest(root: Hash, dataHash: Hash, data: Uint8Array, withheld: boolean): readonly Uint8Array[] {
    if (!withheld && this.colluders < this.keys.length) this.#shelf.set(dataHash, data);
    const digest = availabilityDigest(root, dataHash);
    return this.keys.map(({ secretKey }, at) =>
      withheld && at >= this.colluders ? new Uint8Array(0) : hexToBytes(sign(digest, secretKey)),
    );
  }

  /** The data with this hash, if anyone will show them. */
  ask(dataHash: Hash): Uint8Array | null {
    return this.#shelf.get(dataHash) ?? null;
  }
}

/**
 * Whether colluders can bring about a root that nobody else can open: if they alone reach the threshold. Below it, each update carries an honest
 * signature, and an honest signature means that the data can be had.
 */
export const canWithhold = (threshold: number, colluders: number): boolean => colluders >= threshold;
