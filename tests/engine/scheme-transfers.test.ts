/** Accounts that choose how they sign: transfers under every scheme, what is refused, and what their bytes cost. */
import fc from 'fast-check';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import {
  applySchemeTransfer,
  checkSchemeTransfer,
  createRandom,
  createState,
  decodeSchemeTransfer,
  ECDSA_SCHEME,
  encodeSchemeTransfer,
  gas,
  getAccount,
  LMS_H5_N24_SCHEME,
  LMS_H5_SCHEME,
  ML_DSA_44_SCHEME,
  ML_DSA_65_SCHEME,
  ML_DSA_87_SCHEME,
  mlDsaSign,
  mlDsaVerify,
  ms,
  ready,
  SCHNORR_SCHEME,
  schemeAddress,
  schemeTransferGas,
  signSchemeTransfer,
  SLH_DSA_128F_SCHEME,
  SLH_DSA_128S_SCHEME,
  slhDsaSign,
  slhDsaVerify,
  utf8,
  wei,
  type Address,
  type SchemeKey,
  type SignatureScheme,
  type Transfer,
} from '../../src/engine/index.ts';
import { runs } from './runs.ts';

beforeAll(() => ready());

const QUICK: readonly SignatureScheme[] = [
  ECDSA_SCHEME,
  SCHNORR_SCHEME,
  LMS_H5_SCHEME,
  LMS_H5_N24_SCHEME,
  ML_DSA_44_SCHEME,
];
const ALL: readonly SignatureScheme[] = [
  ...QUICK,
  ML_DSA_65_SCHEME,
  ML_DSA_87_SCHEME,
  SLH_DSA_128F_SCHEME,
  SLH_DSA_128S_SCHEME,
];
const bytesOf = (name: string, length: number): Uint8Array => {
  const random = createRandom(1, name);
  return Uint8Array.from({ length }, () => random.int(1, 250));
};
const keyOf = (scheme: SignatureScheme): SchemeKey =>
  scheme.createKey(bytesOf(scheme.name, scheme.seedBytes));
const to = `0x${'77'.repeat(20)}` as Address;
const proposer = `0x${'99'.repeat(20)}` as Address;
const context = { height: 1, timestamp: ms(0), baseFee: wei(10), proposer, chainId: 7 };
const transferOf = (nonce = 0, more: Partial<Transfer> = {}): Transfer => ({
  chainId: 7,
  nonce,
  to,
  value: wei(1_000),
  gasLimit: gas(600_000),
  maxFeePerGas: wei(12),
  maxPriorityFeePerGas: wei(1),
  ...more,
});
const signed = (scheme: SignatureScheme, key = keyOf(scheme), transfer = transferOf()) => {
  const made = signSchemeTransfer(transfer, scheme, key, bytesOf('randomness', scheme.randomnessBytes));
  if (!made.ok) throw new Error(made.rejection.message);
  return made.value;
};
const funded = (key: SchemeKey, scheme: SignatureScheme) =>
  createState([[schemeAddress(scheme.code, key.publicKey), { balance: wei(10n ** 9n), nonce: 0 }]]);

describe('a transfer under each scheme', () => {
  test('moves coins, pays for its bytes, and leaves the rest', () => {
    // SLH-DSA's small set takes seconds to sign; it has a test of its own.
    for (const scheme of ALL.slice(0, -1)) {
      const key = keyOf(scheme);
      const { transfer } = signed(scheme, key);
      const used = schemeTransferGas(transfer);
      const applied = applySchemeTransfer(funded(key, scheme), transfer, context, ALL);
      if (!applied.ok) throw new Error(`${scheme.name}: ${applied.rejection.message}`);
      const sender = getAccount(applied.value, schemeAddress(scheme.code, key.publicKey));
      expect(sender).toMatchObject({ balance: wei(10n ** 9n - 1_000n - used * 11n), nonce: 1 });
      expect(getAccount(applied.value, to).balance).toBe(1_000n);
      expect(getAccount(applied.value, proposer).balance).toBe(used);
      expect([key.publicKey.length, transfer.signature.length]).toEqual([
        scheme.publicKeyBytes,
        scheme.signatureBytes,
      ]);
    }
  });

  test('no scheme asks for a hidden source of randomness', () => {
    vi.stubGlobal('crypto', undefined);
    for (const scheme of [...QUICK, SLH_DSA_128F_SCHEME]) {
      const { transfer } = signed(scheme);
      expect(checkSchemeTransfer(transfer, 7, ALL).ok).toBe(true);
    }
    vi.unstubAllGlobals();
  });

  test('sizes are those of FIPS 204, table 2, and FIPS 205, table 2', () => {
    const sizes = ALL.slice(4).map(({ publicKeyBytes, signatureBytes }) => [publicKeyBytes, signatureBytes]);
    expect(sizes).toEqual([
      [1_312, 2_420],
      [1_952, 3_309],
      [2_592, 4_627],
      [32, 17_088],
      [32, 7_856],
    ]);
    expect(ALL.filter(({ quantumSafe }) => !quantumSafe).map(({ name }) => name)).toEqual([
      'ECDSA',
      'Schnorr',
    ]);
  });
});

