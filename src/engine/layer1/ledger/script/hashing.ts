/** Opcodes that hash the top item, and the one that says from where signatures cover the script. */
import { ripemd160, sha1 } from '@noble/hashes/legacy.js';
import { doubleSha256, sha256 } from '../../../foundation/hash.ts';
import { OP } from './opcodes.ts';
import { pop, push } from './machine.ts';
import type { Operation, Operations } from './machine.ts';

/** RIPEMD-160 of the SHA-256 of `data`: the 20 bytes by which old outputs and P2WPKH name a key or script. */
export const hash160 = (data: Uint8Array): Uint8Array => ripemd160(sha256(data));

const hashed =
  (hash: (data: Uint8Array) => Uint8Array): Operation =>
  (machine) =>
    push(machine, hash(pop(machine)));

export const hashingOperations: Operations = {
  [OP.OP_RIPEMD160]: hashed(ripemd160),
  [OP.OP_SHA1]: hashed(sha1),
  [OP.OP_SHA256]: hashed(sha256),
  [OP.OP_HASH160]: hashed(hash160),
  [OP.OP_HASH256]: hashed(doubleSha256),
};
