/**
 * A validium: coins are locked on layer 1 and roots are kept there, but the data behind them lie elsewhere, with a committee that signs that it has
 * them. Shaped after StarkEx (documentation, "Data availability" and "Full withdrawals"): a request that is not served in time freezes
 * the contract, and then everyone can leave with a proof against the last root, if they can make one.
 *
 * That each root follows from the one before is what a validity proof shows (see the room of validity rollups). Here the operator's word stands for
 * it, since the question is another: what is a right root worth to those who cannot open it?
 */
import { bytesToHex, concatBytes, hexToBytes } from '../../foundation/bytes.ts';
import { hashHex, sha256 } from '../../foundation/hash.ts';
import { addressOf, verify } from '../../foundation/keys.ts';
import { ok, reject } from '../../foundation/result.ts';
import type { Result } from '../../foundation/result.ts';
import { verifyLeaf } from '../../foundation/sparse-merkle.ts';
import { gas, wei } from '../../foundation/units.ts';
import type { Address, Hash, Hex, Ms } from '../../foundation/units.ts';
import { callCodec } from '../../layer1/machine/contracts/call-codec.ts';
import type { CallOf } from '../../layer1/machine/contracts/call-codec.ts';
import type { CallContext, Contract } from '../../layer1/machine/contracts/contract.ts';
import { slotOf } from '../../layer1/machine/contracts/slots.ts';
import { bytesWord, wordBytes } from '../../layer1/machine/word.ts';
import { indexPath } from './index-path.ts';
import { encodeValidiumAccount, NO_VALIDIUM_ACCOUNTS, validiumRoot } from './validium-data.ts';
import type { ValidiumAccount } from './validium-data.ts';

/** How calls of a validium stand in a transaction's data. */
export const validiumCodec = callCodec({
  deposit: {},
  update: { root: 'hash', dataHash: 'hash', data: 'bytes', signatures: 'byteStrings' },
  requestExit: { index: 'count', root: 'hash', balance: 'word', siblings: 'hashes' },
  exit: { index: 'count', address: 'address', balance: 'word', siblings: 'hashes' },
  freeze: { index: 'count' },
});

/**
 * What a validium is asked: to lock coins; by the operator, to move to a new root; by a user, to be let out, with a proof that the account was theirs under the root of any update, since the data of the last may be withheld; to pay an account out and close it, by
 * the operator, or by anyone once the contract is frozen; and to freeze, when a request was not served in time.
 */
export type ValidiumCall = CallOf<typeof validiumCodec>;

/** What a validium is made of. */
export interface ValidiumSettings {
  readonly operator: Address;
  /** Where the data of updates are: on layer 1, which makes it a rollup, or with the committee. */
  readonly dataOn: 'layer-1' | 'committee';
  /** Public keys of the committee, 33 bytes each. */
  readonly committee: readonly Hex[];
  /** How many of them must sign that they have the data. */
  readonly threshold: number;
  /** How long the operator may take to serve a request. */
  readonly grace: Ms;
  /** `validium` unless told. */
  readonly id?: string;
}

/** Where a validium keeps its root. */
export const VALIDIUM_ROOT_SLOT = 0n;
/** Where it keeps whether it is frozen: 1, or nothing. */
export const VALIDIUM_FROZEN_SLOT = 1n;
/** Where it keeps, by number, when an exit was requested and that it was paid; and, by root, that it had that root. */
const [REQUESTED, EXITED, KNOWN] = [2n, 3n, 4n] as const;
/** The event by which a validium tells of coins locked: the address in 20 bytes, then how many in 32. */
export const VALIDIUM_DEPOSIT = 'validium-deposit';
/** The event by which it tells of an update: the hash of the data. */
export const VALIDIUM_UPDATE = 'validium-update';

const NOTHING = new Uint8Array(0);

/** What a member of the committee signs: that it has the data with this hash, which lead to this root. */
export const availabilityDigest = (root: Hash, dataHash: Hash): Hash =>
  hashHex(sha256(concatBytes(hexToBytes(root), hexToBytes(dataHash))));

const refuse = (code: string, message: string, received: unknown, expected: unknown) =>
  reject({ code, rule: 'Strata validium', message, received, expected });

/** The root that a validium's storage holds; it begins with that of no accounts, which is zero. */
const rootIn = (context: CallContext): Uint8Array => wordBytes(context.load(VALIDIUM_ROOT_SLOT));

/** Whether `account` stands under `root`, by the hashes beside its path. */
function isAccountUnder(
  context: CallContext,
  root: Uint8Array,
  account: ValidiumAccount,
  siblings: readonly Hash[],
): boolean {
  context.charge(gas(96n * BigInt(siblings.length) + 400n));
  if (account.index >= 2 ** 32) return false;
  const path = indexPath(account.index);
  const leaf = encodeValidiumAccount(account);
  const proof = { siblings: siblings.map(hexToBytes), leaf: { path, valueHash: sha256(leaf) } };
  return verifyLeaf(root, path, leaf, proof);
}

/** How many of the committee have signed. Each signature stands in its member's place; who has not signed leaves it empty. */
function countSignatures(digest: Hash, signatures: readonly Uint8Array[], committee: readonly Hex[]): number {
  return committee.filter((key, at) => {
    const signature = signatures[at];
    return signature?.length === 64 && addressOf(key) !== null && verify(bytesToHex(signature), digest, key);
  }).length;
}

