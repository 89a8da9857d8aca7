/** Block gossip over many nodes, beside SimBlock's figures: no slower, and the cost grows with events and no faster. */
import { byLot, bytes, createRandom, createWorld, heaviestChain, ms } from '../src/engine/index.ts';
import type { Row } from './bench.ts';
import { medianMs } from './measure.ts';

const INTERVAL_MS = 600_000;
const ROUNDS = 3;
/** SimBlock (Java) on a machine of this kind, in seconds: it cannot run in the same process. */
const SIZES = [
  { nodes: 600, blocks: 100, simBlockMs: 1_020 },
  { nodes: 6_000, blocks: 10, simBlockMs: 3_100 },
];

/** One run: every block reaches every node. */
function gossip(nodes: number, blocks: number): void {
  const random = createRandom(1, 'bench');
  const turns = Array.from({ length: blocks }, (_, index) => ({
    at: ms((index + 1) * INTERVAL_MS),
    node: random.int(0, nodes - 1),
  }));
  const world = createWorld({
    seed: 1,
    nodes,
    latency: { minMs: ms(20), maxMs: ms(200) },
    consensus: byLot(),
    forkChoice: heaviestChain,
    blockBytes: bytes(20_000),
    turns,
  });
  world.run(ms((blocks + 1) * INTERVAL_MS));
  const heads = new Set(world.nodes.map(({ head }) => head));
  if (heads.size !== 1) throw new Error(`${heads.size} heads are left; expected one.`);
}

export default async function blockGossip(): Promise<readonly Row[]> {
  const times = await medianMs(
    SIZES.map(
      ({ nodes, blocks }) =>
        () =>
          gossip(nodes, blocks),
    ),
    ROUNDS,
  );
  return SIZES.map(({ nodes, blocks, simBlockMs }, index) => {
    const value = times[index] ?? Number.NaN;
    return {
      name: `gossip of ${blocks} blocks among ${nodes} nodes`,
      value,
      unit: 'ms',
      peer: 'SimBlock, as published for this kind of machine',
      peerValue: simBlockMs,
      ratio: simBlockMs / value,
    };
  });
}
