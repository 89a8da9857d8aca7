/** Scenario: a merchant is cut off with an attacker, accepts a payment, and comes back to a chain without it. */
import { eclipse } from '../adversaries/eclipse.ts';
import { ms, type Ms } from '../foundation/units.ts';
import { bitsOf } from '../layer1/chain/header.ts';
import { createWorld } from '../layer1/consensus/chain-world.ts';
import { afterConfirmations } from '../layer1/consensus/finality-rules.ts';
import { heaviestChain } from '../layer1/consensus/fork-choice.ts';
import { proofOfWork } from '../layer1/consensus/sealed-by-work.ts';
import { eclipsedWait } from '../measures/attack-formulas.ts';
import type { Trace } from '../simulation/trace.ts';
import { annotateTrace } from './annotate-trace.ts';
import { figuresOfChain, type ChainFigures } from './chain-figures.ts';

/** What an eclipse is made of. */
export interface EclipseRunSettings {
  readonly seed: number;
  /** The attacker's part of the hash rate in percent, a multiple of 5; 30 unless told. */
  readonly share?: number;
  /** Blocks upon the payment's at which the merchant delivers; 3 unless told. */
  readonly confirmations?: number;
  /** How long the cut lasts, in mean block intervals; twice as long as the attacker needs on average, unless told. */
  readonly intervals?: number;
}

/** What an eclipse gives back. */
export interface EclipseRun extends ChainFigures {
  readonly trace: Trace;
  /** When the merchant, node-0, took the payment's block for final, and when it lost it; null for never. */
  readonly acceptedAt: Ms | null;
  readonly reversedAt: Ms | null;
  /** From the cut to the acceptance, and what it takes on average. */
  readonly waitMs: number | null;
  readonly expectedWaitMs: number;
  /** Blocks that the merchant undid. */
  readonly undone: number;
}

const INTERVAL_MS = ms(60_000);
const STEP_MS = ms(1000);
/** Hashes that all nodes try in a second. */
const TRIES = 20;
const NODES = 8;
const [VICTIM, ATTACKER] = [0, 1];
const STARTS = ms(5 * INTERVAL_MS);
const PAYMENT = 'the payment';

/**
 * Runs a world of miners by real work: node-0 is the merchant and does not mine, node-1 the attacker, six others
 * share the rest. While the cut lasts, the merchant sees the attacker's blocks alone, slower than usual but
 * valid; the payment is in the first of them. When the cut ends, it follows the heavier chain of all. Throws
 * RangeError for a share that is no multiple of 5 between 5 and 95.
 */
export function runEclipse(settings: EclipseRunSettings): EclipseRun {
  const { seed, share = 30, confirmations = 3 } = settings;
  if (share % 5 !== 0 || share < 5 || share > 95)
    throw new RangeError(`The share is a multiple of 5 from 5 to 95 percent, not ${share}.`);
  const tries = (share * TRIES) / 100;
  const expectedWaitMs = Math.round(eclipsedWait(confirmations + 1, INTERVAL_MS, share / 100));
  const lasts = ms(settings.intervals ? settings.intervals * INTERVAL_MS : 2 * expectedWaitMs);
  const heals = ms(STARTS + lasts);
  // The others' tries are dealt out in turn, so that they add up to the rest whatever the share.
  const others = Array.from({ length: TRIES - tries }, (_, i) => 2 + (i % (NODES - 2)));
  const world = createWorld({
    seed,
    nodes: NODES,
    latency: { minMs: ms(100), maxMs: ms(300) },
    consensus: proofOfWork({
      salt: `${seed}`,
      bits: bitsOf((1n << 256n) / BigInt((TRIES * INTERVAL_MS) / STEP_MS)),
      triesPerStep: (node) => {
        const index = Number(node.slice('node-'.length));
        return index === ATTACKER ? tries : others.filter((other) => other === index).length;
      },
    }),
    forkChoice: heaviestChain,
    stepMs: STEP_MS,
    finality: afterConfirmations(confirmations),
    partitions: [eclipse({ victim: VICTIM, attacker: ATTACKER, from: STARTS, until: heals })],
    quietFrom: ms(heals + 10 * INTERVAL_MS),
  });
  const trace = world.run(ms(heals + 12 * INTERVAL_MS));

  const first = trace.events.find(
    (event) => event.kind === 'block-proposed' && event.actor === `node-${ATTACKER}` && event.at >= STARTS,
  );
  const paid = first?.kind === 'block-proposed' ? first.block : null;
  const own = trace.events.filter(({ actor }) => actor === `node-${VICTIM}`);
  const accepted = own.find((event) => event.kind === 'finalised' && event.block === paid);
  const undo = own.find(
    (event) => event.kind === 'reorganised' && event.at >= heals && accepted && event.at > accepted.at,
  );
  const reversed = own.find(
    (event) => event.kind === 'finality-broken' && accepted && event.at > accepted.at,
  );
  return {
    ...figuresOfChain(world),
    trace: annotateTrace(
      trace,
      reversed
        ? [
            {
              kind: 'payment-reversed',
              at: reversed.at,
              actor: `node-${VICTIM}`,
              layer: 1,
              transaction: PAYMENT,
              confirmations,
            },
          ]
        : [],
    ),
    acceptedAt: accepted ? ms(accepted.at) : null,
    reversedAt: reversed ? ms(reversed.at) : null,
    waitMs: accepted ? accepted.at - STARTS : null,
    expectedWaitMs,
    undone: undo?.kind === 'reorganised' ? undo.depth : 0,
  };
}
