// Schnorr signatures of BIP-340: keys, signing with given randomness, and verification of good and bad signatures.
import { bytesToHex, hexToBytes } from '../../src/engine/foundation/bytes.ts';
import { schnorrPublicKey, schnorrSign, schnorrVerify } from '../../src/engine/foundation/schnorr.ts';
import { expectSame, has, text } from './format.ts';
import type { Format } from './format.ts';

export const bip340Schnorr: Format = {
  name: 'BIP-340 signatures',
  recognises: (first) => has(first, 'publicKey', 'auxRand', 'message', 'signature', 'valid'),
  run(one) {
    const message = hexToBytes(text(one, 'message'));
    const publicKey = hexToBytes(text(one, 'publicKey'));
    const signature = hexToBytes(text(one, 'signature'));
    if (has(one, 'secretKey') && text(one, 'secretKey') !== '') {
      const secretKey = hexToBytes(text(one, 'secretKey'));
      expectSame('public key', bytesToHex(schnorrPublicKey(secretKey)), bytesToHex(publicKey));
      const made = schnorrSign(message, secretKey, hexToBytes(text(one, 'auxRand')));
      expectSame('signature', bytesToHex(made), bytesToHex(signature));
    }
    expectSame('valid', schnorrVerify(signature, message, publicKey), one['valid']);
    return undefined;
  },
};
