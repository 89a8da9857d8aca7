/** What agreement costs, out of a trace: hashes tried, messages and bytes sent, in all and for each block that became final. */
import type { Trace } from '../simulation/trace.ts';

/** What all nodes of a run have hashed and sent. */
export interface Effort {
  readonly hashes: number;
  readonly messages: number;
  readonly bytes: number;
}

/** The sum over all nodes of `effort-counted`; a world records it when told `countEveryMs`. */
export function effortOf(trace: Trace): Effort {
  let [hashes, messages, bytes] = [0, 0, 0];
  for (const event of trace.events) {
    if (event.kind !== 'effort-counted') continue;
    hashes += event.hashes;
    messages += event.messages;
    bytes += event.bytes;
  }
  return { hashes, messages, bytes };
}

/** Blocks that this node took for final. */
export const finalBlocks = (trace: Trace, node = 'node-0'): number =>
  trace.events.filter(({ kind, actor }) => kind === 'finalised' && actor === node).length;

/** The effort of the whole network for each block that `node` took for final; null when none was. */
export function effortPerFinalBlock(trace: Trace, node = 'node-0'): Effort | null {
  const final = finalBlocks(trace, node);
  const { hashes, messages, bytes } = effortOf(trace);
  return final === 0 ? null : { hashes: hashes / final, messages: messages / final, bytes: bytes / final };
}

/** A network of miners as published figures describe it. */
export interface MiningNetwork {
  readonly hashesPerSecond: number;
  /** Of the machines in use: joules a hash, for instance 30e-12 at 30 J a terahash. */
  readonly joulesPerHash: number;
  readonly transactionsPerSecond: number;
}

/**
 * Kilowatt-hours a transaction: power over throughput. It says what the network draws for each transaction it
 * carries, not what one transaction more would cost: that is nothing, as the power follows the reward.
 */
export const energyPerTransaction = ({
  hashesPerSecond,
  joulesPerHash,
  transactionsPerSecond,
}: MiningNetwork): number => (hashesPerSecond * joulesPerHash) / transactionsPerSecond / 3_600_000;
