/** Opcodes that hold a coin back until a height or a time: absolute (BIP-65), or counted from the coin's own block (BIP-112). */
import { inputAt } from '../sighash.ts';
import { OP } from './opcodes.ts';
import { fail, peek } from './machine.ts';
import type { Machine, Operations } from './machine.ts';
import { numberFromScript } from './script-number.ts';

/** From here on a lock time is in seconds since 1970, below it is a height (Bitcoin Core, script.h). */
export const LOCKTIME_THRESHOLD = 500_000_000;
/** A sequence number that switches the transaction's lock time off for good. */
export const SEQUENCE_FINAL = 0xffffffff;
/** The bits of a sequence number that BIP-68 gives a meaning. */
export const SEQUENCE = { OFF: 0x80000000, SECONDS: 0x00400000, VALUE: 0x0000ffff } as const;

/** The number on top, which the opcode leaves there; a time lock is never negative. */
function lockOnTop(machine: Machine, rule: string): number {
  const lock = numberFromScript(peek(machine), 5);
  if (lock < 0) fail('negative-lock', rule, 'A lock lies in the future or nowhere.', lock, 'at least 0');
  return lock;
}

/** Stops the script unless the transaction itself cannot be in a block before `lock`: the block's rules do the rest. */
function checkLockTime(machine: Machine): void {
  if (!machine.rules.lockTime) return;
  const { transaction, input } = machine.spending;
  const lock = lockOnTop(machine, 'BIP-65');
  const { lockTime } = transaction;
  if (lock < LOCKTIME_THRESHOLD !== lockTime < LOCKTIME_THRESHOLD) {
    fail('lock-of-other-kind', 'BIP-65', 'One lock is a height and the other a time.', lockTime, lock);
  }
  if (lock > lockTime) {
    fail('locked', 'BIP-65', `The coin is locked until ${lock}.`, lockTime, `at least ${lock}`);
  }
  if (inputAt(transaction, input).sequence === SEQUENCE_FINAL) {
    const message = 'The input switches the lock time off.';
    fail('lock-switched-off', 'BIP-65', message, SEQUENCE_FINAL, 'another sequence number');
  }
}

/** Stops the script unless the input waits at least as long as asked; BIP-68 holds the input to what it says. */
function checkSequence(machine: Machine): void {
  if (!machine.rules.sequence) return;
  const { transaction, input } = machine.spending;
  const lock = lockOnTop(machine, 'BIP-112');
  if (Math.floor(lock / SEQUENCE.OFF) % 2 === 1) return;
  const { sequence } = inputAt(transaction, input);
  // BIP-68 holds from version 2 on, versions taken without a sign (Bitcoin Core, `CheckSequence`).
  if (transaction.version >>> 0 < 2) {
    fail('version-too-low', 'BIP-112', 'Relative locks came with version 2.', transaction.version, 2);
  }
  if (sequence >= SEQUENCE.OFF) {
    fail('lock-switched-off', 'BIP-112', 'The input switches its wait off.', sequence, 'bit 31 clear');
  }
  if ((lock & SEQUENCE.SECONDS) !== (sequence & SEQUENCE.SECONDS)) {
    fail('lock-of-other-kind', 'BIP-112', 'One counts blocks and the other time.', sequence, lock);
  }
  const [asked, waits] = [lock & SEQUENCE.VALUE, sequence & SEQUENCE.VALUE];
  if (asked > waits) {
    fail(
      'locked',
      'BIP-112',
      `The coin has to wait ${asked}; the input waits ${waits}.`,
      waits,
      `at least ${asked}`,
    );
  }
}

export const timeLockOperations: Operations = {
  [OP.OP_CHECKLOCKTIMEVERIFY]: checkLockTime,
  [OP.OP_CHECKSEQUENCEVERIFY]: checkSequence,
};
