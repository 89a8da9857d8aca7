/** Calls within calls: each frame has its own gas and is undone as a whole, and a callee may call back into its caller. */
import { bytesToHex, bytesToBigint } from '../../../foundation/bytes.ts';
import { decoding } from '../../../foundation/errors.ts';
import { ok, reject } from '../../../foundation/result.ts';
import type { Result } from '../../../foundation/result.ts';
import { gas, wei } from '../../../foundation/units.ts';
import type { Address, Gas, Hash, Wei } from '../../../foundation/units.ts';
import { GAS_CALL, GAS_CALL_VALUE, GAS_LOAD, GAS_LOG, GAS_LOG_BYTE, storeGas } from '../metering.ts';
import { runMachine } from '../run-machine.ts';
import { createMachine } from '../state.ts';
import { addressWord, isWord, wordBytes } from '../word.ts';
import type { Word } from '../word.ts';
import { getWord, setWord } from '../word-tree.ts';
import { balanceIn, storageOf, withPayment, withStorage } from './contract-state.ts';
import type { ContractState } from './contract-state.ts';
import { contractAddress } from './contract.ts';
import type { AnyContract, CallBlock, CallContext, CallOptions, Contract, ContractLog } from './contract.ts';
import { GasMeter } from './gas-meter.ts';

/** One call that was made, in the order in which calls began. */
export interface CallRecord {
  /** 1 for the call from outside, one more for each call within a call. */
  readonly depth: number;
  readonly from: Address;
  readonly to: Address;
  readonly value: Wei;
  /** The call's `kind` where it has one, `receive` for a plain payment. */
  readonly what: string;
  /** `ok`, or the code of the refusal. */
  readonly outcome: string;
}

/** What all frames of one message share. The state is replaced, never changed. */
export interface Execution {
  state: ContractState;
  readonly contracts: ReadonlyMap<Address, AnyContract>;
  readonly block: CallBlock;
  readonly calls: CallRecord[];
  readonly logs: ContractLog[];
  readonly blobHashes: readonly Hash[];
  /** Whether an error that a contract's code throws ends its frame, as in a transaction, or flies on. */
  readonly containsErrors: boolean;
}

/** A call about to happen. */
export interface Frame {
  readonly from: Address;
  readonly to: Address;
  readonly value: Wei;
  readonly gas: Gas;
  readonly depth: number;
  /** What the callee is asked, as a value or as the data of a transaction; undefined for a plain payment. */
  readonly call: unknown;
}

/** Ethereum allows 1,024 frames (Yellow Paper, 8); fewer here, since native frames stand on the host's own stack. */
export const DEEPEST_CALL = 128;

/** What a frame gave back and how much gas it left. */
export interface FrameEnd {
  readonly result: Result<Uint8Array>;
  readonly gasLeft: Gas;
}

const nameOf = (call: unknown): string => {
  if (call === undefined) return 'receive';
  const kind: unknown = typeof call === 'object' && call !== null ? Reflect.get(call, 'kind') : undefined;
  return typeof kind === 'string' ? kind : 'call';
};

const refuse = (code: string, rule: string, message: string, received: unknown, expected: unknown) =>
  reject({ code, rule, message, received, expected });

/** What `call` asks of `contract`: data is read as the contract has it, for a program as words of 32 bytes. */
function readCall(contract: AnyContract | undefined, call: unknown): Result<unknown> {
  if (!(call instanceof Uint8Array) || contract === undefined) return ok(call);
  if ('program' in contract) {
    if (call.length % 32 !== 0)
      return refuse(
        'malformed-call',
        'Strata contracts',
        'A program is called with words.',
        call.length,
        '32 bytes each',
      );
    return ok(
      Array.from({ length: call.length / 32 }, (_, index) =>
        bytesToBigint(call.subarray(32 * index, 32 * index + 32)),
      ),
    );
  }
  if (contract.codec === undefined)
    return refuse(
      'not-callable',
      'Strata contracts',
      'No data can call this contract: it has no codec.',
      contract.id,
      'a codec',
    );
  return contract.codec.decode(call);
}

/**
 * Runs a contract's code. An error that it throws is a mistake in it. In a transaction such an error ends the frame as an
 * exceptional halt does, undone and with all its gas used (Yellow Paper, 9.4.2): whatever the data are, no node stops,
 * and all come to the same. In a message it flies on, to whoever is writing the contract.
 */
function contained(
  { containsErrors }: Execution,
  meter: GasMeter,
  run: () => Result<Uint8Array>,
): Result<Uint8Array> {
  try {
    return run();
  } catch (error) {
    if (!containsErrors || !(error instanceof Error)) throw error;
    meter.left = 0n;
    return refuse('contract-failed', 'Ethereum Yellow Paper, 9.4.2', error.message, error.name, 'no error');
  }
}

/**
 * Runs one call. CHECK depth and coins, APPLY payment and code, RECORD how it ended; a refusal puts the state back to
 * what it was before the frame. The gas was CHARGED by whoever opened the frame.
 */
export function runFrame(execution: Execution, frame: Frame): FrameEnd {
  const { from, to, value, depth } = frame;
  const at = execution.calls.length;
  const logsBefore = execution.logs.length;
  const asked = readCall(execution.contracts.get(to), frame.call);
  const record = { depth, from, to, value, what: asked.ok ? nameOf(asked.value) : 'unreadable' };
  execution.calls.push({ ...record, outcome: 'running' });
  const before = execution.state;
  const meter = new GasMeter(frame.gas);
  let result = asked.ok
    ? contained(execution, meter, () => {
        const entered = decoding(() => enter(execution, { ...frame, call: asked.value }, meter));
        return entered.ok ? answerOf(entered.value, to) : entered;
      })
    : asked;
  // A contract that swallowed the stop of its meter has still run out of gas.
  if (result.ok && meter.isExhausted)
    result = refuse('out-of-gas', 'Ethereum Yellow Paper, 9.4.2', 'The call ran out of gas.', 0n, frame.gas);
  if (!result.ok) {
    execution.state = before;
    execution.logs.length = logsBefore;
  }
  const outcome = result.ok ? 'ok' : result.rejection.code;
  execution.calls[at] = { ...record, outcome };
  return { result, gasLeft: gas(meter.left) };
}

