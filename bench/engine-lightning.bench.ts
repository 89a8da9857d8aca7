/** Lightning: a route through a large graph, an onion, and a network of 500 nodes with 5,000 payments. */
import {
  buildOnion,
  createChannelGraph,
  createKey,
  createRandom,
  edgesOf,
  findRoute,
  hexToBytes,
  msat,
  peelOnion,
  randomNetwork,
  ready,
  runLightningNetwork,
} from '../src/engine/index.ts';
import type { Row } from './bench.ts';
import { medianMs, timeOf } from './measure.ts';
import { limitedRow, plainRow } from './rows.ts';

const ROUTES = 200;

/** Milliseconds for one route through 1,000 nodes and 5,000 channels: the mean of many, and the first, which lays out the graph. */
async function routes(): Promise<readonly Row[]> {
  const random = createRandom(1, 'bench');
  const edges = edgesOf(randomNetwork({ nodes: 1_000, channels: 5_000 }, random));
  const requests = Array.from({ length: ROUTES }, () => {
    const from = random.int(0, 999);
    const to = (from + random.int(1, 999)) % 1_000;
    return { from: `node-${from}`, to: `node-${to}`, amount: msat(50_000_000), finalCltvDelta: 18 };
  });
  const graph = createChannelGraph(edges);
  const [all = Number.NaN, first = Number.NaN] = await medianMs(
    [
      () => {
        for (const request of requests)
          if (!findRoute(graph, request).ok) throw new Error('A route is missing.');
      },
      () => {
        for (const request of requests.slice(0, 1)) findRoute({ edges: [...edges] }, request);
      },
    ],
    5,
  );
  return [
    limitedRow('a route through 1,000 nodes and 5,000 channels', all / ROUTES, 'ms', 20),
    limitedRow('the first route through them, laying out the graph', first, 'ms', 20),
  ];
}

/** Milliseconds for an onion of five hops, and for one layer taken off. */
async function onions(): Promise<readonly Row[]> {
  const keys = Array.from({ length: 5 }, (_, hop) => createKey(`bench ${hop}`));
  const hops = keys.map(({ publicKey }) => ({
    publicKey: hexToBytes(publicKey),
    payload: new Uint8Array(24),
  }));
  const session = new Uint8Array(32).fill(0x41);
  const hash = new Uint8Array(32).fill(0x42);
  const onion = buildOnion(hops, session, hash);
  const secret = hexToBytes(keys[0]?.secretKey ?? '');
  const times = await medianMs(
    [
      () => {
        for (let time = 0; time < 100; time += 1) buildOnion(hops, session, hash);
      },
      () => {
        for (let time = 0; time < 100; time += 1) peelOnion(onion, secret, hash);
      },
    ],
    5,
  );
  const [built = Number.NaN, peeled = Number.NaN] = times.map((time) => time / 100);
  return [plainRow('an onion of five hops', built, 'ms'), plainRow('a layer of an onion', peeled, 'ms')];
}

/** Seconds for 5,000 payments among 500 nodes, with real onions, hashes and preimages. */
async function network(): Promise<readonly Row[]> {
  let paid = 0;
  let attempts = 0;
  const time = await timeOf(() => {
    const run = runLightningNetwork({ seed: 1, nodes: 500, payments: 5_000 });
    [paid, attempts] = [run.paid, run.attempts];
  });
  const name = `Lightning, 500 nodes, 5,000 payments (${paid} paid, ${attempts} attempts)`;
  return [limitedRow(name, time / 1000, 's', 20)];
}

export default async function lightning(): Promise<readonly Row[]> {
  await ready();
  return [...(await routes()), ...(await onions()), ...(await network())];
}
