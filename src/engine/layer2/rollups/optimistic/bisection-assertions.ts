/** How an assertion is made, challenged and confirmed. */
import { bigintToFixedBytes } from '../../../foundation/bytes.ts';
import { hashHex } from '../../../foundation/hash.ts';
import { ok } from '../../../foundation/result.ts';
import type { Result } from '../../../foundation/result.ts';
import { ms } from '../../../foundation/units.ts';
import type { Hash } from '../../../foundation/units.ts';
import { readMachineHeader, rootOfHeader } from '../../../layer1/machine/machine-header.ts';
import { refuseBisection } from './bisection-parameters.ts';
import type { BisectionScope } from './bisection-parameters.ts';
import { bisectionLength } from './bisection-rules.ts';
import { encodeOutput } from './output-oracle.ts';
import { transferInbox } from './transfer-inbox.ts';
import { transitionStartRoot } from './transfer-program.ts';

/** Answers an assertion. CHECK stake, length, inbox and header, then RECORD it. */
export function makeAssertion(
  { context, storage, parameters, genesis }: BisectionScope,
  {
    steps,
    header: encoded,
    inbox,
  }: { readonly steps: number; readonly header: Uint8Array; readonly inbox: Hash },
): Result<Uint8Array> {
  const confirmed = storage.confirmed ?? { root: genesis, height: 0 };
  const height = confirmed.height + 1;
  if (context.value !== parameters.stake)
    return refuseBisection('wrong-stake', 'An assertion has its stake.', context.value, parameters.stake);
  if (steps < 1 || steps > parameters.mostSteps)
    return refuseBisection('steps-out-of-range', 'So long a run cannot be asserted.', steps, [
      1,
      parameters.mostSteps,
    ]);
  const batch = context.call(transferInbox, { kind: 'batchAt', height });
  if (!batch.ok) return batch;
  const [input, accumulated] = [hashHex(batch.value.slice(0, 32)), hashHex(batch.value.slice(32))];
  if (accumulated !== inbox || BigInt(inbox) === 0n)
    return refuseBisection(
      'inbox-changed',
      'The inbox holds another batch than the run.',
      inbox,
      accumulated,
    );
  const header = readMachineHeader(encoded);
  if (header.status === 'running')
    return refuseBisection(
      'still-running',
      'An asserted run ends with a machine that has halted.',
      header.status,
      'halted',
    );
  const index = storage.assertions;
  storage.setAssertion(index, {
    ...{ asserter: context.caller, height, steps, output: header.storage },
    ...{ start: transitionStartRoot(confirmed.root, input), end: rootOfHeader(header) },
    ...{ madeAt: context.block.timestamp, settledAt: ms(0), status: 'pending', open: 0 },
  });
  return ok(bigintToFixedBytes(BigInt(index), 8));
}

/** Answers a challenge: a segment over the whole run, and the asserter's turn. */
export function openChallenge(
  { context, storage, parameters }: BisectionScope,
  { assertion: index, end }: { readonly assertion: number; readonly end: Hash },
): Result<Uint8Array> {
  if (index >= storage.assertions)
    return refuseBisection('no-such-assertion', 'There is no such assertion.', index, storage.assertions);
  const assertion = storage.assertion(index);
  const now = context.block.timestamp;
  if (assertion.end !== end)
    return refuseBisection('another-assertion', 'The assertion has another end.', end, assertion.end);
  if (assertion.status !== 'pending' || now >= assertion.madeAt + parameters.challengePeriod)
    return refuseBisection(
      'period-over',
      'The assertion can no longer be challenged.',
      assertion.status,
      'pending, in time',
    );
  if (context.value !== parameters.stake)
    return refuseBisection('wrong-stake', 'A challenge has its stake.', context.value, parameters.stake);
  const to = bisectionLength(assertion.steps);
  storage.setAssertion(index, { ...assertion, open: assertion.open + 1 });
  const number = storage.challenges;
  storage.setChallenge(number, {
    ...{
      assertion: index,
      challenger: context.caller,
      middleRoot: null,
      turn: 'asserter',
      round: 0,
      since: now,
    },
    segment: { from: 0, to, agreed: assertion.start, asserted: assertion.end },
    ...{ asserterLeft: parameters.clock, challengerLeft: parameters.clock },
  });
  return ok(bigintToFixedBytes(BigInt(number), 8));
}

/** Confirms an assertion that nobody challenged in time or that has won all challenges. Its stake goes back. */
export function confirm(
  { context, storage, parameters, genesis }: BisectionScope,
  index: number,
): Result<Uint8Array> {
  if (index >= storage.assertions)
    return refuseBisection('no-such-assertion', 'There is no such assertion.', index, storage.assertions);
  const assertion = storage.assertion(index);
  const { status, open, madeAt, height, output, asserter } = assertion;
  const now = context.block.timestamp;
  if (status !== 'pending')
    return refuseBisection('assertion-settled', 'The assertion is settled.', status, 'pending');
  if (now < madeAt + parameters.challengePeriod)
    return refuseBisection(
      'period-not-over',
      'The assertion can still be challenged.',
      now,
      madeAt + parameters.challengePeriod,
    );
  if (open > 0) return refuseBisection('challenges-open', 'A challenge is not decided.', open, 0);
  const confirmed = storage.confirmed ?? { root: genesis, height: 0 };
  if (height > confirmed.height) storage.setConfirmed(output, height);
  // Another assertion about this block was confirmed before: one with the same output has its stake back, any other is
  // refuted by it, and its stake goes to whoever says so.
  const isRefuted = storage.confirmedAt(height) !== output;
  storage.setAssertion(index, { ...assertion, status: isRefuted ? 'rejected' : 'confirmed', settledAt: now });
  return context.send(isRefuted ? context.caller : asserter, parameters.stake);
}

/** Answers an {@link OutputQuery}. */
export function outputAt({ storage }: BisectionScope, proposal: number): Result<Uint8Array> {
  if (proposal >= storage.assertions)
    return refuseBisection('no-such-assertion', 'There is no such assertion.', proposal, storage.assertions);
  const { output: root, height, status, madeAt, settledAt } = storage.assertion(proposal);
  if (status === 'pending') return ok(encodeOutput({ root, height, status, since: madeAt }));
  return ok(
    encodeOutput({ root, height, status: status === 'confirmed' ? 'final' : 'invalid', since: settledAt }),
  );
}
