/** Two nodes of one chain, the network's and the learner's, which build and import the same blocks from transfers good and bad. */
import {
  buildBlock,
  Chain,
  createGenesis,
  getAccount,
  headerHash,
  ms,
  Recorder,
  signTransfer,
  slot,
  transferHash,
  wei,
  type ApplyTransfer,
  type BuiltBlock,
  type SignedTransfer,
  type Trace,
} from 'strata';
import type { Town } from './town.ts';

/** A node of the chain on which the town lives. */
export interface TownNode {
  readonly chain: Chain;
  readonly apply?: ApplyTransfer;
}

/** A node with the engine's rule, or with `apply`. */
export const startNode = (here: Town, apply?: ApplyTransfer): TownNode => {
  const rules = { chainId: here.context.chainId, ...(apply === undefined ? {} : { apply }) };
  return { chain: new Chain(createGenesis(here.state), rules), ...(apply === undefined ? {} : { apply }) };
};

/** What happened to one block: how the two nodes judged it, in words, and the trace that shows it. */
export interface BlockStep {
  readonly candidates: number;
  readonly network: string;
  readonly yours: string;
  readonly trace: Trace;
  readonly event: number;
}

/** Transfers that are good, replayed, forged, early, for another chain, or too dear, in a random order that keeps nonces right. */
const candidatesOf = (here: Town, network: TownNode, height: number): readonly SignedTransfer[] => {
  const { random, ana, bao, cem, request } = here;
  const state = network.chain.tip.state;
  const fees = {
    maxFeePerGas: wei(3_000_000_000n),
    maxPriorityFeePerGas: wei(random.bigint(1_000_000_000n)),
  };
  return random.shuffle([ana, bao, cem]).flatMap((from) => {
    const { nonce, balance } = getAccount(state, from.address);
    const to = random.pick([ana, bao, cem]).address;
    const plain = { ...request, ...fees, nonce, to, value: wei(random.bigint(10n ** 14n)) };
    const good = signTransfer(plain, from.secretKey);
    const bad = random.pick<SignedTransfer>([
      good,
      { ...signTransfer({ ...plain, nonce: nonce + 1 }, from.secretKey), value: wei(1) },
      signTransfer({ ...plain, nonce: nonce + 3 }, from.secretKey),
      signTransfer({ ...plain, nonce: nonce + 1, value: balance }, from.secretKey),
      signTransfer({ ...plain, nonce: nonce + 1, chainId: plain.chainId + height }, from.secretKey),
    ]);
    return [good, bad];
  });
};

const inWords = ({ block, refused }: BuiltBlock): string =>
  `${block.transfers.length} transfers taken, ${
    refused.length === 0 ? 'none refused' : refused.map(({ rejection }) => rejection.code).join(' and ')
  }, state root ${block.header.stateRoot.slice(0, 10)}…`;

/** Lets both nodes build the next block from the same transfers; the network's is then imported by both. */
export const buildOn = (network: TownNode, yours: TownNode, here: Town, height: number): BlockStep => {
  const candidates = candidatesOf(here, network, height);
  const at = ms(height * 12_000);
  const proposal = { proposer: here.proposer.address, slot: slot(height), timestamp: at };
  const { chainId } = here.context;
  const right = buildBlock(network.chain.tip, candidates, proposal, { chainId });
  const mine = buildBlock(yours.chain.tip, candidates, proposal, {
    chainId,
    ...(yours.apply === undefined ? {} : { apply: yours.apply }),
  });
  const { header, transfers } = right.block;
  const block = headerHash(header);
  const recorder = new Recorder(height);
  for (const { transfer, rejection } of right.refused) {
    const { code, message: why } = rejection;
    recorder.record({
      kind: 'transaction-rejected',
      at,
      actor: 'network',
      layer: 1,
      transaction: transferHash(transfer),
      code,
      why,
    });
  }
  recorder.record({
    kind: 'block-proposed',
    at,
    actor: 'network',
    layer: 1,
    block,
    parent: header.parent,
    height,
    transactions: transfers.map(transferHash),
    used: String(header.gasUsed),
    limit: String(header.gasLimit),
    fees: '0',
    baseFee: String(header.baseFee),
  });
  network.chain.import(right.block);
  const imported = yours.chain.import(right.block);
  recorder.record(
    imported.ok
      ? { kind: 'block-received', at, actor: 'your node', layer: 1, block, from: 'network' }
      : {
          kind: 'block-rejected',
          at,
          actor: 'your node',
          layer: 1,
          block,
          code: imported.rejection.code,
          why: imported.rejection.message,
        },
  );
  const trace = recorder.trace();
  return {
    candidates: candidates.length,
    network: `${inWords(right)}.`,
    yours: imported.ok
      ? `${inWords(mine)}.`
      : `${inWords(mine)}; and it refused the network's block: ${imported.rejection.message}`,
    trace,
    event: trace.events.length - 1,
  };
};
