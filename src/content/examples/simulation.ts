/** Eight nodes pass a rumour on; the trace says who heard it when, and its hash names the whole run. */
import { bytes, ms, traceHash, World } from 'strata';

export function main(): void {
  const world = new World<string>({
    seed: 7,
    network: {
      nodes: 8,
      latency: { minMs: ms(40), maxMs: ms(120) },
      extraLinks: 1,
    },
    messages: true,
  });
  const heard = new Map<number, number>();

  const hear = (node: number, rumour: string): void => {
    if (heard.has(node)) return;
    heard.set(node, world.clock.now);
    for (const peer of world.network.peers[node] ?? [])
      world.send(node, peer, rumour, bytes(100), 'rumour');
  };
  for (let node = 0; node < 8; node += 1) {
    world.actors.push({ receive: (_from, rumour) => hear(node, rumour) });
  }
  world.clock.schedule(ms(0), () => hear(0, 'a block was found'));

  const trace = world.run(ms(1_000));
  for (const [node, at] of heard)
    console.log(`node ${node} hears it at ${at} ms`);
  console.log(`${trace.events.length} events, trace ${traceHash(trace)}`);
}
