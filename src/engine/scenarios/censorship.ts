/** Scenario: proposers that leave a transaction out, or fight whoever takes it, and how long it waits. */
import { runCensored, type CensorshipRun } from '../adversaries/censorship.ts';
import { createRandom } from '../foundation/random.ts';
import { ms } from '../foundation/units.ts';
import { blocksUntilIncluded } from '../measures/attack-formulas.ts';
import { Recorder } from '../simulation/recorder.ts';
import type { Trace } from '../simulation/trace.ts';

/** What a run of censorship is made of. */
export interface CensorshipRunSettings {
  readonly seed: number;
  /** The censors' part of all proposals in percent, whole; 40 unless told. */
  readonly share?: number;
  /**
   * Depth at which censors stop fighting a block that holds the transaction; 0 to leave it out and no more, as
   * unless told; Infinity never to give up.
   */
  readonly fights?: number;
  /** Attempts to get a transaction in; 500 unless told. */
  readonly attempts?: number;
  /** Blocks that are watched in each; 60 unless told. */
  readonly blocks?: number;
}

/** What a run of censorship gives back. */
export interface CensorshipFigures {
  /** The first attempt as a story. */
  readonly trace: Trace;
  readonly attempts: number;
  /** Attempts in which the transaction was in to stay. */
  readonly included: number;
  /** Mean blocks until it first was in a block, over the attempts where it was. */
  readonly meanFirstIn: number;
  /** Mean blocks until it was in to stay, over the attempts where it was; null for none. */
  readonly meanInForGood: number | null;
  /** What leaving out alone costs: 1/(1 − c). */
  readonly expected: number;
  /** Honest blocks that were thrown away, over all attempts. */
  readonly orphaned: number;
}

const INTERVAL_MS = 12_000;
const TRANSACTION = 'the transaction';

/** Runs many attempts and shows the first. Throws RangeError for a share outside 0 to 100. */
export function runCensorship(settings: CensorshipRunSettings): CensorshipFigures {
  const { seed, share = 40, fights = 0, attempts = 500, blocks = 60 } = settings;
  const random = createRandom(seed, 'censorship');
  const runs = Array.from({ length: attempts }, () =>
    runCensored({
      random,
      censors: { numerator: share, denominator: 100 },
      policy: { fightsUntilDepth: fights },
      blocks,
    }),
  );
  const [first] = runs;
  if (!first) throw new RangeError('There is no attempt to show.');
  const included = runs.flatMap(({ inForGood }) => (inForGood === null ? [] : [inForGood]));
  const seen = runs.flatMap(({ firstIn }) => (firstIn === null ? [] : [firstIn]));
  const mean = (all: readonly number[]): number => all.reduce((sum, one) => sum + one, 0) / all.length;
  return {
    trace: tell(first, seed),
    attempts,
    included: included.length,
    meanFirstIn: mean(seen),
    meanInForGood: included.length === 0 ? null : mean(included),
    expected: blocksUntilIncluded(share / 100),
    orphaned: runs.reduce((sum, { orphaned }) => sum + orphaned, 0),
  };
}

/** The attempt's blocks in order; a branch is named by where it began. */
function tell({ sequence }: CensorshipRun, seed: number): Trace {
  const recorder = new Recorder(seed);
  const base = { layer: 1 } as const;
  recorder.record({
    ...base,
    kind: 'transaction-submitted',
    at: 0,
    actor: 'sender',
    transaction: TRANSACTION,
    fee: '0',
    size: 110,
  });
  // Both branches since the last block that all agree on, as names of blocks.
  let agreed: readonly string[] = ['genesis'];
  let [withIt, without]: [readonly string[], readonly string[]] = [[], []];
  for (const [index, { by, branch }] of sequence.entries()) {
    const at = (index + 1) * INTERVAL_MS;
    const onWith = branch === 'with';
    const chain = [...agreed, ...(onWith ? withIt : without)];
    const block = `block ${index + 1}`;
    const isFirst = onWith && withIt.length === 0;
    recorder.record({
      ...base,
      kind: 'block-proposed',
      at,
      actor: by === 'censor' ? 'censor' : 'honest proposer',
      block,
      parent: chain.at(-1) ?? 'genesis',
      height: chain.length,
      transactions: isFirst ? [TRANSACTION] : [],
      used: '0',
      limit: '0',
      fees: '0',
    });
    if (isFirst)
      recorder.record({
        ...base,
        kind: 'transaction-included',
        at,
        actor: 'honest proposer',
        transaction: TRANSACTION,
        block,
        waited: at,
      });
    if (onWith) withIt = [...withIt, block];
    else if (withIt.length === 0) agreed = [...agreed, block];
    else without = [...without, block];
    if (without.length <= withIt.length || withIt.length === 0) continue;
    const undone = {
      from: withIt.at(-1) ?? block,
      to: block,
      ancestor: agreed.at(-1) ?? 'genesis',
      depth: withIt.length,
    };
    recorder.record({ ...base, kind: 'reorganised', at, actor: 'honest proposer', ...undone });
    const gone = { transaction: TRANSACTION, confirmations: withIt.length };
    recorder.record({ ...base, kind: 'payment-reversed', at: ms(at), actor: 'sender', ...gone });
    agreed = [...agreed, ...without];
    [withIt, without] = [[], []];
  }
  return recorder.trace();
}
