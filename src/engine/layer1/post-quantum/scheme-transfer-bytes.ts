/** How a transfer that names its signature scheme stands on the wire, and what of it is signed. */
import { bytesToHex, hexToBytes } from '../../foundation/bytes.ts';
import { decoding } from '../../foundation/errors.ts';
import { reject } from '../../foundation/result.ts';
import type { Result } from '../../foundation/result.ts';
import {
  decodeRlp,
  encodeTypedRlp,
  rlpBytes,
  rlpInteger,
  rlpList,
  rlpQuantity,
} from '../../foundation/rlp.ts';
import type { RlpItem } from '../../foundation/rlp.ts';
import { gas, wei } from '../../foundation/units.ts';
import type { Address } from '../../foundation/units.ts';
import type { Transfer } from '../ledger/transfer.ts';

/** A transfer with its scheme's code, public key and signature. */
export interface SchemeTransfer extends Transfer {
  readonly scheme: number;
  readonly publicKey: Uint8Array;
  readonly signature: Uint8Array;
}

/** A type byte of our own: no transaction of Ethereum begins with it (EIP-2718 leaves 0x00 to 0x7f). */
const PREFIX = Uint8Array.of(0x71);
const RULE = 'Strata accounts, schemes';

const fields = (transfer: Transfer & { readonly scheme: number }): RlpItem[] => [
  rlpInteger(transfer.scheme),
  rlpInteger(transfer.chainId),
  rlpInteger(transfer.nonce),
  rlpInteger(transfer.maxPriorityFeePerGas),
  rlpInteger(transfer.maxFeePerGas),
  rlpInteger(transfer.gasLimit),
  hexToBytes(transfer.to),
  rlpInteger(transfer.value),
];

/** The bytes that are signed; every scheme hashes them in its own way. */
export const schemeSigningBytes = (transfer: Transfer & { readonly scheme: number }): Uint8Array =>
  encodeTypedRlp(PREFIX, fields(transfer));

/** The whole transfer on the wire: what is signed, then public key and signature. */
export const encodeSchemeTransfer = (transfer: SchemeTransfer): Uint8Array =>
  encodeTypedRlp(PREFIX, [...fields(transfer), transfer.publicKey, transfer.signature]);

/** The transfer that `data` encodes. Refused: another type, and any form that {@link encodeSchemeTransfer} would not write. */
export function decodeSchemeTransfer(data: Uint8Array): Result<SchemeTransfer> {
  const [type] = PREFIX;
  if (data[0] !== type) {
    const message = 'The transfer begins with another type byte.';
    return reject({
      code: 'transfer-wrong-type',
      rule: 'EIP-2718',
      message,
      received: data[0],
      expected: type,
    });
  }
  const decoded = decodeRlp(data.subarray(1));
  return decoded.ok ? decoding(() => fromRlp(decoded.value)) : decoded;
}

function fromRlp(item: RlpItem): SchemeTransfer {
  const [scheme, chainId, nonce, tip, fee, gasLimit, to, value, publicKey, signature] = rlpList(
    item,
    10,
    'A transfer',
    RULE,
  );
  return {
    scheme: Number(rlpQuantity(scheme, 'The scheme', RULE, 8)),
    chainId: Number(rlpQuantity(chainId, 'The chain id', RULE, 48)),
    nonce: Number(rlpQuantity(nonce, 'The nonce', RULE, 48)),
    to: bytesToHex(rlpBytes(to, 'The recipient', RULE, 20)) as Address,
    value: wei(rlpQuantity(value, 'The value', RULE)),
    gasLimit: gas(rlpQuantity(gasLimit, 'The gas limit', RULE, 64)),
    maxFeePerGas: wei(rlpQuantity(fee, 'The maximum fee', RULE)),
    maxPriorityFeePerGas: wei(rlpQuantity(tip, 'The maximum tip', RULE)),
    publicKey: rlpBytes(publicKey, 'The public key', RULE),
    signature: rlpBytes(signature, 'The signature', RULE),
  };
}
