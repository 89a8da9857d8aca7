/** Keys and signatures of the ledger: ECDSA over secp256k1 (SEC 1, 4.1) by libsecp256k1 in WASM, and Ethereum's addresses. */
import { instantiateSecp256k1Wasm } from '@bitauth/libauth/build/lib/bin/secp256k1/secp256k1-wasm.js';
import type { Secp256k1Wasm } from '@bitauth/libauth/build/lib/bin/secp256k1/secp256k1-wasm-types.js';
import { bytesToHex, hexToBytes, isHex, utf8 } from './bytes.ts';
import { keccak256, sha256 } from './hash.ts';
import type { Address, Hash, Hex } from './units.ts';

/** A key and what others may know of it. */
export interface KeyPair {
  /** 32 bytes, between 1 and the order of the group. */
  readonly secretKey: Hex;
  /** 33 bytes, compressed (SEC 1, 2.3.3). */
  readonly publicKey: Hex;
  readonly address: Address;
}

/** The loaded library with the memory it works in: one buffer for each argument, written anew on every call. */
interface Loaded {
  readonly wasm: Secp256k1Wasm;
  readonly context: number;
  readonly signature: number;
  readonly parsedSignature: number;
  readonly message: number;
  readonly key: number;
  readonly parsedKey: number;
  readonly length: number;
}

/** libsecp256k1's flags (secp256k1.h): a context that both signs and verifies; forms of a public key. */
const SIGN_AND_VERIFY = 769;
const COMPRESSED = 258;
const UNCOMPRESSED = 2;

let loaded: Loaded | undefined;
let loading: Promise<void> | undefined;

async function load(): Promise<void> {
  const wasm = await instantiateSecp256k1Wasm();
  loaded = {
    wasm,
    context: wasm.contextCreate(SIGN_AND_VERIFY),
    signature: wasm.malloc(64),
    parsedSignature: wasm.malloc(64),
    message: wasm.malloc(32),
    key: wasm.malloc(65),
    parsedKey: wasm.malloc(64),
    length: wasm.malloc(4),
  };
}

/** Loads the signature library; everything else in the engine is synchronous. Later calls cost nothing. */
export const ready = (): Promise<void> => (loading ??= load());

function library(): Loaded {
  if (loaded === undefined) throw new TypeError('Await ready() once before keys are used.');
  return loaded;
}

function parseKey(lib: Loaded, publicKey: Uint8Array): boolean {
  if (publicKey.length !== 33) return false;
  lib.wasm.heapU8.set(publicKey, lib.key);
  return lib.wasm.pubkeyParse(lib.context, lib.parsedKey, lib.key, 33) === 1;
}

function serialiseKey(lib: Loaded, length: 33 | 65): Uint8Array {
  lib.wasm.heapU32[lib.length >> 2] = length;
  lib.wasm.pubkeySerialize(
    lib.context,
    lib.key,
    lib.length,
    lib.parsedKey,
    length === 33 ? COMPRESSED : UNCOMPRESSED,
  );
  return lib.wasm.heapU8.slice(lib.key, lib.key + length);
}

/** The compressed public key of `secretKey`, or null when that is 0 or not below the order of the group. */
export function publicKeyOf(secretKey: Uint8Array): Uint8Array | null {
  const lib = library();
  if (secretKey.length !== 32) return null;
  lib.wasm.heapU8.set(secretKey, lib.message);
  const made = lib.wasm.pubkeyCreate(lib.context, lib.parsedKey, lib.message) === 1;
  lib.wasm.heapU8.fill(0, lib.message, lib.message + 32);
  return made ? serialiseKey(lib, 33) : null;
}

/**
 * The compressed point `publicKey` times `scalar` (32 bytes), the step of every Diffie–Hellman over the curve; null when
 * the key is no point, or the scalar is 0 or not below the order of the group. It is libsecp256k1's
 * `secp256k1_ec_pubkey_tweak_mul`, some ten times as fast as big integers.
 */
export function multiplyPublicKey(publicKey: Uint8Array, scalar: Uint8Array): Uint8Array | null {
  const lib = library();
  if (scalar.length !== 32 || !parseKey(lib, publicKey)) return null;
  lib.wasm.heapU8.set(scalar, lib.message);
  const made = lib.wasm.pubkeyTweakMul(lib.context, lib.parsedKey, lib.message) === 1;
  lib.wasm.heapU8.fill(0, lib.message, lib.message + 32);
  return made ? serialiseKey(lib, 33) : null;
}

/**
 * The compressed point `publicKey` plus `scalar` (32 bytes) times the generator, libsecp256k1's
 * `secp256k1_ec_pubkey_tweak_add`: null when the key is no point, the scalar is not below the order of the group, or the
 * sum is the point at infinity.
 */
export function addToPublicKey(publicKey: Uint8Array, scalar: Uint8Array): Uint8Array | null {
  const lib = library();
  if (scalar.length !== 32 || !parseKey(lib, publicKey)) return null;
  lib.wasm.heapU8.set(scalar, lib.message);
  const made = lib.wasm.pubkeyTweakAdd(lib.context, lib.parsedKey, lib.message) === 1;
  lib.wasm.heapU8.fill(0, lib.message, lib.message + 32);
  return made ? serialiseKey(lib, 33) : null;
}

