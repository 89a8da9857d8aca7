/** A payment of 100 satoshi over two nodes in between: its route, and its onion peeled from hop to hop. */
import {
  buildOnion,
  createChannelGraph,
  createKey,
  decodeHopPayload,
  encodeHopPayload,
  findRoute,
  hexToBytes,
  msat,
  peelOnion,
  sha256,
  shortChannelId,
  utf8,
} from 'strata';

const edge = (block: number, from: string, to: string) => ({
  ...{
    channel: shortChannelId(block, 1, 0),
    from,
    to,
    capacity: msat(1_000_000),
  },
  policy: {
    ...{
      feeBase: msat(1_000),
      feeProportional: 5_000,
      cltvExpiryDelta: 40,
    },
    ...{ htlcMinimum: msat(1), htlcMaximum: msat(1_000_000) },
  },
});

export function main(): void {
  const graph = createChannelGraph([
    edge(1, 'Ann', 'Ben'),
    edge(2, 'Ben', 'Cem'),
    edge(3, 'Cem', 'Dora'),
  ]);
  const found = findRoute(graph, {
    from: 'Ann',
    to: 'Dora',
    amount: msat(100_000),
    finalCltvDelta: 18,
  });
  if (!found.ok) throw new Error(found.rejection.message);
  const { hops } = found.value;
  for (const { from, to, amount, cltvDelta } of hops)
    console.log(
      `${from} offers ${to} ${amount} msat for ${cltvDelta} blocks`,
    );

  const payloads = hops.map((hop, at) => {
    const { amount, cltvDelta, channel } = hops[at + 1] ?? {
      ...hop,
      channel: undefined,
    };
    const payload = {
      amountToForward: amount,
      outgoingCltv: 800_000 + cltvDelta,
    };
    return encodeHopPayload(
      channel === undefined ? payload : { ...payload, channel },
    );
  });
  const layers = hops.map(({ to }, at) => ({
    publicKey: hexToBytes(createKey(to).publicKey),
    payload: payloads[at] ?? new Uint8Array(0),
  }));
  const hash = sha256(utf8('preimage'));
  let onion: Uint8Array | null = buildOnion(
    layers,
    sha256(utf8('session')),
    hash,
  );
  for (const { to } of hops) {
    const peeled =
      onion && peelOnion(onion, hexToBytes(createKey(to).secretKey), hash);
    if (!peeled.ok) throw new Error('The onion cannot be read.');
    const read = decodeHopPayload(peeled.value.payload);
    if (read.ok)
      console.log(
        `${to} reads ${read.value.amountToForward} msat, lock ${read.value.outgoingCltv}`,
      );
    onion = peeled.value.next ?? onion;
  }
}