describe('what is refused', () => {
  const code = (result: { readonly ok: boolean; readonly rejection?: { readonly code: string } }) =>
    result.ok ? 'ok' : result.rejection?.code;

  test('a changed byte anywhere in what is signed, in the key or in the signature', () => {
    for (const scheme of QUICK) {
      const key = keyOf(scheme);
      const { transfer } = signed(scheme, key);
      const state = funded(key, scheme);
      fc.assert(
        fc.property(fc.nat(), fc.integer({ min: 1, max: 255 }), fc.boolean(), (at, change, inKey) => {
          const name = inKey ? 'publicKey' : 'signature';
          const data = transfer[name];
          const changed = data.map((byte, index) => (index === at % data.length ? byte ^ change : byte));
          expect(applySchemeTransfer(state, { ...transfer, [name]: changed }, context, ALL).ok).toBe(false);
        }),
        { numRuns: runs(12) },
      );
      const more = { ...transfer, value: wei(2_000) };
      expect(code(applySchemeTransfer(state, more, context, ALL))).toBe('bad-signature');
    }
  });

  test('the same key under another scheme of the same sizes, an unknown one, and one that this chain does not take', () => {
    const { transfer } = signed(ML_DSA_44_SCHEME);
    expect(code(checkSchemeTransfer({ ...transfer, scheme: 200 }, 7, ALL))).toBe('unknown-scheme');
    expect(code(checkSchemeTransfer(transfer, 7, [ECDSA_SCHEME]))).toBe('unknown-scheme');
    expect(code(checkSchemeTransfer({ ...transfer, scheme: 1 }, 7, ALL))).toBe('malformed-transfer');
    expect(schemeAddress(1, transfer.publicKey)).not.toBe(schemeAddress(5, transfer.publicKey));
    expect(code(ECDSA_SCHEME.sign(keyOf(SCHNORR_SCHEME), utf8('m'), new Uint8Array(0)))).toBe('wrong-scheme');
  });

  test('too little gas, another chain, a nonce that is not next, a fee too low, a balance too low', () => {
    const key = keyOf(ECDSA_SCHEME);
    const state = funded(key, ECDSA_SCHEME);
    const apply = (nonce: number, more: Partial<Transfer>) =>
      code(
        applySchemeTransfer(state, signed(ECDSA_SCHEME, key, transferOf(nonce, more)).transfer, context, ALL),
      );
    expect(apply(0, { gasLimit: gas(21_000) })).toBe('gas-limit-too-low');
    expect(apply(0, { chainId: 8 })).toBe('wrong-chain');
    expect(apply(1, {})).toBe('nonce-too-high');
    expect(apply(0, { maxFeePerGas: wei(9) })).toBe('fee-below-base-fee');
    expect(apply(0, { maxPriorityFeePerGas: wei(13) })).toBe('tip-above-max-fee');
    expect(apply(0, { value: wei(10n ** 9n) })).toBe('balance-too-low');
    expect(apply(0, {})).toBe('ok');
    expect(() => signed(ECDSA_SCHEME, key, transferOf(0, { value: wei(-1) }))).toThrow(RangeError);
  });

  test('an LMS account signs nonce by nonce with leaf by leaf; a leaf is refused twice over, by signer and by chain', () => {
    let key = keyOf(LMS_H5_SCHEME);
    let state = funded(key, LMS_H5_SCHEME);
    for (let nonce = 0; nonce < 3; nonce += 1) {
      const made = signed(LMS_H5_SCHEME, key, transferOf(nonce));
      expect(LMS_H5_SCHEME.indexOf(made.transfer.signature)).toBe(nonce);
      const applied = applySchemeTransfer(state, made.transfer, context, ALL);
      if (!applied.ok) throw new Error(applied.rejection.message);
      state = applied.value;
      ({ key } = made);
    }
    const again = signSchemeTransfer(transferOf(1), LMS_H5_SCHEME, key, bytesOf('randomness', 32));
    expect(code(again)).toBe('leaf-used');
    // Nor can a transfer that waits be replaced by one with a higher fee, or anything be sent after the last leaf.
    const waiting = signed(LMS_H5_SCHEME, key, transferOf(3));
    const sign = (nonce: number, more: Partial<Transfer> = {}) =>
      signSchemeTransfer(transferOf(nonce, more), LMS_H5_SCHEME, waiting.key, bytesOf('randomness', 32));
    expect(code(sign(3, { maxFeePerGas: wei(100) }))).toBe('leaf-used');
    expect([code(sign(31)), code(sign(32))]).toEqual(['ok', 'leaves-exhausted']);
    // A signer restored from an old copy signs another transfer with leaf 1; the chain has gone on.
    const old = signed(LMS_H5_SCHEME, keyOf(LMS_H5_SCHEME), transferOf(1, { value: wei(5) }));
    expect(code(applySchemeTransfer(state, old.transfer, context, ALL))).toBe('nonce-too-low');
    // A leaf other than the nonce is no way around that.
    const lms = keyOf(LMS_H5_SCHEME);
    const other = LMS_H5_SCHEME.sign(lms, utf8('x'), bytesOf('randomness', 32), 9);
    const shifted = {
      ...signed(LMS_H5_SCHEME, lms, transferOf(3)).transfer,
      ...(other.ok ? { signature: other.value.signature } : {}),
    };
    expect(code(checkSchemeTransfer(shifted, 7, ALL))).toBe('wrong-leaf');
  });
});

