/** Why a one-time key signs once: what its signatures have shown is enough to sign something else. */
import { concatBytes, utf8 } from '../../foundation/bytes.ts';
import { sha256 } from '../../foundation/hash.ts';
import { lamportBits } from './lamport.ts';
import { winternitzDigits, winternitzWalk } from './winternitz.ts';
import type { WinternitzDigits, WinternitzParameters } from './winternitz.ts';

/** A message with its signature, as anyone can read it. */
export interface SignedMessage {
  readonly message: Uint8Array;
  readonly signature: Uint8Array;
}

/** A message that the key's owner never signed, with a signature that holds. */
export interface OneTimeForgery extends SignedMessage {
  /** How many spellings of the message were tried. */
  readonly tries: number;
}

const partAt = (signature: Uint8Array, index: number): Uint8Array =>
  signature.subarray(32 * index, 32 * index + 32);

/** Tries `wanted` with ever another number behind it until `sign` finds a signature. */
function search(
  wanted: string,
  most: number,
  sign: (message: Uint8Array) => readonly Uint8Array[] | null,
): OneTimeForgery | null {
  for (let tries = 1; tries <= most; tries += 1) {
    const message = utf8(`${wanted} #${tries}`);
    const parts = sign(message);
    if (parts !== null) return { message, signature: concatBytes(...parts), tries };
  }
  return null;
}

/**
 * A spelling of `wanted` that can be signed with the secrets that `signed`, all under one key, have shown; null when
 * none of `most` spellings can. After k signatures a bit's secret is known with chance 1 − 2^−k, so with two signatures
 * and b bits a spelling fits with chance (3/4)^b: certain to be found for b = 16, hopeless for b = 256.
 */
export function forgeLamport(
  signed: readonly SignedMessage[],
  wanted: string,
  most = 100_000,
): OneTimeForgery | null {
  const bits = (signed[0]?.signature.length ?? 0) / 32;
  const known = new Map<number, Uint8Array>();
  for (const { message, signature } of signed)
    lamportBits(message, bits).forEach((bit, index) => known.set(2 * index + bit, partAt(signature, index)));
  return search(wanted, most, (message) => {
    const parts = lamportBits(message, bits).flatMap((bit, index) => known.get(2 * index + bit) ?? []);
    return parts.length === bits ? parts : null;
  });
}

/**
 * The same for Winternitz: every chain can be walked on from the earliest hash that was shown, so a spelling fits if none
 * of its digits is smaller. One signature suffices where there is no checksum ({@link winternitzDigitsOnly}); with the
 * checksum it never does, and two suffice if few bits are signed.
 */
export function forgeWinternitz(
  signed: readonly SignedMessage[],
  wanted: string,
  parameters: WinternitzParameters,
  digitsOf: WinternitzDigits = winternitzDigits,
  most = 100_000,
): OneTimeForgery | null {
  const earliest = new Map<number, { readonly digit: number; readonly hash: Uint8Array }>();
  for (const { message, signature } of signed)
    digitsOf(sha256(message), parameters).forEach((digit, chain) => {
      const known = earliest.get(chain);
      if (known === undefined || digit < known.digit)
        earliest.set(chain, { digit, hash: partAt(signature, chain) });
    });
  return search(wanted, most, (message) => {
    const digits = digitsOf(sha256(message), parameters);
    const parts = digits.flatMap((digit, chain) => {
      const known = earliest.get(chain);
      return known === undefined || digit < known.digit
        ? []
        : [winternitzWalk(chain, known.hash, known.digit, digit)];
    });
    return parts.length === digits.length ? parts : null;
  });
}
