/** The contract of a Plasma chain on the chain below: deposits, the operator's commitments, and the exit game. */
import { bigintToFixedBytes, bytesToHex, concatBytes } from '../../foundation/bytes.ts';
import { ok, reject } from '../../foundation/result.ts';
import type { Result } from '../../foundation/result.ts';
import { gas, ms } from '../../foundation/units.ts';
import type { Address, Hash, Ms, Wei } from '../../foundation/units.ts';
import { callCodec } from '../../layer1/machine/contracts/call-codec.ts';
import type { CallOf } from '../../layer1/machine/contracts/call-codec.ts';
import { storedWord } from '../../layer1/machine/contracts/contract-state.ts';
import type { ContractState } from '../../layer1/machine/contracts/contract-state.ts';
import { contractAddress } from '../../layer1/machine/contracts/contract.ts';
import type { CallContext, Contract } from '../../layer1/machine/contracts/contract.ts';
import { slotOf } from '../../layer1/machine/contracts/slots.ts';
import type { Word } from '../../layer1/machine/word.ts';
import {
  addLocked,
  cancelExit,
  exitableAt,
  EXIT_PERIODS,
  exitPriority,
  loadExit,
  openExit,
  payExits,
  withdrawOwed,
} from './exit-game.ts';
import type { ExitableAt, ExitPeriods, ExitPriority } from './exit-game.ts';
import { checkExit, checkSpend } from './plasma-claims.ts';
import type { CheckExit, CheckSpend, CommittedRoot } from './plasma-claims.ts';
import { paddedRoot } from './padded-tree.ts';
import {
  chargeClaim,
  GAS_TREE_HASH,
  includedIn,
  logConfirmations,
  refuseHeldUp,
} from './shown-transaction.ts';
import { plasmaLeaf, PLASMA_TREE_HEIGHT, positionNumber, positionOf } from './plasma-transaction.ts';
import type { SignedPlasmaTransaction } from './plasma-transaction.ts';

/** How a Plasma contract is called. */
export const plasmaCodec = callCodec({
  deposit: {},
  submitBlock: { number: 'count', root: 'hash' },
  startExit: {
    block: 'count',
    transaction: 'count',
    output: 'count',
    data: 'bytes',
    proof: 'hashes',
    confirmations: 'byteStrings',
  },
  challengeExit: {
    exit: 'word',
    input: 'count',
    block: 'count',
    transaction: 'count',
    data: 'bytes',
    proof: 'hashes',
    confirmations: 'byteStrings',
  },
  finaliseExits: { most: 'count' },
  /** Fetches what an exit's receiver would not take when it was paid. */
  withdraw: {},
});

/** A call of a Plasma contract. Positions of exits are numbers: see `positionNumber`. */
export type PlasmaCall = CallOf<typeof plasmaCodec>;

/** The rules of the exit game that a lab replaces, each with its reference. */
export interface PlasmaRules {
  readonly checkExit: CheckExit;
  readonly checkSpend: CheckSpend;
  readonly exitableAt: ExitableAt;
  readonly exitPriority: ExitPriority;
}

/** The reference for all of them. */
export const PLASMA_RULES: PlasmaRules = { checkExit, checkSpend, exitableAt, exitPriority };

/** What a Plasma contract is made with. */
export interface PlasmaContractSettings {
  readonly id: string;
  /** Who may commit blocks. */
  readonly operator: Address;
  /** What stands behind an exit and goes to whoever shows it to be wrong. */
  readonly bond: Wei;
  /** A week each unless told. */
  readonly periods?: ExitPeriods;
  /** The reference unless told. */
  readonly rules?: Partial<PlasmaRules>;
}

/**
 * The operator's blocks have the numbers 1000, 2000 …; what is deposited before the next of them has the numbers between
 * (OMG, `CHILD_BLOCK_INTERVAL`), so that a deposit changes the number of no block that is being made.
 */
export const CHILD_BLOCK_INTERVAL = 1_000;

