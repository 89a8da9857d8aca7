/** What can be said of a transfer without looking at any account: form, chain, gas, key and signature. */
import { addressOf } from '../../foundation/keys.ts';
import { ok, reject } from '../../foundation/result.ts';
import type { Result } from '../../foundation/result.ts';
import type { Address } from '../../foundation/units.ts';
import { TRANSFER_GAS, hasValidSignature, malformationOf } from './transfer.ts';
import type { SignedTransfer } from './transfer.ts';

/**
 * The sender of `transfer`, once everything about it holds that does not depend on a state. Refused, in this order:
 * a malformed field, another chain (EIP-155), too little gas (Yellow Paper, 6.2), a tip above the whole fee (EIP-1559),
 * a public key that is no point, a signature that does not hold.
 */
export function checkTransfer(transfer: SignedTransfer, chainId: number): Result<Address> {
  const malformation = malformationOf(transfer);
  if (malformation !== null) return reject(malformation);
  const { gasLimit, maxFeePerGas, maxPriorityFeePerGas, publicKey, signature } = transfer;
  if (transfer.chainId !== chainId) {
    const message = `The transfer is for chain ${transfer.chainId}; this is chain ${chainId}.`;
    return reject({
      code: 'wrong-chain',
      rule: 'EIP-155',
      message,
      received: transfer.chainId,
      expected: chainId,
    });
  }
  if (gasLimit < TRANSFER_GAS) {
    const message = `A transfer uses ${TRANSFER_GAS} gas; its limit is ${gasLimit}.`;
    const rule = 'Ethereum Yellow Paper, 6.2';
    return reject({ code: 'gas-limit-too-low', rule, message, received: gasLimit, expected: TRANSFER_GAS });
  }
  if (maxPriorityFeePerGas > maxFeePerGas) {
    const message = `The tip of ${maxPriorityFeePerGas} exceeds the whole fee of ${maxFeePerGas} per gas.`;
    const evidence = { received: maxPriorityFeePerGas, expected: maxFeePerGas };
    return reject({ code: 'tip-above-max-fee', rule: 'EIP-1559, specification', message, ...evidence });
  }
  const sender = addressOf(publicKey);
  if (sender === null) {
    const message = 'The public key is no point of secp256k1.';
    const evidence = { received: publicKey, expected: 'a point of the curve' };
    return reject({ code: 'bad-public-key', rule: 'SEC 1, 2.3.4', message, ...evidence });
  }
  if (!hasValidSignature(transfer)) {
    const message = 'The signature does not hold for this transfer and public key.';
    const evidence = { received: signature, expected: `a signature by ${sender}` };
    return reject({ code: 'bad-signature', rule: 'SEC 1, 4.1.4', message, ...evidence });
  }
  return ok(sender);
}
