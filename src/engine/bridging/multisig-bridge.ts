/** A bridge that believes m of n signers: coins are locked here, and come out for whoever the signers name. */
import { bigintToFixedBytes, bytesToHex, concatBytes, hexToBytes, utf8 } from '../foundation/bytes.ts';
import { hashHex, sha256 } from '../foundation/hash.ts';
import { sign, verify } from '../foundation/keys.ts';
import { ok, reject } from '../foundation/result.ts';
import type { Result } from '../foundation/result.ts';
import { gas, wei } from '../foundation/units.ts';
import type { Address, Hash, Hex } from '../foundation/units.ts';
import { callCodec } from '../layer1/machine/contracts/call-codec.ts';
import type { CallOf } from '../layer1/machine/contracts/call-codec.ts';
import type { CallContext, Contract } from '../layer1/machine/contracts/contract.ts';
import { slotOf } from '../layer1/machine/contracts/slots.ts';
import { GAS_SIGNATURE_CHECK } from './light-client-contract.ts';

const codec = callCodec({
  /** Locks the coins that come along, for vouchers on the other chain. */
  deposit: { receiver: 'address' },
  /** Pays out by the signers' word: which of them, in ascending order, and their signatures. */
  release: { to: 'address', amount: 'word', number: 'count', signers: 'words', signatures: 'byteStrings' },
});

/** What a multisig bridge is asked. */
export type MultisigBridgeCall = CallOf<typeof codec>;

/** What a multisig bridge is made of. */
export interface MultisigBridgeSettings {
  readonly id: string;
  /** The public keys of the signers. */
  readonly signers: readonly Hex[];
  /** How many of them it takes. */
  readonly needed: number;
}

/** A withdrawal that signers vouch for. */
export interface BridgeRelease {
  readonly to: Address;
  readonly amount: bigint;
  /** Each number is paid once. */
  readonly number: number;
}

const PAID = 0n;
const RULE = 'Strata multisig bridge';
const refuse = (code: string, message: string, received: unknown, expected: unknown): Result<never> =>
  reject({ code, rule: RULE, message, received, expected });

/**
 * What a signer signs: the bridge, who gets how much, and the number. A contract cannot see which chain it is on, so
 * `bridge` has to name one chain's alone: under one id on two chains, a release counts on both.
 */
export const releaseDigest = (bridge: string, { to, amount, number }: BridgeRelease): Hash =>
  hashHex(
    sha256(
      concatBytes(
        sha256(utf8(bridge)),
        hexToBytes(to),
        bigintToFixedBytes(amount, 32),
        bigintToFixedBytes(BigInt(number), 8),
      ),
    ),
  );

/** A secret key at a position among the signers. */
export interface BridgeSigner {
  readonly signer: number;
  readonly secretKey: Hex;
}

/** The call that pays `release` out, signed by `signers` in ascending order. Needs `ready()`. */
export const signRelease = (
  bridge: string,
  release: BridgeRelease,
  signers: readonly BridgeSigner[],
): MultisigBridgeCall => ({
  kind: 'release',
  ...release,
  signers: signers.map(({ signer }) => BigInt(signer)),
  signatures: signers.map(({ secretKey }) => hexToBytes(sign(releaseDigest(bridge, release), secretKey))),
});

/**
 * The bridge. It knows nothing of the other chain: what m signers say is true, whether it is or not. Ronin's was such a
 * bridge of 5 of 9 keys; on 23 March 2022 somebody had five of them and took 173,600 ether and 25.5 million USDC, noticed on 29 March
 * (Ronin Network, statement of 29 March 2022).
 * @throws RangeError for more needed than there are, or none, and for a key that comes twice
 */
export function multisigBridge({
  id,
  signers,
  needed,
}: MultisigBridgeSettings): Contract<MultisigBridgeCall> {
  if (!Number.isSafeInteger(needed) || needed < 1 || needed > signers.length)
    throw new RangeError(`${needed} of ${signers.length} signers is no rule.`);
  if (new Set(signers).size !== signers.length)
    throw new RangeError('A signer with two places has two votes.');

  const checkSignatures = (
    context: CallContext,
    call: Extract<MultisigBridgeCall, { kind: 'release' }>,
  ): Result<void> => {
    if (call.signers.length !== call.signatures.length || call.signers.length < needed)
      return refuse('too-few-signatures', `It takes ${needed}.`, call.signatures.length, needed);
    const digest = releaseDigest(id, call);
    let last = -1n;
    for (const [index, signer] of call.signers.entries()) {
      context.charge(gas(GAS_SIGNATURE_CHECK));
      const key = signers[Number(signer)];
      // In ascending order, so that nobody is counted twice.
      if (key === undefined || signer <= last)
        return refuse('unknown-signer', 'No such signer, or one that comes again.', signer, signers.length);
      const signature = bytesToHex(call.signatures[index] ?? new Uint8Array(0));
      if (!verify(signature, digest, key))
        return refuse('bad-signature', `The signature of ${signer} does not hold.`, signature, digest);
      last = signer;
    }
    return ok(undefined);
  };

  return {
    id,
    codec,
    call(context, call) {
      if (call.kind === 'deposit') {
        context.log(
          'deposited',
          concatBytes(hexToBytes(call.receiver), bigintToFixedBytes(context.value, 32)),
        );
        return ok(new Uint8Array(0));
      }
      if (context.value !== 0n) return refuse('not-payable', 'Coins come with a deposit.', context.value, 0n);
      const slot = slotOf(PAID, BigInt(call.number));
      if (context.load(slot) !== 0n)
        return refuse('already-paid', 'This number was paid.', call.number, 'a new one');
      const checked = checkSignatures(context, call);
      if (!checked.ok) return checked;
      context.store(slot, 1n);
      return context.send(call.to, wei(call.amount));
    },
  };
}
