/** A transfer from an account that chose how it signs: its address is the hash of a scheme and a public key. */
import { bytesToHex, concatBytes, utf8 } from '../../foundation/bytes.ts';
import { keccak256 } from '../../foundation/hash.ts';
import { ok, reject } from '../../foundation/result.ts';
import type { Result } from '../../foundation/result.ts';
import { gas, wei } from '../../foundation/units.ts';
import type { Address, Gas } from '../../foundation/units.ts';
import { getAccount, setAccount } from '../ledger/accounts.ts';
import type { AccountState } from '../ledger/accounts.ts';
import type { BlockContext } from '../ledger/apply-transfer.ts';
import { tipPerGas } from '../ledger/apply-transfer.ts';
import { calldataGas } from '../ledger/calldata.ts';
import { malformationOf, TRANSFER_GAS } from '../ledger/transfer.ts';
import type { Transfer } from '../ledger/transfer.ts';
import { schemeSigningBytes } from './scheme-transfer-bytes.ts';
import type { SchemeTransfer } from './scheme-transfer-bytes.ts';
import type { SchemeKey, SignatureScheme } from './signature-scheme.ts';

/** A signed transfer, and the key that may sign next. */
export interface SignedByScheme {
  readonly transfer: SchemeTransfer;
  readonly key: SchemeKey;
}

const RULE = 'Strata accounts, schemes';

const refuse = (code: string, rule: string, message: string, received: unknown, expected: unknown) =>
  reject({ code, rule, message, received, expected });

/**
 * The address of a key: the last 20 bytes of Keccak-256 over a tag, the scheme's code and the public key. A quantum
 * computer finds a secret from a public key, and an address does not show the key before its first transfer.
 */
export const schemeAddress = (scheme: number, publicKey: Uint8Array): Address =>
  bytesToHex(
    keccak256(concatBytes(utf8('strata scheme'), Uint8Array.of(scheme), publicKey)).subarray(12),
  ) as Address;

/**
 * What a transfer costs: 21,000, which hold for 65 bytes of signature as Ethereum has them, and for each byte of key and signature beyond
 * as much as for call data (EIP-2028). Block space is what is scarce, and here it is what is paid for.
 */
export function schemeTransferGas(transfer: Pick<SchemeTransfer, 'publicKey' | 'signature'>): Gas {
  const witness = concatBytes(transfer.publicKey, transfer.signature);
  return gas(TRANSFER_GAS + calldataGas(witness.subarray(Math.min(INCLUDED_BYTES, witness.length))));
}

/** Signature and recovery bit of a plain transfer: what 21,000 gas already pay for. */
const INCLUDED_BYTES = 65;

/**
 * `transfer` signed by `key`; where each number signs once, the transfer's nonce is that number. So one that no block
 * takes, such as for too low a fee, can be sent again but never replaced, and the last number has to carry off what the
 * account holds: there is no signature after it. Refused: what the scheme refuses, such as a leaf that may have been
 * used. @throws RangeError for a field out of range
 */
export function signSchemeTransfer(
  transfer: Transfer,
  scheme: SignatureScheme,
  key: SchemeKey,
  randomness: Uint8Array,
): Result<SignedByScheme> {
  const wrong = formOf(transfer);
  if (wrong !== null) throw new RangeError(wrong.message);
  const unsigned = { ...transfer, scheme: scheme.code };
  const signed = scheme.sign(key, schemeSigningBytes(unsigned), randomness, transfer.nonce);
  if (!signed.ok) return signed;
  const { signature } = signed.value;
  return ok({ transfer: { ...unsigned, publicKey: key.publicKey, signature }, key: signed.value.key });
}

/** The form of the common fields, by the rules of plain transfers. */
const formOf = (transfer: Transfer) =>
  malformationOf({
    ...transfer,
    publicKey: `0x${'00'.repeat(33)}`,
    signature: `0x${'00'.repeat(64)}`,
  });

/**
 * The sender of `transfer`, once everything holds that does not depend on a state. Refused: a malformed field, another chain, a
 * scheme that is not among `schemes`, less gas than {@link schemeTransferGas}, a tip above the fee, lengths other than
 * the scheme's, a one-time number other than the nonce, a signature that does not hold.
 */
