/** Scenario: one payer, one recipient, one proposer and a second node; each payment gets a block of its own. */
import { createKey } from '../foundation/keys.ts';
import { createRandom } from '../foundation/random.ts';
import type { Rejection } from '../foundation/result.ts';
import { ms, slot, wei } from '../foundation/units.ts';
import type { Address, Hash, Wei } from '../foundation/units.ts';
import { headerHash } from '../layer1/chain/block.ts';
import { baseFeeAfter, buildBlock, createGenesis } from '../layer1/chain/build-block.ts';
import { Chain } from '../layer1/chain/chain.ts';
import { createState, getAccount } from '../layer1/ledger/accounts.ts';
import type { Account, AccountState } from '../layer1/ledger/accounts.ts';
import { encodeTransfer, malformationOf, transferHash } from '../layer1/ledger/transfer.ts';
import type { SignedTransfer } from '../layer1/ledger/transfer.ts';
import { payFor as referencePayFor } from '../layer1/ledger/wallet.ts';
import type { PayFor, PaymentOrder, Standing } from '../layer1/ledger/wallet.ts';
import { Recorder } from '../simulation/recorder.ts';
import type { Trace } from '../simulation/trace.ts';

/** What a first payment, or a few in a row, is made of. */
export interface FirstPaymentSettings {
  readonly seed: number;
  /** How many payments, one a block; 1 unless told. */
  readonly payments?: number;
  /** The wallet; the engine's own unless told. */
  readonly payFor?: PayFor;
}

/** One order and what became of it. */
export interface PaymentStep {
  readonly order: PaymentOrder;
  readonly transfer: SignedTransfer;
  readonly before: Standing;
  readonly after: Standing;
  /** Why the transfer is not in its block; null when it is. */
  readonly refused: Rejection | null;
  /** Index of the trace's event that says so. */
  readonly event: number;
}

/** What a run gives back. */
export interface FirstPaymentRun {
  readonly trace: Trace;
  readonly steps: readonly PaymentStep[];
}

/** Time between blocks (consensus-specs, `SECONDS_PER_SLOT`). */
const SLOT_MS = 12_000;
const GWEI = 1_000_000_000n;

/**
 * Orders one payment a block. The proposer builds the block with the wallet's transfer in it if the ledger lets it in, and a second
 * node imports it, checking everything anew. Needs `ready()`. @throws whatever the wallet throws
 */
export function runFirstPayment({
  seed,
  payments = 1,
  payFor = referencePayFor,
}: FirstPaymentSettings): FirstPaymentRun {
  const random = createRandom(seed, 'first-payment');
  const recorder = new Recorder(seed);
  const [ana, bao, petra] = [createKey('ana'), createKey('bao'), createKey('petra')];
  const chainId = random.pick([1, 10, 100, 8453]);
  const firstNonce = random.int(0, 30);
  const genesis = createGenesis(
    createState([
      [ana.address, { balance: wei(10n ** 18n + random.bigint(10n ** 18n)), nonce: firstNonce }],
      [bao.address, { balance: wei(random.bigint(10n ** 17n)), nonce: 0 }],
      [petra.address, { balance: wei(random.bigint(10n ** 16n)), nonce: 0 }],
    ]),
  );
  const node = new Chain(genesis, { chainId });
  const steps: PaymentStep[] = [];
  let burned: Wei = wei(0);
  const standingIn = (state: AccountState): Standing => ({
    sender: held(state, ana.address),
    recipient: held(state, bao.address),
    proposer: held(state, petra.address),
    burned,
  });

  for (let turn = 1; turn <= payments; turn += 1) {
    const parent = node.tip;
    const at = ms(turn * SLOT_MS);
    const before = standingIn(parent.state);
    const order: PaymentOrder = {
      chainId,
      nonce: before.sender.nonce,
      to: bao.address,
      value: wei(1n + random.bigint(10n ** 16n)),
      baseFee: baseFeeAfter(parent),
      tip: wei(1n + random.bigint(2n * GWEI)),
    };
    const transfer = payFor(order, ana.secretKey);
    const id = idOf(transfer);
    recorder.record({
      at: at - SLOT_MS / 2,
      actor: 'ana',
      layer: 1,
      kind: 'transaction-submitted',
      transaction: id,
      fee: String(order.baseFee + order.tip),
      size: id === NOT_A_TRANSFER ? 0 : encodeTransfer(transfer).length,
    });
    const proposal = { proposer: petra.address, slot: slot(turn), timestamp: at };
    const built = buildBlock(parent, [transfer], proposal, { chainId });
    const { header } = built.block;
    const hash = headerHash(header);
    recorder.record({
      at,
      actor: 'petra',
      layer: 1,
      kind: 'block-proposed',
      block: hash,
      parent: header.parent,
      height: header.height,
      transactions: built.block.transfers.map(transferHash),
      used: String(header.gasUsed),
      limit: String(header.gasLimit),
      fees: String(header.gasUsed * order.tip),
      baseFee: String(header.baseFee),
    });
    const refused = built.refused[0]?.rejection ?? null;
    recorder.record(
      refused === null
        ? {
            at,
            actor: 'petra',
            layer: 1,
            kind: 'transaction-included',
            transaction: id,
            block: hash,
            waited: SLOT_MS / 2,
          }
        : {
            at,
            actor: 'petra',
            layer: 1,
            kind: 'transaction-rejected',
            transaction: id,
            code: refused.code,
            why: refused.message,
          },
    );
    const event = recorder.trace().events.length - 1;
    imported(node, built.block, recorder, at, hash);
    if (refused === null) burned = wei(burned + header.gasUsed * header.baseFee);
    steps.push({ order, transfer, before, after: standingIn(node.tip.state), refused, event });
  }
  return { trace: recorder.trace(), steps };
}

/** Balance and nonce alone, without what the ledger keeps beside them. */
const held = (state: AccountState, address: Address): Account => {
  const { balance, nonce } = getAccount(state, address);
  return { balance, nonce };
};

const NOT_A_TRANSFER = 'not a transfer';

const idOf = (transfer: SignedTransfer): Hash | typeof NOT_A_TRANSFER =>
  malformationOf(transfer) === null ? transferHash(transfer) : NOT_A_TRANSFER;

/** The second node takes the block in; a block that the engine built itself is never refused. */
function imported(
  node: Chain,
  block: Parameters<Chain['import']>[0],
  recorder: Recorder,
  at: number,
  hash: Hash,
): void {
  const from = node.head;
  const result = node.import(block);
  if (!result.ok) throw new RangeError(`The node refused the proposer's block: ${result.rejection.message}`);
  recorder.record({ at, actor: 'node', layer: 1, kind: 'block-received', block: hash, from: 'petra' });
  recorder.record({
    at,
    actor: 'node',
    layer: 1,
    kind: 'head-changed',
    from,
    to: hash,
    height: block.header.height,
  });
}