describe('ML-DSA and SLH-DSA through the library', () => {
  test('zeros as randomness sign the same bytes each time; contexts keep purposes apart', () => {
    const { secret: held, publicKey } = ML_DSA_44_SCHEME.createKey(bytesOf('ml', 32));
    const secret = held as Uint8Array;
    const zeros = new Uint8Array(32);
    const signature = mlDsaSign('ML-DSA-44', secret, utf8('m'), zeros, utf8('strata'));
    expect(mlDsaSign('ML-DSA-44', secret, utf8('m'), zeros, utf8('strata'))).toEqual(signature);
    expect(mlDsaSign('ML-DSA-44', secret, utf8('m'), bytesOf('r', 32), utf8('strata'))).not.toEqual(
      signature,
    );
    expect(mlDsaVerify('ML-DSA-44', publicKey, utf8('m'), signature, utf8('strata'))).toBe(true);
    expect(mlDsaVerify('ML-DSA-44', publicKey, utf8('m'), signature)).toBe(false);
    expect(mlDsaVerify('ML-DSA-65', publicKey, utf8('m'), signature, utf8('strata'))).toBe(false);
    expect(() => mlDsaSign('ML-DSA-44', secret, utf8('m'), zeros, new Uint8Array(256))).toThrow(RangeError);
    expect(() => mlDsaSign('ML-DSA-44', secret, utf8('m'), new Uint8Array(31))).toThrow(RangeError);
    expect(mlDsaVerify('ML-DSA-44', publicKey, utf8('m'), signature, new Uint8Array(256))).toBe(false);
  });

  test('a signature of the small SLH-DSA set holds for its message, key and context only', () => {
    const { secret: held, publicKey } = SLH_DSA_128S_SCHEME.createKey(bytesOf('slh', 48));
    const secret = held as Uint8Array;
    const signature = slhDsaSign('SLH-DSA-SHA2-128s', secret, utf8('m'), new Uint8Array(16), utf8('c'));
    const holds = (message: string, context: string, data = signature, key = publicKey) =>
      slhDsaVerify('SLH-DSA-SHA2-128s', key, utf8(message), data, utf8(context));
    expect(holds('m', 'c')).toBe(true);
    expect([
      holds('n', 'c'),
      holds('m', ''),
      holds('m', 'c', signature.subarray(1)),
      holds('m', 'c', signature, publicKey.subarray(1)),
    ]).toEqual([false, false, false, false]);
    expect(
      holds(
        'm',
        'c',
        signature.map((byte, at) => (at === 5_000 ? byte ^ 1 : byte)),
      ),
    ).toBe(false);
  }, 60_000);
});

describe('on the wire', () => {
  test('a transfer comes back as it was, and any other spelling of it does not come back', () => {
    for (const scheme of QUICK) {
      const { transfer } = signed(scheme);
      const data = encodeSchemeTransfer(transfer);
      expect(decodeSchemeTransfer(data)).toEqual({ ok: true, value: transfer });
      expect(decodeSchemeTransfer(data.subarray(0, -1)).ok).toBe(false);
      expect(decodeSchemeTransfer(Uint8Array.of(...data, 0)).ok).toBe(false);
      expect(decodeSchemeTransfer(Uint8Array.of(2, ...data.subarray(1)))).toMatchObject({
        rejection: { code: 'transfer-wrong-type' },
      });
    }
    expect(decodeSchemeTransfer(new Uint8Array(0)).ok).toBe(false);
  });

  test('whatever byte is changed, what comes back encodes to the very same bytes', () => {
    const data = encodeSchemeTransfer(signed(ECDSA_SCHEME).transfer);
    fc.assert(
      fc.property(fc.nat(data.length - 1), fc.nat(255), (at, byte) => {
        const changed = data.map((was, index) => (index === at ? byte : was));
        const decoded = decodeSchemeTransfer(changed);
        if (decoded.ok) expect(encodeSchemeTransfer(decoded.value)).toEqual(changed);
      }),
      { numRuns: runs(300) },
    );
  });
});

test('what post-quantum signatures do to block space: bytes of a transfer, and transfers in a megabyte', () => {
  const rows = QUICK.map((scheme) => {
    const bytes = encodeSchemeTransfer(signed(scheme).transfer).length;
    return [scheme.name, bytes, Math.floor(1_000_000 / bytes)] as const;
  });
  const [ecdsa, , lms, , mlDsa] = rows;
  expect(ecdsa?.[1]).toBeLessThan(150);
  expect(lms?.[1]).toBeGreaterThan(2_300);
  expect(mlDsa?.[1]).toBeGreaterThan(3_732);
  expect((ecdsa?.[2] ?? 0) / (mlDsa?.[2] ?? 1)).toBeGreaterThan(25);
});
