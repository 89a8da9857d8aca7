/** Importing blocks of signed transfers: every signature checked, one state root a block. */
import { hexToBytes, importBlock, signingHash } from '../src/engine/index.ts';
import { verifyBytes } from '../src/engine/foundation/keys.ts';
import type { Row } from './bench.ts';
import { BLOCKS, CHAIN_ID, createWorkload, TRANSFERS_PER_BLOCK } from './engine-workload.ts';
import { createPeer } from './ethereumjs-peer.ts';
import { medianMs } from './measure.ts';

const OWN_ROUNDS = 21;
const PEER_ROUNDS = 5;

export default async function importBlocks(): Promise<readonly Row[]> {
  const workload = await createWorkload();
  const preparePeer = await createPeer(workload);
  const checks = workload.steps.flatMap(({ block }) =>
    block.transfers.map((transfer) => ({
      signature: hexToBytes(transfer.signature),
      message: hexToBytes(signingHash(transfer)),
      publicKey: hexToBytes(transfer.publicKey),
    })),
  );
  const importAll = (): void => {
    for (const { parent, block } of workload.steps) {
      const imported = importBlock(parent, block, { chainId: CHAIN_ID });
      if (!imported.ok) throw new Error(imported.rejection.message);
    }
  };
  const checkAll = (): void => {
    for (const { signature, message, publicKey } of checks) {
      if (!verifyBytes(signature, message, publicKey)) throw new Error('A signature does not hold.');
    }
  };
  const [own = Number.NaN, bare = Number.NaN] = await medianMs([importAll, checkAll], OWN_ROUNDS);
  // The peer's state and blocks are made anew for each of its rounds, outside what is timed.
  const prepared: (() => Promise<void>)[] = [];
  for (let round = 0; round <= PEER_ROUNDS; round += 1) prepared.push(await preparePeer());
  const [peer = Number.NaN] = await medianMs([() => prepared.pop()?.()], PEER_ROUNDS);
  const perSecond = (time: number): number => (BLOCKS * TRANSFERS_PER_BLOCK * 1000) / time;
  const row = { name: 'import of signed transfers', value: perSecond(own), unit: 'transfers/s' };
  return [
    { ...row, peer: '@ethereumjs/vm runBlock', peerValue: perSecond(peer), ratio: peer / own },
    { ...row, peer: 'bare signature checks', peerValue: perSecond(bare), ratio: bare / own },
  ];
}
