/**
 * Polygon's way below: stake signs the root of a range of blocks, the contract keeps it, and who burnt above shows the
 * burn under it. What Polygon spreads over RootChain, StakeManager, RootChainManager and a predicate is one contract here.
 */
import { bigintToFixedBytes, bytesToHex, concatBytes } from '../../foundation/bytes.ts';
import { ok, reject } from '../../foundation/result.ts';
import type { Result } from '../../foundation/result.ts';
import { gas, ms, wei } from '../../foundation/units.ts';
import type { Address, Hash, Ms } from '../../foundation/units.ts';
import { callCodec } from '../../layer1/machine/contracts/call-codec.ts';
import type { CallOf } from '../../layer1/machine/contracts/call-codec.ts';
import { storedWord } from '../../layer1/machine/contracts/contract-state.ts';
import type { ContractState } from '../../layer1/machine/contracts/contract-state.ts';
import { contractAddress } from '../../layer1/machine/contracts/contract.ts';
import type { CallContext, Contract } from '../../layer1/machine/contracts/contract.ts';
import { slotOf } from '../../layer1/machine/contracts/slots.ts';
import type { Word } from '../../layer1/machine/word.ts';
import { GAS_SIGNATURE, GAS_TREE_HASH } from '../plasma/shown-transaction.ts';
import { verifyBurn } from './burn-proof.ts';
import type { VerifyBurn } from './burn-proof.ts';
import { verifyCheckpoint, verifyHeader } from './checkpoint.ts';
import type { StakeHolder, VerifyCheckpoint, VerifyHeader } from './checkpoint.ts';
import { decideRelease, lockCoins, payUpTo, releaseCoins } from './peg-ledger.ts';
import type { DecideRelease } from './peg-ledger.ts';
import { BURN_FIELDS, headerIn } from './peg-contract.ts';
import { RECEIPT_TREE_HEIGHT } from './side-block.ts';
import type { SideHeader } from './side-block.ts';

/** How the contract is called. A checkpoint's id is its number times {@link CHECKPOINT_ID_STEP}. */
export const checkpointPegCodec = callCodec({
  lock: { to: 'address' },
  submitCheckpoint: {
    proposer: 'address',
    start: 'count',
    end: 'count',
    root: 'hash',
    holders: 'words',
    signatures: 'byteStrings',
  },
  exit: { ...BURN_FIELDS, checkpoint: 'count', blockProof: 'hashes' },
  /** Asked by other contracts: whether this header is under this checkpoint, and whether it is the last block known. */
  isUnder: {
    number: 'count',
    time: 'count',
    transactionsRoot: 'hash',
    receiptsRoot: 'hash',
    stateRoot: 'hash',
    checkpoint: 'count',
    blockProof: 'hashes',
  },
  /** By the contract for exits out of a nested chain only; it answers what it paid, which is no more than is locked. */
  payNested: { to: 'address', amount: 'word' },
  /** By the same: the sidechain is gone and stays so. */
  close: {},
});

/** A call of the contract. */
export type CheckpointPegCall = CallOf<typeof checkpointPegCodec>;

/** The parts that a lab replaces, each with its reference. */
export interface CheckpointRules {
  readonly verifyCheckpoint: VerifyCheckpoint;
  readonly verifyHeader: VerifyHeader;
  readonly verifyBurn: VerifyBurn;
  readonly decideRelease: DecideRelease;
}

/** The reference for all of them. */
export const CHECKPOINT_RULES: CheckpointRules = {
  verifyCheckpoint,
  verifyHeader,
  verifyBurn,
  decideRelease,
};

/** What the contract is made with. */
export interface CheckpointPegSettings {
  readonly id: string;
  readonly holders: readonly StakeHolder[];
  /** The contract on the sidechain that burns. */
  readonly childPeg: Address;
  /** The contract that may pay exits out of a nested chain; nobody unless told. */
  readonly nested?: Address;
  readonly rules?: Partial<CheckpointRules>;
}

/** Checkpoints have the ids 10,000, 20,000 … (RootChain: `MAX_DEPOSITS`; heimdall: `child_chain_block_interval`). */
export const CHECKPOINT_ID_STEP = 10_000;

const COUNT = 0n;
const ROOTS = 1n;
const STARTS = 2n;
const ENDS = 3n;
const TIMES = 4n;
const CLOSED = 5n;

/** A checkpoint as the contract keeps it. */
export interface StoredCheckpoint {
  readonly root: Hash;
  readonly start: number;
  readonly end: number;
  readonly at: Ms;
}

const readCheckpoint = (read: (slot: Word) => Word, id: number): StoredCheckpoint | null => {
  const at = (place: Word): Word => read(slotOf(place, BigInt(id)));
  const root = at(ROOTS);
  if (root === 0n) return null;
  const hash = bytesToHex(bigintToFixedBytes(root, 32)) as Hash;
  return { root: hash, start: Number(at(STARTS)), end: Number(at(ENDS)), at: ms(Number(at(TIMES))) };
};

/** The checkpoint with this id in the contract called `contract`, or null. */
export const checkpointIn = (state: ContractState, contract: string, id: number): StoredCheckpoint | null =>
  readCheckpoint((slot) => storedWord(state, contractAddress(contract), slot), id);