export function checkSchemeTransfer(
  transfer: SchemeTransfer,
  chainId: number,
  schemes: readonly SignatureScheme[],
): Result<Address> {
  const { publicKey, signature, gasLimit, nonce } = transfer;
  const wrong = formOf(transfer);
  if (wrong !== null) return reject(wrong);
  if (transfer.chainId !== chainId)
    return refuse('wrong-chain', 'EIP-155', 'The transfer is for another chain.', transfer.chainId, chainId);
  const scheme = schemes.find(({ code }) => code === transfer.scheme);
  if (scheme === undefined)
    return refuse('unknown-scheme', RULE, 'This chain knows no such scheme.', transfer.scheme, 'a known one');
  if (publicKey.length !== scheme.publicKeyBytes || signature.length !== scheme.signatureBytes)
    return refuse(
      'malformed-transfer',
      RULE,
      `Key and signature of ${scheme.name} have other lengths.`,
      [publicKey.length, signature.length],
      [scheme.publicKeyBytes, scheme.signatureBytes],
    );
  const cost = schemeTransferGas(transfer);
  if (gasLimit < cost)
    return refuse(
      'gas-limit-too-low',
      'Ethereum Yellow Paper, 6.2',
      'The gas limit is too low.',
      gasLimit,
      cost,
    );
  if (transfer.maxPriorityFeePerGas > transfer.maxFeePerGas)
    return refuse(
      'tip-above-max-fee',
      'EIP-1559, specification',
      'The tip exceeds the whole fee.',
      transfer.maxPriorityFeePerGas,
      transfer.maxFeePerGas,
    );
  const index = scheme.indexOf(signature);
  if (index !== null && index !== nonce)
    return refuse(
      'wrong-leaf',
      RULE,
      'The leaf that signs is the nonce, so that a chain takes each leaf once.',
      index,
      nonce,
    );
  if (!scheme.verify(publicKey, schemeSigningBytes(transfer), signature))
    return refuse('bad-signature', scheme.name, 'The signature does not hold.', signature, 'one by this key');
  return ok(schemeAddress(transfer.scheme, publicKey));
}

/**
 * The state after `transfer`: the rules of plain transfers (see `applyTransfer`), with the gas of its own bytes.
 * Refused besides what {@link checkSchemeTransfer} refuses: a fee below the base fee, another nonce than the next, a
 * balance that does not cover value and gas.
 */
export function applySchemeTransfer(
  state: AccountState,
  transfer: SchemeTransfer,
  context: BlockContext,
  schemes: readonly SignatureScheme[],
): Result<AccountState> {
  // CHECK
  const checked = checkSchemeTransfer(transfer, context.chainId, schemes);
  if (!checked.ok) return checked;
  const { nonce, to, value, gasLimit, maxFeePerGas } = transfer;
  if (maxFeePerGas < context.baseFee)
    return refuse(
      'fee-below-base-fee',
      'EIP-1559, specification',
      'The fee is below the base fee.',
      maxFeePerGas,
      context.baseFee,
    );
  const sender = getAccount(state, checked.value);
  if (nonce !== sender.nonce)
    return refuse(
      nonce < sender.nonce ? 'nonce-too-low' : 'nonce-too-high',
      'Ethereum Yellow Paper, 6.2',
      `The sender's next nonce is ${sender.nonce}.`,
      nonce,
      sender.nonce,
    );
  const most = value + gasLimit * maxFeePerGas;
  if (sender.balance < most)
    return refuse(
      'balance-too-low',
      'Ethereum Yellow Paper, 6.2',
      'The sender cannot pay for value and gas.',
      sender.balance,
      most,
    );

  // CHARGE
  const used = schemeTransferGas(transfer);
  const tip = used * tipPerGas(transfer, context.baseFee);
  const left = wei(sender.balance - value - used * context.baseFee - tip);
  let next = setAccount(state, checked.value, { balance: left, nonce: nonce + 1 });

  // APPLY
  for (const [address, amount] of [[to, value] as const, [context.proposer, tip] as const]) {
    if (amount === 0n) continue;
    const account = getAccount(next, address);
    next = setAccount(next, address, { ...account, balance: wei(account.balance + amount) });
  }
  return ok(next);
}