/** A public key once it is known to be a point: its 64 bytes in the library's own form, and its address. */
interface KnownKey {
  readonly point: Uint8Array;
  readonly address: Address;
}

/** Keys seen so far; forgotten all at once when full, so that a long run cannot grow without end. */
const knownKeys = new Map<string, KnownKey>();
const MOST_KEYS = 1 << 14;

/** The point and address of `publicKey`, from memory if it came before: finding the point takes a square root. */
function knownKey(lib: Loaded, publicKey: Hex): KnownKey | null {
  const known = knownKeys.get(publicKey);
  if (known !== undefined) return known;
  if (!isHex(publicKey, 33) || !parseKey(lib, hexToBytes(publicKey))) return null;
  const point = lib.wasm.heapU8.slice(lib.parsedKey, lib.parsedKey + 64);
  const address = bytesToHex(keccak256(serialiseKey(lib, 65).subarray(1)).subarray(12)) as Address;
  const key = { point, address };
  if (knownKeys.size >= MOST_KEYS) knownKeys.clear();
  knownKeys.set(publicKey, key);
  return key;
}

/**
 * The address of a compressed `publicKey`: the last 20 bytes of Keccak-256 over the point's 64 bytes (Yellow Paper,
 * appendix F), or null when the 33 bytes are no point of the curve.
 */
export const addressOf = (publicKey: Hex): Address | null => knownKey(library(), publicKey)?.address ?? null;

/** The key that grows from `seed`, the same for everyone: for lessons and tests, never for money. */
export function createKey(seed: string | number): KeyPair {
  let secret = sha256(utf8(`strata key ${seed}`));
  for (;;) {
    const point = publicKeyOf(secret);
    if (point !== null) {
      const publicKey = bytesToHex(point);
      return { secretKey: bytesToHex(secret), publicKey, address: addressOf(publicKey) as Address };
    }
    secret = sha256(secret);
  }
}

/**
 * The ECDSA signature of a 32-byte hash: r and s, 64 bytes, s in the lower half (BIP-62, rule 5), nonce by RFC 6979.
 * @throws RangeError for a hash or key of the wrong shape
 */
export function sign(messageHash: Hash, secretKey: Hex): Hex {
  const { wasm, context, signature, parsedSignature, message, key } = library();
  if (!isHex(messageHash, 32)) throw new RangeError('A signature is made over 32 bytes in hexadecimal.');
  if (!isHex(secretKey, 32)) throw new RangeError('A secret key has 32 bytes in hexadecimal.');
  wasm.heapU8.set(hexToBytes(messageHash), message);
  wasm.heapU8.set(hexToBytes(secretKey), key);
  const made = wasm.sign(context, parsedSignature, message, key) === 1;
  wasm.heapU8.fill(0, key, key + 32);
  if (!made) throw new RangeError('A secret key lies between 1 and the order of the group.');
  wasm.signatureSerializeCompact(context, signature, parsedSignature);
  return bytesToHex(wasm.heapU8.subarray(signature, signature + 64));
}

/** Checks `signature` over `messageHash` with the key that stands in the library's memory. */
function verifyLoaded(lib: Loaded, signature: Uint8Array, messageHash: Uint8Array): boolean {
  const { wasm, context } = lib;
  if (signature.length !== 64 || messageHash.length !== 32) return false;
  wasm.heapU8.set(signature, lib.signature);
  if (wasm.signatureParseCompact(context, lib.parsedSignature, lib.signature) !== 1) return false;
  wasm.heapU8.set(messageHash, lib.message);
  return wasm.verify(context, lib.parsedSignature, lib.message, lib.parsedKey) === 1;
}

/** {@link verify} on bytes. */
export function verifyBytes(signature: Uint8Array, messageHash: Uint8Array, publicKey: Uint8Array): boolean {
  const lib = library();
  return parseKey(lib, publicKey) && verifyLoaded(lib, signature, messageHash);
}

/** {@link verify} for a hash in bytes and a key that may have come before, as in block import. */
export function verifyByKey(signature: Hex, messageHash: Uint8Array, publicKey: Hex): boolean {
  const lib = library();
  const key = knownKey(lib, publicKey);
  if (key === null || !isHex(signature, 64)) return false;
  lib.wasm.heapU8.set(key.point, lib.parsedKey);
  return verifyLoaded(lib, hexToBytes(signature), messageHash);
}

/**
 * Whether `signature` (64 bytes) by `publicKey` (33 bytes) holds for `messageHash` (32 bytes). False for anything
 * malformed and for s in the upper half: otherwise everyone could turn a signature into a second valid one (BIP-146).
 */
export const verify = (signature: Hex, messageHash: Hash, publicKey: Hex): boolean =>
  isHex(messageHash, 32) && verifyByKey(signature, hexToBytes(messageHash), publicKey);