// Places in storage; the exit game has 100 to 111.
const ROOTS = 0n;
const TIMES = 1n;
const LAST_BLOCK = 2n;
const NEXT_DEPOSIT = 3n;

const refuse = (code: string, call: string, message: string, received: unknown, expected: unknown) =>
  reject({ code, rule: `Buterin 2018, Minimal Viable Plasma, \`${call}\``, message, received, expected });

/** A number that counts from its start although storage begins at zero. */
const nextBlock = (context: CallContext): number => Number(context.load(LAST_BLOCK)) + CHILD_BLOCK_INTERVAL;

function storeRoot(context: CallContext, number: number, root: Hash): void {
  context.store(slotOf(ROOTS, BigInt(number)), BigInt(root));
  context.store(slotOf(TIMES, BigInt(number)), BigInt(context.block.timestamp));
  context.log(
    'block-committed',
    concatBytes(bigintToFixedBytes(BigInt(number), 32), bigintToFixedBytes(BigInt(root), 32)),
  );
}

/** The one transaction of a deposit's block. */
export const depositTransaction = (owner: Address, amount: Wei): SignedPlasmaTransaction => ({
  inputs: [],
  outputs: [{ owner, amount }],
  witnesses: [],
  published: [],
});

/** Anyone puts coins in; the contract itself writes the block that holds them (Buterin 2018, `deposit`). */
function deposit(context: CallContext): Result<Uint8Array> {
  if (context.value === 0n)
    return refuse('nothing-deposited', 'deposit', 'A deposit brings coins.', 0n, 'more than 0');
  const index = Number(context.load(NEXT_DEPOSIT));
  if (index >= CHILD_BLOCK_INTERVAL - 1)
    return refuse(
      'too-many-deposits',
      'deposit',
      'The next block comes first.',
      index,
      CHILD_BLOCK_INTERVAL - 1,
    );
  const number = nextBlock(context) - CHILD_BLOCK_INTERVAL + 1 + index;
  context.store(NEXT_DEPOSIT, BigInt(index + 1));
  context.charge(gas(BigInt(PLASMA_TREE_HEIGHT) * GAS_TREE_HASH));
  storeRoot(
    context,
    number,
    paddedRoot([plasmaLeaf(depositTransaction(context.caller, context.value))], PLASMA_TREE_HEIGHT),
  );
  addLocked(context, context.value);
  context.log(
    'deposited',
    concatBytes(
      bigintToFixedBytes(BigInt(number), 32),
      bigintToFixedBytes(BigInt(context.caller), 32),
      bigintToFixedBytes(context.value, 32),
    ),
  );
  return ok(bigintToFixedBytes(BigInt(number), 32));
}

/** The operator commits to a block; nobody can check it here (Buterin 2018, `submitBlock`). */
function submitBlock(
  context: CallContext,
  operator: Address,
  number: number,
  root: Hash,
): Result<Uint8Array> {
  if (context.caller !== operator)
    return refuse(
      'not-the-operator',
      'submitBlock',
      'Blocks come from the operator.',
      context.caller,
      operator,
    );
  const expected = nextBlock(context);
  // The number is given so that a block that comes late or twice, after a reorganisation, does not become another.
  if (number !== expected)
    return refuse('wrong-block-number', 'submitBlock', 'Blocks follow each other.', number, expected);
  context.store(LAST_BLOCK, BigInt(number));
  context.store(NEXT_DEPOSIT, 0n);
  storeRoot(context, number, root);
  return ok(new Uint8Array(0));
}

/** What the contract called `id` has stored for block `number`; null when there is none. */
export function committedBlock(
  state: ContractState,
  id: string,
  number: number,
): { readonly root: Hash; readonly at: Ms } | null {
  const read = (place: Word): Word => storedWord(state, contractAddress(id), slotOf(place, BigInt(number)));
  const root = read(ROOTS);
  return root === 0n ? null : { root: hashOfWord(root), at: ms(Number(read(TIMES))) };
}

