/** One-time signatures: what they sign, and what is left of them after a second message. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  createRandom,
  forgeLamport,
  forgeWinternitz,
  lamportKey,
  lamportSign,
  lamportVerify,
  sha256,
  utf8,
  winternitzDigits,
  winternitzDigitsOnly,
  winternitzKey,
  winternitzSign,
  winternitzVerify,
  type WinternitzParameters,
} from '../../src/engine/index.ts';
import { runs } from './runs.ts';

const seedOf = (name: string): Uint8Array => sha256(utf8(name));
const flipped = (data: Uint8Array, bit: number): Uint8Array =>
  data.map((byte, at) => (at === bit >> 3 ? byte ^ (1 << (bit & 7)) : byte));
const messages = fc.uint8Array({ maxLength: 60 });

describe('Lamport signatures', () => {
  const key = lamportKey(seedOf('lamport'));

  test('sizes are those of 256 pairs of hashes', () => {
    expect(key.publicKey.length).toBe(16_384);
    expect(lamportSign(key, utf8('m')).length).toBe(8_192);
  });

  test('a signature holds for its message, and for no other and no other key', () => {
    fc.assert(
      fc.property(messages, messages, (message, other) => {
        const signature = lamportSign(key, message);
        expect(lamportVerify(key.publicKey, message, signature)).toBe(true);
        fc.pre(Buffer.compare(message, other) !== 0);
        expect(lamportVerify(key.publicKey, other, signature)).toBe(false);
        expect(lamportVerify(lamportKey(seedOf('else')).publicKey, message, signature)).toBe(false);
      }),
      { numRuns: runs(20) },
    );
  });

  test('any changed bit of the signature, and any other length, is refused', () => {
    const signature = lamportSign(key, utf8('m'));
    fc.assert(
      fc.property(fc.nat(8 * signature.length - 1), (bit) => {
        expect(lamportVerify(key.publicKey, utf8('m'), flipped(signature, bit))).toBe(false);
      }),
      { numRuns: runs(100) },
    );
    expect(lamportVerify(key.publicKey, utf8('m'), signature.subarray(1))).toBe(false);
    expect(lamportVerify(new Uint8Array(0), utf8('m'), new Uint8Array(0))).toBe(false);
  });

  test('two signatures of 16 bits sign a third message for anyone; one does not sign the same in a thousand tries more often than chance', () => {
    const small = lamportKey(seedOf('small'), 16);
    const signed = ['pay ana 5', 'pay bao 7'].map((text) => {
      const message = utf8(text);
      return { message, signature: lamportSign(small, message) };
    });
    const forged = forgeLamport(signed, 'pay mal all');
    expect(forged).not.toBeNull();
    if (forged) expect(lamportVerify(small.publicKey, forged.message, forged.signature)).toBe(true);
    // One signature leaves 2^−16 a try.
    expect(forgeLamport(signed.slice(0, 1), 'pay mal all', 1_000)).toBeNull();
  });

  test('at full size two signatures are not enough for a search, and a dozen are', () => {
    const signed = Array.from({ length: 12 }, (_, index) => {
      const message = utf8(`payment ${index}`);
      return { message, signature: lamportSign(key, message) };
    });
    expect(forgeLamport(signed.slice(0, 2), 'pay mal all', 2_000)).toBeNull();
    const forged = forgeLamport(signed, 'pay mal all', 2_000);
    expect(forged).not.toBeNull();
    if (forged) expect(lamportVerify(key.publicKey, forged.message, forged.signature)).toBe(true);
  });

  test('a seed of another length and no or too many bits are misuse', () => {
    expect(() => lamportKey(new Uint8Array(31))).toThrow(RangeError);
    for (const bits of [0, 257, 1.5]) expect(() => lamportKey(seedOf('x'), bits)).toThrow(RangeError);
  });
});

describe('Winternitz signatures', () => {
  test('hold for their message and no other, at every size of digit', () => {
    for (const w of [1, 2, 4, 8]) {
      const parameters = { bits: 256, w };
      const key = winternitzKey(seedOf(`w${w}`), parameters);
      const signature = winternitzSign(key, utf8('m'));
      expect(signature.length).toBe(32 * winternitzDigits(sha256(utf8('m')), parameters).length);
      expect(winternitzVerify(key.publicKey, utf8('m'), signature, parameters)).toBe(true);
      expect(winternitzVerify(key.publicKey, utf8('n'), signature, parameters)).toBe(false);
      expect(winternitzVerify(key.publicKey, utf8('m'), signature.subarray(1), parameters)).toBe(false);
    }
  });

  test('67 chains of four bits, 34 of eight: the counts that LM-OTS has too', () => {
    const count = (w: number) => winternitzDigits(new Uint8Array(32), { bits: 256, w }).length;
    expect([1, 2, 4, 8].map(count)).toEqual([265, 133, 67, 34]);
  });

  test('no digest has every digit, checksum included, at least as high as another', () => {
    const bytes32 = fc.uint8Array({ minLength: 32, maxLength: 32 });
    fc.assert(
      fc.property(bytes32, bytes32, fc.constantFrom(1, 2, 4, 8), (one, other, w) => {
        fc.pre(Buffer.compare(one, other) !== 0);
        const [a, b] = [one, other].map((digest) => winternitzDigits(digest, { bits: 256, w })) as [
          number[],
          number[],
        ];
        expect(a.every((digit, index) => digit >= (b[index] ?? 0))).toBe(false);
      }),
      { numRuns: runs() },
    );
  });

  const small: WinternitzParameters = { bits: 16, w: 4 };
  const signedBy = (
    key: ReturnType<typeof winternitzKey>,
    texts: readonly string[],
    digitsOf = winternitzDigits,
  ) => texts.map((text) => ({ message: utf8(text), signature: winternitzSign(key, utf8(text), digitsOf) }));

  test('without a checksum one signature is enough to sign something else', () => {
    const key = winternitzKey(seedOf('bare'), small, winternitzDigitsOnly);
    const signed = signedBy(key, ['pay ana 5'], winternitzDigitsOnly);
    const forged = forgeWinternitz(signed, 'pay mal all', small, winternitzDigitsOnly);
    expect(forged).not.toBeNull();
    if (forged) {
      const { message, signature } = forged;
      expect(winternitzVerify(key.publicKey, message, signature, small, winternitzDigitsOnly)).toBe(true);
    }
  });

  test('with it one signature signs nothing but messages of the same digits, and some pairs sign a third', () => {
    const random = createRandom(1, 'winternitz');
    let forgeries = 0;
    for (let round = 0; round < 20; round += 1) {
      const key = winternitzKey(seedOf(`pair ${round}`), small);
      const signed = signedBy(key, [`a ${random.int(0, 999)}`, `b ${random.int(0, 999)}`, `c ${round}`]);
      const lone = forgeWinternitz(signed.slice(0, 1), 'pay mal all', small, winternitzDigits, 300);
      // With 16 bits a search now and then meets a message of the very same digits, which every scheme signs alike.
      const digits = (message: Uint8Array | undefined) =>
        winternitzDigits(sha256(message ?? new Uint8Array(0)), small);
      if (lone !== null) expect(digits(lone.message)).toEqual(digits(signed[0]?.message));
      const forged = forgeWinternitz(signed, 'pay mal all', small);
      if (forged === null) continue;
      forgeries += 1;
      expect(winternitzVerify(key.publicKey, forged.message, forged.signature, small)).toBe(true);
    }
    expect(forgeries).toBeGreaterThan(10);
  });
});