/**
 * Such a contract. Refused: an update of anyone but the operator, without its data or the committee's signatures, or once frozen; a request for an account
 * that was not the caller's under any root, which nobody could serve; an exit that nobody asked for, a second one, a proof against another root, and one by anyone but the operator before the freeze; a freeze before the time.
 */
export function createValidium(settings: ValidiumSettings): Contract<ValidiumCall> {
  const { operator, dataOn, committee, threshold, grace, id = 'validium' } = settings;

  function update(context: CallContext, call: ValidiumCall & { kind: 'update' }): Result<Uint8Array> {
    const { root, dataHash, data, signatures } = call;
    if (context.caller !== operator)
      return refuse('not-the-operator', 'Somebody else moves the root.', context.caller, operator);
    if (context.load(VALIDIUM_FROZEN_SLOT) !== 0n)
      return refuse('frozen', 'The contract is frozen.', 'frozen', 'not frozen');
    if (dataOn === 'layer-1') {
      context.charge(gas(60n + 12n * BigInt(Math.ceil(data.length / 32))));
      if (hashHex(sha256(data)) !== dataHash)
        return refuse('data-missing', 'The data are not those of the hash.', dataHash, hashHex(sha256(data)));
    } else {
      // What a signature costs to check: ecrecover's 3,000 (Yellow Paper, appendix E).
      context.charge(gas(3_000n * BigInt(signatures.length)));
      const count = countSignatures(availabilityDigest(root, dataHash), signatures, committee);
      if (count < threshold)
        return refuse('too-few-signatures', 'Too few say that they have the data.', count, threshold);
    }
    context.store(VALIDIUM_ROOT_SLOT, bytesWord(hexToBytes(root)));
    context.store(slotOf(KNOWN, BigInt(root)), 1n);
    context.log(VALIDIUM_UPDATE, hexToBytes(dataHash));
    return ok(NOTHING);
  }

  function exit(context: CallContext, call: ValidiumCall & { kind: 'exit' }): Result<Uint8Array> {
    const { index, address, balance, siblings } = call;
    const isFrozen = context.load(VALIDIUM_FROZEN_SLOT) !== 0n;
    if (!isFrozen && context.caller !== operator)
      return refuse('not-frozen', 'The operator serves exits until the freeze.', context.caller, operator);
    if (!isFrozen && context.load(slotOf(REQUESTED, BigInt(index))) === 0n)
      return refuse('not-requested', 'Nobody asked for this exit.', index, 'a request');
    const exited = slotOf(EXITED, BigInt(index));
    if (context.load(exited) !== 0n) return refuse('already-exited', 'The account has left.', index, 'once');
    if (!isAccountUnder(context, rootIn(context), { index, address, balance: wei(balance) }, siblings))
      return refuse(
        'wrong-exit-proof',
        'The root has another account there.',
        { index, balance },
        'its leaf',
      );
    context.store(exited, 1n);
    context.store(slotOf(REQUESTED, BigInt(index)), 0n);
    const paid = context.send(address, wei(balance));
    if (paid.ok || isFrozen) return paid;
    // Whoever refuses its coins is served as far as it can be, or it could freeze the contract for all.
    context.store(exited, 0n);
    return ok(NOTHING);
  }

  function requestExit(
    context: CallContext,
    { index, root, balance, siblings }: ValidiumCall & { kind: 'requestExit' },
  ): Result<Uint8Array> {
    if (context.load(slotOf(EXITED, BigInt(index))) !== 0n)
      return refuse('already-exited', 'The account has left.', index, 'once');
    if (context.load(slotOf(KNOWN, BigInt(root))) === 0n)
      return refuse('unknown-root', 'The validium never had this root.', root, 'a root of an update');
    const account = { index, address: context.caller, balance: wei(balance) };
    if (!isAccountUnder(context, hexToBytes(root), account, siblings))
      return refuse('not-the-owner', 'The account is not the caller’s.', index, 'an account of the caller');
    const slot = slotOf(REQUESTED, BigInt(index));
    if (context.load(slot) === 0n) context.store(slot, BigInt(context.block.timestamp) + 1n);
    return ok(NOTHING);
  }

  return {
    id,
    codec: validiumCodec,
    call(context, call) {
      if (call.kind !== 'deposit' && context.value !== 0n)
        return refuse('not-payable', 'No coins are needed.', context.value, 0n);
      switch (call.kind) {
        case 'deposit':
          if (context.load(VALIDIUM_FROZEN_SLOT) !== 0n)
            return refuse('frozen', 'The contract is frozen.', 'frozen', 'not frozen');
          context.log(VALIDIUM_DEPOSIT, concatBytes(hexToBytes(context.caller), wordBytes(context.value)));
          return ok(NOTHING);
        case 'update':
          return update(context, call);
        case 'requestExit':
          return requestExit(context, call);
        case 'exit':
          return exit(context, call);
        case 'freeze': {
          const requested = context.load(slotOf(REQUESTED, BigInt(call.index)));
          const end = requested - 1n + BigInt(grace);
          if (requested === 0n)
            return refuse('not-requested', 'Nobody asked for this exit.', call.index, 'a request');
          if (BigInt(context.block.timestamp) < end)
            return refuse('grace-not-over', 'The operator still has time.', context.block.timestamp, end);
          context.store(VALIDIUM_FROZEN_SLOT, 1n);
          return ok(NOTHING);
        }
      }
    },
  };
}

/** The root before anyone has anything. */
export const EMPTY_VALIDIUM_ROOT: Hash = validiumRoot(NO_VALIDIUM_ACCOUNTS);