/** `answer` as a contract must give it. @throws RangeError for anything else: that is a mistake in the contract's code */
function answerOf(answer: unknown, contract: Address): Result<Uint8Array> {
  const isResult = typeof answer === 'object' && answer !== null && 'ok' in answer;
  if (isResult && answer.ok === true && 'value' in answer && answer.value instanceof Uint8Array)
    return ok(answer.value);
  if (isResult && answer.ok === false && 'rejection' in answer) return answer as Result<never>;
  throw new RangeError(`The contract at ${contract} answered with neither bytes nor a rejection.`);
}

function enter(execution: Execution, frame: Frame, meter: GasMeter): Result<Uint8Array> {
  const { from, to, value, depth, call } = frame;
  if (depth > DEEPEST_CALL)
    return refuse(
      'call-too-deep',
      'Ethereum Yellow Paper, 8',
      'Calls are nested too deep.',
      depth,
      DEEPEST_CALL,
    );
  const paid = withPayment(execution.state, from, to, value);
  if (paid === null) {
    const held = balanceIn(execution.state, from);
    return refuse(
      'balance-too-low',
      'Ethereum Yellow Paper, 8',
      'The caller does not hold that.',
      held,
      value,
    );
  }
  execution.state = paid;
  const contract = execution.contracts.get(to);
  if (contract === undefined) {
    if (call === undefined) return ok(new Uint8Array(0));
    return refuse(
      'no-contract',
      'Strata contracts',
      'Nothing that could answer stands there.',
      to,
      'a contract',
    );
  }
  if ('program' in contract) return runProgram(execution, contract.program, frame, meter);
  const context = contextFor(execution, frame, meter);
  if (call !== undefined) return contract.call(context, call as never);
  if (contract.receive !== undefined) return contract.receive(context);
  const rule = 'Solidity documentation, "Receive Ether Function"';
  return refuse('not-payable', rule, 'The contract takes no coins without a call.', value, 'a call');
}

/** A program's frame: the machine runs on the contract's storage with the frame's gas. */
function runProgram(
  execution: Execution,
  program: Parameters<typeof createMachine>[0]['program'],
  frame: Frame,
  meter: GasMeter,
): Result<Uint8Array> {
  const { from, to, call = [] } = frame;
  if (!Array.isArray(call) || !call.every(isWord))
    return refuse('malformed-call', 'Strata contracts', 'A program is called with words.', call, 'words');
  const storage = storageOf(execution.state, to);
  const settings = {
    program,
    gas: gas(meter.left),
    input: call as Word[],
    caller: addressWord(from),
    storage,
  };
  const { machine } = runMachine(createMachine(settings));
  meter.left = machine.gas;
  if (machine.status === 'returned' || machine.status === 'stopped') {
    execution.state = withStorage(execution.state, to, machine.storage);
    return ok(wordBytes(machine.result));
  }
  const message = `The program ended as ${machine.status}.`;
  return refuse(
    machine.status,
    'Ethereum Yellow Paper, 9.4.2',
    message,
    machine.result,
    'returned or stopped',
  );
}

function contextFor(execution: Execution, frame: Frame, meter: GasMeter): CallContext {
  const { from: caller, to: self, value, depth } = frame;
  const open = (
    to: Address,
    call: unknown,
    { value: coins = wei(0n), gas: most }: CallOptions,
  ): Result<Uint8Array> => {
    meter.charge(GAS_CALL + (coins > 0n ? GAS_CALL_VALUE : 0n));
    if (most !== undefined && most < 0n) throw new RangeError(`A callee gets gas from 0; got ${most}.`);
    // EIP-150: a callee gets at most all but a 64th, so that the caller can always finish what it began.
    const available = meter.left - meter.left / 64n;
    const limit = gas(most !== undefined && most < available ? most : available);
    meter.left -= limit;
    const end = runFrame(execution, { from: self, to, value: coins, gas: limit, depth: depth + 1, call });
    meter.left += end.gasLeft;
    return end.result;
  };
  return {
    self,
    caller,
    value,
    block: execution.block,
    load(slot) {
      meter.charge(GAS_LOAD);
      return getWord(storageOf(execution.state, self), slot);
    },
    store(slot, word) {
      const storage = storageOf(execution.state, self);
      meter.charge(storeGas(getWord(storage, slot), word));
      execution.state = withStorage(execution.state, self, setWord(storage, slot, word));
    },
    balanceOf(address) {
      meter.charge(GAS_CALL);
      return balanceIn(execution.state, address);
    },
    send: (to, coins, options = {}) => open(to, undefined, { ...options, value: coins }),
    call: <Call>(to: Contract<Call>, call: Call, options: CallOptions = {}) =>
      open(contractAddress(to.id), call, options),
    log(name, data) {
      meter.charge(GAS_LOG + GAS_LOG_BYTE * BigInt(data.length));
      execution.logs.push({ contract: self, name, data: bytesToHex(data) });
    },
    blobHash: (index) => execution.blobHashes[index] ?? null,
    charge: (amount) => meter.charge(amount),
    gasLeft: () => gas(meter.left),
  };
}
