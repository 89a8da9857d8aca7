/**
 * Disputes by bisection as Arbitrum's first protocol has them: a staked assertion about one block, challenges of two parties
 * each, and at the end of each the one step, run by layer 1 (H. Kalodner et al., Arbitrum, USENIX Security 2018).
 *
 * Any number of parties may challenge one assertion, each on clocks of its own and all at the same time, so that an accomplice who
 * challenges in order to lose saves nothing. BoLD goes further and lets all play as one team (Arbitrum, BoLD, 2024).
 */
import type { Hash } from '../../../foundation/units.ts';
import { callCodec } from '../../../layer1/machine/contracts/call-codec.ts';
import type { CallOf } from '../../../layer1/machine/contracts/call-codec.ts';
import type { Contract } from '../../../layer1/machine/contracts/contract.ts';
import { confirm, makeAssertion, openChallenge, outputAt } from './bisection-assertions.ts';
import { refuseBisection } from './bisection-parameters.ts';
import type { BisectionParameters, BisectionScope } from './bisection-parameters.ts';
import { bisectionLength, bisectionRounds } from './bisection-rules.ts';
import { BisectionStorage } from './bisection-storage.ts';
import { bisect, choose, prove, timeout } from './bisection-turns.ts';

const codec = callCodec({
  /** Asserts the next block: steps until the machine halts, the header it ends with, and the inbox it was run on; the stake goes along. */
  assert: { steps: 'count', header: 'bytes', inbox: 'hash' },
  /** Challenges an assertion, named by its end as well, since a reorganisation may number them anew; the stake goes along. */
  challenge: { assertion: 'count', end: 'hash' },
  /** The asserter's turn: its root in the middle of the segment that ends with `asserted`. */
  bisect: { challenge: 'count', asserted: 'hash', middle: 'hash' },
  /** The challenger's turn: which half it disputes. */
  choose: { challenge: 'count', middle: 'hash', isLater: 'flag' },
  /** Either party, when one step is left: its witness. */
  prove: { challenge: 'count', witness: 'bytes' },
  timeout: { challenge: 'count' },
  confirm: { assertion: 'count' },
  /** An {@link OutputQuery}. */
  outputAt: { proposal: 'count' },
});

/** What the contract of bisections is asked. */
export type BisectionCall = CallOf<typeof codec>;

/** What a contract of bisections is made for. */
export interface BisectionSettings {
  /** `bisections` unless told. */
  readonly id?: string;
  readonly parameters: BisectionParameters;
  /** The output root at height 0. */
  readonly genesis: Hash;
}

/** The contract. @throws RangeError when the longest run is no power of two that its storage holds */
export function bisections({
  id = 'bisections',
  parameters,
  genesis,
}: BisectionSettings): Contract<BisectionCall> {
  if (
    bisectionLength(parameters.mostSteps) !== parameters.mostSteps ||
    bisectionRounds(parameters.mostSteps) > 52
  )
    throw new RangeError(`The longest run is a power of two up to 2^52; got ${parameters.mostSteps}.`);
  return {
    id,
    codec,
    call(context, call) {
      const storage = new BisectionStorage(
        (slot) => context.load(slot),
        (slot, word) => context.store(slot, word),
      );
      const scope: BisectionScope = { context, storage, parameters, genesis };
      if (call.kind !== 'assert' && call.kind !== 'challenge' && context.value !== 0n)
        return refuseBisection(
          'needless-coins',
          'Only assertions and challenges have a stake.',
          context.value,
          0n,
        );
      switch (call.kind) {
        case 'assert':
          return makeAssertion(scope, call);
        case 'challenge':
          return openChallenge(scope, call);
        case 'bisect':
          return bisect(scope, call);
        case 'choose':
          return choose(scope, call);
        case 'prove':
          return prove(scope, call);
        case 'timeout':
          return timeout(scope, call.challenge);
        case 'confirm':
          return confirm(scope, call.assertion);
        case 'outputAt':
          return outputAt(scope, call.proposal);
      }
    },
  };
}