/** The number of the operator's last block in the contract called `id`; 0 before the first. */
export const lastPlasmaBlock = (state: ContractState, id: string): number =>
  Number(storedWord(state, contractAddress(id), LAST_BLOCK));

/** The slots in which a Plasma contract keeps root and time of block `number`. */
export const committedSlots = (number: number): { readonly root: Word; readonly time: Word } => ({
  root: slotOf(ROOTS, BigInt(number)),
  time: slotOf(TIMES, BigInt(number)),
});

const hashOfWord = (word: Word): Hash => bytesToHex(bigintToFixedBytes(word, 32)) as Hash;

/**
 * The contract of a Plasma chain with minimal viable rules and confirmations. The other known variant, More Viable Plasma
 * (Fichter, Jones 2018), asks for no confirmations; it pays with a second game, over exits of transactions that may or may
 * not be in a block. Confirmations cost every payment a round trip and keep the contract to four calls, so this is what
 * stands here. Left out: fees of the operator (transactions conserve their coins) and coins other than the chain's own.
 */
export function plasmaContract(settings: PlasmaContractSettings): Contract<PlasmaCall> {
  const { id, operator, bond, periods = EXIT_PERIODS } = settings;
  const rules = { ...PLASMA_RULES, ...settings.rules };
  const contract = contractAddress(id);

  const committed = (context: CallContext, number: number): (CommittedRoot & { readonly at: Ms }) | null => {
    const root = context.load(slotOf(ROOTS, BigInt(number)));
    if (root === 0n) return null;
    const at = ms(Number(context.load(slotOf(TIMES, BigInt(number)))));
    return { root: hashOfWord(root), at, isDeposit: number % CHILD_BLOCK_INTERVAL !== 0, contract };
  };

  const startExit = (
    context: CallContext,
    call: Extract<PlasmaCall, { kind: 'startExit' }>,
  ): Result<Uint8Array> => {
    const block = committed(context, call.block);
    if (block === null)
      return refuse('unknown-block', 'startExit', 'No such block was committed.', call.block, 'a block');
    chargeClaim(context, call.confirmations.length);
    const claimed = rules.checkExit(includedIn(call), call.output, block);
    if (!claimed.ok) return claimed;
    const at = rules.exitableAt(
      { committedAt: block.at, isDeposit: block.isDeposit },
      context.block.timestamp,
      periods,
    );
    const position = positionNumber(call);
    const priority = rules.exitPriority(at, position);
    const held = refuseHeldUp(context, call.data);
    if (!held.ok) return held;
    logConfirmations(context, call);
    return openExit(context, { ...claimed.value, position, at, priority }, bond);
  };

  const challengeExit = (
    context: CallContext,
    call: Extract<PlasmaCall, { kind: 'challengeExit' }>,
  ): Result<Uint8Array> => {
    const block = committed(context, call.block);
    if (block === null)
      return refuse('unknown-block', 'challengeExit', 'No such block was committed.', call.block, 'a block');
    chargeClaim(context, call.confirmations.length);
    const { owner } = loadExit(context, call.exit);
    const spent = { position: positionOf(call.exit), owner };
    const checked = rules.checkSpend(includedIn(call), call.input, spent, block);
    return checked.ok ? cancelExit(context, call.exit, bond) : checked;
  };

  return {
    id,
    codec: plasmaCodec,
    call(context, call) {
      if (call.kind !== 'deposit' && call.kind !== 'startExit' && context.value > 0n)
        return refuse('not-payable', call.kind, 'This call takes no coins.', context.value, 0n);
      switch (call.kind) {
        case 'deposit':
          return deposit(context);
        case 'submitBlock':
          return submitBlock(context, operator, call.number, call.root);
        case 'startExit':
          return startExit(context, call);
        case 'challengeExit':
          return challengeExit(context, call);
        case 'finaliseExits':
          return payExits(context, call.most, bond);
        case 'withdraw':
          return withdrawOwed(context);
      }
    },
  };
}
