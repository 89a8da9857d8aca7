// BIP-327 (MuSig2): aggregating and sorting keys, nonces, shares, and what has to be refused and for whose fault.
import { bytesToHex, hexToBytes } from '../../src/engine/foundation/bytes.ts';
import type { Result } from '../../src/engine/foundation/result.ts';
import { schnorrVerify } from '../../src/engine/foundation/schnorr.ts';
import {
  aggregateTweakedKeys,
  sortPublicKeys,
  xOnlyKey,
} from '../../src/engine/layer1/scaling/musig2-keys.ts';
import { aggregateNonces } from '../../src/engine/layer1/scaling/musig2-nonces.ts';
import {
  aggregateShares,
  signPartially,
  verifyShare,
} from '../../src/engine/layer1/scaling/musig2-signing.ts';
import type { SigningSession } from '../../src/engine/layer1/scaling/musig2-signing.ts';
import { expectSame, has, list, number, text } from './format.ts';
import type { Format, VectorCase } from './format.ts';

const KINDS: readonly unknown[] = [
  ...['keyagg', 'keyagg-error', 'keysort', 'nonceagg', 'nonceagg-error'],
  ...['sign', 'sign-error', 'verify-fail', 'verify-error', 'sigagg', 'sigagg-error'],
];

/** The refusal that each contribution of BIP-327's errors is answered with. */
const FAULTS: Readonly<Record<string, readonly string[]>> = {
  pubkey: ['invalid-public-key'],
  pubnonce: ['invalid-public-nonce'],
  aggnonce: ['invalid-aggregate-nonce'],
  psig: ['invalid-share'],
};

const bytesOf = (one: VectorCase, name: string): Uint8Array => hexToBytes(text(one, name));
const bytesList = (one: VectorCase, name: string): readonly Uint8Array[] =>
  has(one, name) ? list(one, name).map((hex) => hexToBytes(String(hex))) : [];

function need<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(`${result.rejection.code}: ${result.rejection.message}`);
  return result.value;
}

/** Throws unless `result` is a refusal, by the code and for the signer that the case names. */
function expectRefused(result: Result<unknown>, one: VectorCase): void {
  if (result.ok) throw new Error('accepted, but had to be refused');
  const { signer, contrib } = one['error'] as { readonly signer?: unknown; readonly contrib?: unknown };
  const codes = typeof contrib === 'string' ? FAULTS[contrib] : undefined;
  const { code, received } = result.rejection;
  if (codes !== undefined && !codes.includes(code))
    throw new Error(`refused as ${code}, expected ${codes.join()}`);
  if (typeof signer === 'number') expectSame('signer', (received as { signer?: unknown }).signer, signer);
}

const keyOf = (one: VectorCase) => {
  const kinds = has(one, 'isXonly') ? list(one, 'isXonly') : [];
  const tweaks = bytesList(one, 'tweaks').map((value, index) => ({ value, xOnly: kinds[index] === true }));
  return aggregateTweakedKeys(bytesList(one, 'pubkeys'), tweaks);
};

/** The session of a case; the nonces are summed where the sum is not given. */
function sessionOf(one: VectorCase): SigningSession {
  const nonces = bytesList(one, 'pubnonces');
  const aggregateNonce = has(one, 'aggnonce') ? bytesOf(one, 'aggnonce') : need(aggregateNonces(nonces));
  if (has(one, 'aggnonce') && nonces.length === list(one, 'pubkeys').length && !has(one, 'error')) {
    expectSame('aggregate nonce', bytesToHex(need(aggregateNonces(nonces))), bytesToHex(aggregateNonce));
  }
  return { key: need(keyOf(one)), aggregateNonce, message: bytesOf(one, 'message') };
}

const signerOf = (one: VectorCase) => {
  const signer = number(one, 'signerIndex');
  const [publicKey, publicNonce] = [bytesList(one, 'pubkeys')[signer], bytesList(one, 'pubnonces')[signer]];
  if (publicKey === undefined || publicNonce === undefined) throw new Error(`there is no signer ${signer}`);
  return { signer, publicKey, publicNonce };
};

const RUNS: Readonly<Record<string, (one: VectorCase) => void>> = {
  keyagg: (one) => expectSame('key', bytesToHex(xOnlyKey(need(keyOf(one)))), `0x${text(one, 'expected')}`),
  'keyagg-error': (one) => expectRefused(keyOf(one), one),
  keysort: (one) => {
    const sorted = sortPublicKeys(bytesList(one, 'pubkeys')).map(bytesToHex);
    expectSame(
      'order',
      sorted.join(),
      list(one, 'sorted')
        .map((hex) => `0x${String(hex)}`)
        .join(),
    );
  },
  nonceagg: (one) => {
    const made = need(aggregateNonces(bytesList(one, 'pubnonces')));
    expectSame('nonce', bytesToHex(made), `0x${text(one, 'expected')}`);
  },
  'nonceagg-error': (one) => expectRefused(aggregateNonces(bytesList(one, 'pubnonces')), one),
  sign: (one) => {
    const session = sessionOf(one);
    const share = need(signPartially(session, bytesOf(one, 'secnonce'), bytesOf(one, 'secretKey')));
    expectSame('share', bytesToHex(share), `0x${text(one, 'expectedPartialSig')}`);
    need(verifyShare(session, share, signerOf(one)));
  },
  'sign-error': (one) => {
    const key = keyOf(one);
    if (!key.ok) return expectRefused(key, one);
    const session = {
      key: key.value,
      aggregateNonce: bytesOf(one, 'aggnonce'),
      message: bytesOf(one, 'message'),
    };
    expectRefused(signPartially(session, bytesOf(one, 'secnonce'), bytesOf(one, 'secretKey')), one);
  },
  'verify-fail': (one) => {
    const judged = verifyShare(sessionOf(one), bytesOf(one, 'partialSig'), signerOf(one));
    expectSame('refused as', judged.ok ? 'accepted' : judged.rejection.code, 'wrong-share');
  },
  'verify-error': (one) => {
    const nonce = aggregateNonces(bytesList(one, 'pubnonces'));
    if (!nonce.ok) return expectRefused(nonce, one);
    const key = keyOf(one);
    if (!key.ok) return expectRefused(key, one);
    const session = { key: key.value, aggregateNonce: nonce.value, message: bytesOf(one, 'message') };
    expectRefused(verifyShare(session, bytesOf(one, 'partialSig'), signerOf(one)), one);
  },
  sigagg: (one) => {
    const session = sessionOf(one);
    const shares = bytesList(one, 'partialSigs');
    for (const [signer, share] of shares.entries()) {
      need(verifyShare(session, share, signerOf({ ...one, signerIndex: signer })));
    }
    const signature = need(aggregateShares(session, shares));
    expectSame('signature', bytesToHex(signature), `0x${text(one, 'expected')}`);
    expectSame('holds', schnorrVerify(signature, session.message, xOnlyKey(session.key)), true);
  },
  'sigagg-error': (one) =>
    expectRefused(
      aggregateShares(sessionOf({ ...one, error: undefined }), bytesList(one, 'partialSigs')),
      one,
    ),
};

export const bip327MuSig2: Format = {
  name: 'BIP-327 (MuSig2)',
  recognises: (first) => has(first, 'pubkeys') && KINDS.includes(first['kind']),
  run(one) {
    const run = RUNS[text(one, 'kind')];
    if (run === undefined) throw new Error(`unknown kind ${text(one, 'kind')}`);
    run(one);
    return undefined;
  },
};
