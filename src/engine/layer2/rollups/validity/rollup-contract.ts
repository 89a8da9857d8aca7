/**
 * A validity rollup on layer 1: a contract that holds the coins and one root, and moves the root for nothing but a
 * proof.
 */
import { bigintToFixedBytes, bytesToBigint } from '../../../foundation/bytes.ts';
import { ok } from '../../../foundation/result.ts';
import type { Result } from '../../../foundation/result.ts';
import { gas } from '../../../foundation/units.ts';
import { callCodec } from '../../../layer1/machine/contracts/call-codec.ts';
import type { CallOf } from '../../../layer1/machine/contracts/call-codec.ts';
import type { CallContext, Contract } from '../../../layer1/machine/contracts/contract.ts';
import { registerBlsKey } from '../../../layer1/scaling/bls-signature.ts';
import { validityRoot, verifyAccountPath } from './account-tree.ts';
import { PAIRING_GAS, takeBatch } from './rollup-batch.ts';
import type { ValidityRollupSettings } from './rollup-batch.ts';
import {
  addClaim,
  LAYER_SUPPLY,
  ownerOf,
  packWaiting,
  payClaim,
  refuseCall,
  ROLLUP_SLOTS,
  rollupSlot,
  unpackWaiting,
  validityGenesis,
} from './rollup-storage.ts';
import { BRIDGE_ACCOUNT } from './validity-batch.ts';

const codec = callCodec({
  open: { publicKey: 'bytes', possession: 'bytes' },
  deposit: { account: 'count' },
  batch: { oldRoot: 'word', newRoot: 'word', transfers: 'bytes', proof: 'bytes', signature: 'bytes' },
  withdraw: {},
  askExit: { account: 'count', amount: 'word' },
  refuteExit: { account: 'count', balance: 'word', nonce: 'count', path: 'words' },
  freeze: { account: 'count' },
  exit: { account: 'count', balance: 'word', nonce: 'count', path: 'words' },
  reclaim: { deposit: 'count' },
});

/**
 * What a validity rollup is asked: to open an account with a BLS key and a first deposit; to take a further deposit;
 * to take a batch; to pay what left the layer; to make the operator let an amount out; to drop such a wish of more
 * than the account holds; to freeze, for a wish of `account`, or for a deposit with account 0; and, frozen, to pay an
 * account out by its path under the last root, or to give back a deposit that no batch took.
 */
export type ValidityCall = CallOf<typeof codec>;

/**
 * The permutation as a contract has to work it out: about 10,700 products at 8 gas (Yellow Paper, appendix G, MULMOD:
 * G_mid).
 */
const RESCUE_GAS = 85_600n;

type Open = Extract<ValidityCall, { kind: 'open' }>;
type PathCall = Extract<ValidityCall, { kind: 'exit' | 'refuteExit' }>;

/**
 * The root before any batch, or the one stored: storage begins with zeros, and so the first call writes the genesis
 * root.
 */
function start(context: CallContext, genesis: bigint): void {
  if (context.load(ROLLUP_SLOTS.accounts) !== 0n) return;
  context.store(ROLLUP_SLOTS.root, genesis);
  context.store(ROLLUP_SLOTS.accounts, 1n);
}

/** Queues the coins that came along. Refused: none, and more than the layer can hold (`wrong-amount`). */
function queue(context: CallContext, account: number): Result<void> {
  const { value } = context;
  if (value === 0n || context.balanceOf(context.self) > LAYER_SUPPLY)
    return refuseCall(
      'wrong-amount',
      'A deposit has coins, and the layer room for them.',
      value,
      LAYER_SUPPLY,
    );
  const number = context.load(ROLLUP_SLOTS.deposits);
  const waiting = { account, amount: value, since: context.block.timestamp };
  context.store(rollupSlot('deposit', number), packWaiting(waiting));
  context.store(ROLLUP_SLOTS.deposits, number + 1n);
  context.log('deposit', bigintToFixedBytes(packWaiting(waiting), 32));
  return ok(undefined);
}

/**
 * Gives the caller the next account. Refused: a full tree (`tree-full`), a key that nobody has shown to hold, and
 * what `queue` refuses.
 */
function open(context: CallContext, { publicKey, possession }: Open, depth: number): Result<Uint8Array> {
  const account = Number(context.load(ROLLUP_SLOTS.accounts));
  if (account >= 2 ** depth)
    return refuseCall('tree-full', 'All accounts are given out.', account, 2 ** depth);
  context.charge(PAIRING_GAS);
  const registered = registerBlsKey(publicKey, possession);
  if (!registered.ok) return registered;
  context.store(rollupSlot('owner', account), BigInt(context.caller));
  context.store(rollupSlot('key', account), bytesToBigint(publicKey.subarray(0, 32)));
  context.store(rollupSlot('keyRest', account), bytesToBigint(publicKey.subarray(32)));
  context.store(ROLLUP_SLOTS.accounts, BigInt(account + 1));
  const queued = queue(context, account);
  return queued.ok ? ok(bigintToFixedBytes(BigInt(account), 32)) : queued;
}

/** Whether the account stands so under the last root; a tree's path costs a hash for each level and the leaf. */
function checkPath(context: CallContext, call: PathCall, depth: number): Result<void> {
  context.charge(gas(RESCUE_GAS * BigInt(depth + 1)));
  const { account, balance, nonce, path } = call;
  return verifyAccountPath(context.load(ROLLUP_SLOTS.root), depth, account, { balance, nonce }, path);
}