/** The id of the last checkpoint; 0 when there is none. */
export const lastCheckpoint = (state: ContractState, contract: string): number =>
  Number(storedWord(state, contractAddress(contract), COUNT)) * CHECKPOINT_ID_STEP;

const refuse = (code: string, call: string, message: string, received: unknown, expected: unknown) =>
  reject({ code, rule: `Polygon PoS, ${call}`, message, received, expected });

function submit(
  context: CallContext,
  call: Extract<CheckpointPegCall, { kind: 'submitCheckpoint' }>,
  holders: readonly StakeHolder[],
  verify: VerifyCheckpoint,
): Result<Uint8Array> {
  const count = Number(context.load(COUNT));
  const before = readCheckpoint((slot) => context.load(slot), count * CHECKPOINT_ID_STEP);
  const start = before === null ? 1 : before.end + 1;
  // RootChain, `_buildHeaderBlock`: "INCORRECT_START_BLOCK". No block is left out and none is in two checkpoints.
  if (call.start !== start)
    return refuse('wrong-start', 'RootChain', 'Checkpoints follow each other.', call.start, start);
  context.charge(gas(BigInt(call.holders.length) * GAS_SIGNATURE));
  const votes = call.holders.map((holder, index) => ({
    holder: Number(holder),
    signature: bytesToHex(call.signatures[index] ?? new Uint8Array(0)),
  }));
  const verified = verify(call, votes, holders, context.self);
  if (!verified.ok) return verified;
  const id = BigInt(count + 1) * BigInt(CHECKPOINT_ID_STEP);
  context.store(COUNT, BigInt(count + 1));
  context.store(slotOf(ROOTS, id), BigInt(call.root));
  context.store(slotOf(STARTS, id), BigInt(call.start));
  context.store(slotOf(ENDS, id), BigInt(call.end));
  context.store(slotOf(TIMES, id), BigInt(context.block.timestamp));
  context.log('checkpoint', concatBytes(bigintToFixedBytes(id, 32), bigintToFixedBytes(verified.value, 32)));
  return ok(bigintToFixedBytes(id, 32));
}

/**
 * The contract. It knows the stake and nothing of the sidechain's rules: whatever two thirds sign is a checkpoint, a block
 * that never was included. Reduced against Polygon: the holders are fixed, nobody is paid for a checkpoint, receipts stand
 * in a binary tree instead of a Patricia trie.
 */
export function checkpointPeg(settings: CheckpointPegSettings): Contract<CheckpointPegCall> {
  const { id, holders, childPeg, nested } = settings;
  const rules = { ...CHECKPOINT_RULES, ...settings.rules };

  const under = (
    context: CallContext,
    header: SideHeader,
    call: { readonly checkpoint: number; readonly blockProof: readonly Hash[] },
  ): Result<StoredCheckpoint> => {
    const checkpoint = readCheckpoint((slot) => context.load(slot), call.checkpoint);
    if (checkpoint === null)
      return refuse(
        'no-such-checkpoint',
        'RootChainManager',
        'It was not submitted.',
        call.checkpoint,
        'an id',
      );
    context.charge(gas(BigInt(call.blockProof.length + RECEIPT_TREE_HEIGHT + 4) * GAS_TREE_HASH));
    const verified = rules.verifyHeader(header, call.blockProof, checkpoint);
    return verified.ok ? ok(checkpoint) : verified;
  };

  return {
    id,
    codec: checkpointPegCodec,
    call(context, call) {
      const isClosed = context.load(CLOSED) !== 0n;
      if (isClosed && (call.kind === 'lock' || call.kind === 'submitCheckpoint'))
        return refuse('closed', 'closed peg', 'Exits go by the last checkpoint now.', call.kind, 'an exit');
      if (call.kind === 'lock') return lockCoins(context, call.to);
      if (context.value > 0n)
        return refuse('not-payable', 'RootChainManager', 'This takes no coins.', context.value, 0n);
      switch (call.kind) {
        case 'submitCheckpoint':
          return submit(context, call, holders, rules.verifyCheckpoint);
        case 'exit': {
          const header = headerIn(call);
          const checked = under(context, header, call);
          if (!checked.ok) return checked;
          const burn = rules.verifyBurn({ ...call, header }, childPeg);
          return burn.ok ? releaseCoins(context, burn.value, rules.decideRelease) : burn;
        }
        case 'isUnder': {
          const checked = under(context, headerIn(call), call);
          if (!checked.ok) return checked;
          const isLast =
            call.checkpoint === Number(context.load(COUNT)) * CHECKPOINT_ID_STEP &&
            call.number === checked.value.end;
          return ok(
            concatBytes(
              bigintToFixedBytes(isLast ? 1n : 0n, 32),
              bigintToFixedBytes(BigInt(checked.value.at), 32),
            ),
          );
        }
        case 'payNested':
        case 'close': {
          if (context.caller !== nested)
            return refuse(
              'not-allowed',
              'nested exits',
              'Only their contract does this.',
              context.caller,
              nested,
            );
          if (call.kind === 'payNested') return payUpTo(context, call.to, wei(call.amount));
          context.store(CLOSED, 1n);
          context.log('closed', new Uint8Array(0));
          return ok(new Uint8Array(0));
        }
      }
    },
  };
}
