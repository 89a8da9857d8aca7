// Ethereum's keys, legacy transactions and genesis block: addresses, signing hashes, encodings, recovered senders, the header's hash.
import { bytesToHex, hexToBytes, utf8 } from '../../src/engine/foundation/bytes.ts';
import { hashHex, keccak256 } from '../../src/engine/foundation/hash.ts';
import { recoverPublicKey, signRecoverably } from '../../src/engine/foundation/key-recovery.ts';
import { addressOf, publicKeyOf } from '../../src/engine/foundation/keys.ts';
import { gas, wei } from '../../src/engine/foundation/units.ts';
import type { Address, Hex } from '../../src/engine/foundation/units.ts';
import {
  encodeEthereumHeader,
  ethereumHeaderHash,
  headerOfEthereumBlock,
} from '../../src/engine/layer1/chain/ethereum-header.ts';
import {
  decodeLegacyTransaction,
  encodeLegacyTransaction,
  senderOfLegacyTransaction,
  signLegacyTransaction,
} from '../../src/engine/layer1/ledger/legacy-transaction.ts';
import type { LegacyTransaction } from '../../src/engine/layer1/ledger/legacy-transaction.ts';
import { expectSame, has, integer, text } from './format.ts';
import type { Format, VectorCase } from './format.ts';

const plain = (hex: string): string => hex.replace(/^0x/, '');
const prefixed = (hex: string): Hex => `0x${plain(hex)}`;

function addressOfSecret(secretKey: string): Address {
  const publicKey = publicKeyOf(hexToBytes(secretKey));
  const address = publicKey === null ? null : addressOf(bytesToHex(publicKey));
  if (address === null) throw new Error(`no secret key: ${secretKey}`);
  return address;
}

function runKey(one: VectorCase): void {
  const key = keccak256(utf8(text(one, 'seed')));
  expectSame('key', plain(bytesToHex(key)), plain(text(one, 'key')));
  const address = addressOfSecret(text(one, 'key'));
  expectSame('address', plain(address), plain(text(one, 'addr')));
  // The published `sig_of_emptystring` recovers to `addr` over no known hash of no bytes, and clients leave it out of
  // their tests for that reason; what can be held is that our own signature of no bytes leads back to the key.
  const nothing = hashHex(keccak256(new Uint8Array(0)));
  const publicKey = publicKeyOf(key);
  if (publicKey === null) throw new Error('the seed leads to no key');
  const own = signRecoverably(nothing, bytesToHex(key), bytesToHex(publicKey));
  expectSame('key recovered', recoverPublicKey(nothing, own), bytesToHex(publicKey));
}

function runTransaction(one: VectorCase): void {
  const to = plain(text(one, 'to'));
  const transaction: LegacyTransaction = {
    nonce: Number(integer(one, 'nonce')),
    gasPrice: wei(integer(one, 'gasprice')),
    gasLimit: gas(integer(one, 'startgas')),
    to: to === '' ? null : (prefixed(to) as Address),
    value: wei(integer(one, 'value')),
    data: prefixed(text(one, 'data')),
  };
  const sender = addressOfSecret(text(one, 'key'));
  expectSame(
    'unsigned',
    plain(bytesToHex(encodeLegacyTransaction(transaction))),
    plain(text(one, 'unsigned')),
  );
  const decoded = decodeLegacyTransaction(hexToBytes(text(one, 'signed')));
  if (!decoded.ok) throw new Error(decoded.rejection.message);
  const { signature, ...fields } = decoded.value;
  const signed = { ...transaction, signature };
  expectSame('fields', plain(bytesToHex(encodeLegacyTransaction(fields))), plain(text(one, 'unsigned')));
  expectSame('signed', plain(bytesToHex(encodeLegacyTransaction(signed))), plain(text(one, 'signed')));
  const recovered = senderOfLegacyTransaction(signed, 'frontier');
  expectSame('sender', recovered.ok ? recovered.value : recovered.rejection.code, sender);
  const own = senderOfLegacyTransaction(signLegacyTransaction(transaction, prefixed(text(one, 'key'))));
  expectSame('sender of our own signature', own.ok ? own.value : own.rejection.code, sender);
}

function runGenesis(one: VectorCase): void {
  const data = hexToBytes(text(one, 'genesis_rlp_hex'));
  const decoded = headerOfEthereumBlock(data);
  if (!decoded.ok) throw new Error(decoded.rejection.message);
  const header = bytesToHex(encodeEthereumHeader(decoded.value));
  expectSame('header within the block', plain(bytesToHex(data)).includes(plain(header)), true);
  expectSame('genesis hash', plain(ethereumHeaderHash(decoded.value)), plain(text(one, 'genesis_hash')));
  if (has(one, 'genesis_state_root'))
    expectSame('state root', plain(decoded.value.stateRoot), plain(text(one, 'genesis_state_root')));
}

export const ethereumKeys: Format = {
  name: 'Ethereum keys, legacy transactions and genesis',
  recognises: (first) =>
    (first['kind'] === 'key' && has(first, 'seed', 'addr')) ||
    (first['kind'] === 'tx' && has(first, 'startgas', 'signed')) ||
    (first['kind'] === 'genesis' && has(first, 'genesis_rlp_hex')),
  run(one) {
    if (one['kind'] === 'key') runKey(one);
    else if (one['kind'] === 'tx') runTransaction(one);
    else if (one['kind'] === 'genesis') runGenesis(one);
    else throw new Error(`unknown kind ${String(one['kind'])}`);
    return undefined;
  },
};