/** Drops the wish of an account that does not hold so much. Refused: no wish, one with cover, and another path. */
function refuteExit(context: CallContext, call: PathCall, depth: number): Result<Uint8Array> {
  const slot = rollupSlot('request', call.account);
  const asked = unpackWaiting(context.load(slot));
  if (asked === null || asked.amount <= call.balance)
    return refuseCall('covered-exit', 'There is no exit without cover.', asked?.amount ?? 0n, call.balance);
  const stands = checkPath(context, call, depth);
  if (!stands.ok) return stands;
  context.store(slot, 0n);
  return ok(new Uint8Array(0));
}

/**
 * Pays an account out of a frozen rollup, once. Refused: one paid already (`exited-already`), nobody's, and another
 * path.
 */
function exit(context: CallContext, call: PathCall, depth: number): Result<Uint8Array> {
  const owner = ownerOf(context, call.account);
  if (owner === null)
    return refuseCall('no-such-account', 'Nobody has that account.', call.account, 'an account');
  const slot = rollupSlot('exited', call.account);
  if (context.load(slot) !== 0n)
    return refuseCall('exited-already', 'That account has been paid.', call.account, 'once');
  const stands = checkPath(context, call, depth);
  if (!stands.ok) return stands;
  context.store(slot, 1n);
  addClaim(context, owner, call.balance);
  return ok(new Uint8Array(0));
}

/** Gives a deposit back that no batch has taken, out of a frozen rollup. */
function reclaim(context: CallContext, number: number): Result<Uint8Array> {
  const slot = rollupSlot('deposit', number);
  const deposit = unpackWaiting(context.load(slot));
  if (deposit === null || BigInt(number) < context.load(ROLLUP_SLOTS.depositsTaken))
    return refuseCall('no-such-deposit', 'No such deposit waits.', number, 'a deposit that waits');
  const owner = ownerOf(context, deposit.account);
  context.store(slot, 0n);
  if (owner !== null) addClaim(context, owner, deposit.amount);
  return ok(new Uint8Array(0));
}

/** Freezes for something that has waited too long. Refused: nothing has (`nobody-waits`). */
function freeze(context: CallContext, account: number, patienceMs: number): Result<Uint8Array> {
  const slot =
    account === BRIDGE_ACCOUNT
      ? rollupSlot('deposit', context.load(ROLLUP_SLOTS.depositsTaken))
      : rollupSlot('request', account);
  const waiting = unpackWaiting(context.load(slot));
  const now = context.block.timestamp;
  if (waiting === null || now - waiting.since <= patienceMs)
    return refuseCall(
      'nobody-waits',
      'Nothing has waited too long.',
      waiting?.since ?? null,
      now - patienceMs,
    );
  context.store(ROLLUP_SLOTS.frozen, 1n);
  context.log('frozen', bigintToFixedBytes(BigInt(account), 32));
  return ok(new Uint8Array(0));
}

const frozenOnly: ReadonlySet<string> = new Set(['exit', 'reclaim']);

/**
 * The contract. Coins are locked in it when they are deposited and leave it only for a proven root: through batches,
 * or, when the operator has not served someone for longer than the patience, by everybody's own path under the last
 * proven root (StarkEx calls it its escape hatch). Signatures are checked here and not in the proof, which the
 * production systems do inside, so that senders need not sign together and their signatures take no room. Keys stand
 * in the contract and not in the leaves, for the same brevity. Data availability is the call data that the batch is
 * in.
 */
export function validityRollup(settings: ValidityRollupSettings): Contract<ValidityCall> {
  const { depth, patienceMs, chainId = 1 } = settings;
  const genesis = validityRoot(validityGenesis(depth));
  return {
    // Proofs and signatures are bound to the contract's address, and so to its chain (EIP-155 says why).
    id: `validity-rollup on chain ${chainId}`,
    codec,
    call(context, call) {
      start(context, genesis);
      const isFrozen = context.load(ROLLUP_SLOTS.frozen) !== 0n;
      if (context.value > 0n && call.kind !== 'open' && call.kind !== 'deposit')
        return refuseCall('not-payable', 'This call takes no coins.', context.value, 0n);
      if (call.kind === 'withdraw') return payClaim(context);
      if (isFrozen !== frozenOnly.has(call.kind))
        return refuseCall(
          isFrozen ? 'frozen' : 'not-frozen',
          'Not in this state.',
          call.kind,
          'another call',
        );
      switch (call.kind) {
        case 'open':
          return open(context, call, depth);
        case 'deposit': {
          if (ownerOf(context, call.account) === null)
            return refuseCall('no-such-account', 'Nobody has that account.', call.account, 'an account');
          const queued = queue(context, call.account);
          return queued.ok ? ok(new Uint8Array(0)) : queued;
        }
        case 'batch':
          return takeBatch(context, call, settings);
        case 'askExit': {
          if (
            ownerOf(context, call.account) !== context.caller ||
            call.amount === 0n ||
            call.amount > LAYER_SUPPLY
          )
            return refuseCall(
              'not-the-owner',
              'Only the owner asks, and for something.',
              context.caller,
              'the owner',
            );
          // A second wish would take the first away from under a batch that serves it.
          const slot = rollupSlot('request', call.account);
          if (context.load(slot) !== 0n)
            return refuseCall('exit-waits', 'The account has asked already.', call.account, 'one at a time');
          const since = context.block.timestamp;
          const { account, amount } = call;
          context.store(slot, packWaiting({ account, amount, since }));
          return ok(new Uint8Array(0));
        }
        case 'refuteExit':
          return refuteExit(context, call, depth);
        case 'freeze':
          return freeze(context, call.account, patienceMs);
        case 'exit':
          return exit(context, call, depth);
        case 'reclaim':
          return reclaim(context, call.deposit);
        default:
          return refuseCall('unknown-call', 'There is no such call.', call, 'a call');
      }
    },
  };
}
