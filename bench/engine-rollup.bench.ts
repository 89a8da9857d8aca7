/** A batch of 1,000 transfers on the rollup, encoded and derived, against the import of the same transfers on layer 1. */
import {
  aggregateBls,
  blsSign,
  buildBlock,
  compactTransferBytes,
  createGenesis,
  createKey,
  createRollupWallet,
  createState,
  deployRollup,
  deriveBlock,
  encodeCompactBatch,
  encodeUnsignedBatch,
  gas,
  importBlock,
  ms,
  ready,
  RollupNode,
  rollupBatchMessage,
  signTransfer,
  slot,
  wei,
  type CompactBatch,
  type Hex,
  type RollupWallet,
} from '../src/engine/index.ts';
import type { Row } from './bench.ts';
import { medianMs } from './measure.ts';

const TRANSFERS = 1_000;
/** Each sends four times: a key's proof of possession takes a while to check, and that is done long before. */
const SENDERS = 250;
const FUNDS = 10n ** 20n;
const ROUNDS = 11;

const valueOf = (turn: number): bigint => 10n ** 15n * BigInt(1 + ((turn * 37) % 9_999));
const receiverOf = (turn: number): number => (turn * 7 + 1) % SENDERS;

/** The batch as the sequencer has it, the cursor before it, and the block of layer 1 that carries it. */
function createRollupWork(wallets: readonly RollupWallet[]) {
  const sequencer = createKey('bench sequencer');
  const deployed = deployRollup({ sequencer, challenger: createKey('bench challenger'), wallets });
  const { chain, config, bridge, inbox } = deployed;
  wallets.forEach(({ address }, at) => {
    deployed
      .user(address)
      .call(bridge, { kind: 'deposit', to: address }, { value: wei(FUNDS), gasLimit: gas(100_000) });
    if (at % 100 === 99) chain.seal();
  });
  chain.seal();
  const node = new RollupNode(config);
  node.follow(chain.blocks);
  const { cursor } = node;
  const origin = cursor.waiting.at(-1)?.origin ?? cursor.head.origin;
  const unsigned = {
    originHeight: origin.height,
    originCheck: origin.hash.slice(0, 42) as Hex,
    parentCheck: cursor.head.hash.slice(0, 42) as Hex,
    transfers: Array.from({ length: TRANSFERS }, (_, turn) => ({
      from: turn % SENDERS,
      to: { kind: 'account', index: receiverOf(turn) } as const,
      value: wei(valueOf(turn)),
      feeClass: 1,
    })),
  };
  const statement = { chainId: config.chainId, parent: cursor.head.hash, origin: origin.hash };
  const message = rollupBatchMessage({ ...statement, unsigned: encodeUnsignedBatch(unsigned) });
  const sum = aggregateBls(wallets.map(({ bls }) => blsSign(message, bls.secretKey)));
  if (!sum.ok) throw new Error(sum.rejection.message);
  const batch: CompactBatch = { ...unsigned, signature: sum.value };
  deployed.user(sequencer.address).call(inbox, { kind: 'post', batch: encodeCompactBatch(batch) });
  return { batch, cursor, config, sealed: chain.seal() };
}

/** A block of layer 1 with the same transfers. */
function createImportWork(wallets: readonly RollupWallet[]) {
  const accounts = wallets.map(({ address }) => [address, { balance: wei(FUNDS), nonce: 0 }] as const);
  const parent = createGenesis(createState(accounts), gas(30_000_000n));
  const transfers = Array.from({ length: TRANSFERS }, (_, turn) =>
    signTransfer(
      {
        chainId: 1,
        nonce: Math.floor(turn / SENDERS),
        to: (wallets[receiverOf(turn)] as RollupWallet).address,
        value: wei(valueOf(turn)),
        gasLimit: gas(21_000n),
        maxFeePerGas: wei(5n * 10n ** 9n),
        maxPriorityFeePerGas: wei(10n ** 9n),
      },
      (wallets[turn % SENDERS] as RollupWallet).key.secretKey,
    ),
  );
  const proposal = { proposer: createKey('bench proposer').address, slot: slot(1), timestamp: ms(12_000) };
  const { block, refused } = buildBlock(parent, transfers, proposal, { chainId: 1 });
  if (refused.length > 0) throw new Error('The workload holds a transfer that is refused.');
  return { parent, block };
}

export default async function rollup(): Promise<readonly Row[]> {
  await ready();
  const wallets = Array.from({ length: SENDERS }, (_, at) => createRollupWallet(`bench ${at}`));
  const { batch, cursor, config, sealed } = createRollupWork(wallets);
  const { parent, block } = createImportWork(wallets);
  const bytes = encodeCompactBatch(batch).length;
  const derive = (): void => {
    encodeCompactBatch(batch);
    const { blocks, skipped } = deriveBlock(cursor, sealed, config);
    if (blocks.at(-1)?.transfers.length !== TRANSFERS) throw new Error(skipped[0]?.rejection.message);
  };
  const importAll = (): void => {
    const imported = importBlock(parent, block, { chainId: 1 });
    if (!imported.ok) throw new Error(imported.rejection.message);
  };
  const [above = Number.NaN, below = Number.NaN] = await medianMs([derive, importAll], ROUNDS);
  const rate = (time: number): number => (TRANSFERS * 1000) / time;
  return [
    {
      ...{ name: 'batch of 1,000 transfers, encoded and derived', value: rate(above), unit: 'transfers/s' },
      ...{ peer: 'import on layer 1', peerValue: rate(below), ratio: below / above },
    },
    {
      ...{ name: 'plain transfer in a batch of 1,000', value: bytes / TRANSFERS, unit: 'bytes' },
      ...{ peer: 'the published 12', peerValue: 12, ratio: (12 * TRANSFERS) / bytes },
    },
    ...[
      { accounts: 2 ** 14, digits: 12 },
      { accounts: 2 ** 21, digits: 8 },
      { accounts: 2 ** 28, digits: 4 },
    ].map(({ accounts, digits }) => {
      const size = { accounts, digits, transfers: TRANSFERS, originHeight: 20_000_000 };
      const value = compactTransferBytes(size);
      return {
        ...{ name: `the dearest one of ${digits} digits, 2^${Math.log2(accounts)} accounts`, value },
        ...{ unit: 'bytes', peer: 'the published 12', peerValue: 12, ratio: 12 / value },
      };
    }),
  ];
}
