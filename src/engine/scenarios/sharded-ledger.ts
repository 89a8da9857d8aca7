/** Scenario: one ledger on several shards; coins that cross travel as receipts through a network that delays, reorders and repeats. */
import { createRandom } from '../foundation/random.ts';
import { wei } from '../foundation/units.ts';
import type { Address, Hash, Wei } from '../foundation/units.ts';
import { accountsOf, createState } from '../layer1/ledger/accounts.ts';
import type { Move } from '../layer1/scaling/move.ts';
import { deliveriesOf, receiptId } from '../layer1/scaling/cross-receipt.ts';
import type { Delivery } from '../layer1/scaling/cross-receipt.ts';
import { redeemReceipt as referenceRedeem } from '../layer1/scaling/redeem-receipt.ts';
import type { RedeemReceipt } from '../layer1/scaling/redeem-receipt.ts';
import { createShard, proposeShardBlock, shardOf as referencePlace } from '../layer1/scaling/shard.ts';
import type { Shard, ShardOf } from '../layer1/scaling/shard.ts';
import { Recorder } from '../simulation/recorder.ts';
import type { Trace } from '../simulation/trace.ts';
import { addressesOf, drawMoves } from './moves.ts';

/** What a sharded ledger is made of; only the seed is needed. */
export interface ShardedLedgerSettings {
  readonly seed: number;
  /** 4 unless told. */
  readonly shards?: number;
  /** 100 unless told. */
  readonly accounts?: number;
  /** Movements, 400 unless told. */
  readonly moves?: number;
  /** Room for movements and receipts together in one shard's block; 20 unless told. */
  readonly blockRoom?: number;
  /** How many receipts in a hundred arrive twice; 10 unless told. */
  readonly repeated?: number;
  /** Where accounts live; the engine's own rule unless told. */
  readonly place?: ShardOf;
  /** Whether a receipt is let in; the engine's own rule unless told. */
  readonly redeem?: RedeemReceipt;
}

/** What a run gives back. */
export interface ShardedLedgerRun {
  readonly trace: Trace;
  readonly moved: number;
  readonly crossed: number;
  /** Crossing movements as a share of all that went through. */
  readonly crossShare: number;
  /** Receipts redeemed, and deliveries refused. */
  readonly redeemed: number;
  readonly refused: number;
  /** All coins before and after, those on their way included: equal unless a rule is broken. */
  readonly supplyBefore: Wei;
  readonly supplyAfter: Wei;
  /** Blocks until everything had arrived. */
  readonly rounds: number;
  /** Accounts on each shard. */
  readonly sizes: readonly number[];
  readonly shards: readonly Shard[];
}

const SLOT_MS = 12_000;
const BALANCE = 10_000n;
/** A receipt arrives within so many blocks. */
const LONGEST_DELAY = 3;
/** Far more than any run takes: what is left then never arrives. */
const MOST_ROUNDS = 10_000;

/** A delivery under way. */
interface UnderWay extends Delivery {
  readonly due: number;
  readonly issued: number;
}

/**
 * Runs until every movement is in a block and every receipt has come. Receipts take a place in a block like
 * movements do, so that a movement across shards costs two. @throws RangeError when `place` names a shard that there is not
 */
export function runShardedLedger(settings: ShardedLedgerSettings): ShardedLedgerRun {
  const { seed, shards: count = 4, accounts = 100, moves = 400, blockRoom = 20, repeated = 10 } = settings;
  const { place = referencePlace, redeem = referenceRedeem } = settings;
  const random = createRandom(seed, 'sharded-ledger');
  const recorder = new Recorder(seed);
  const homes = addressesOf(accounts).map((address) => ({ address, home: homeOf(address, count, place) }));
  const shards: Shard[] = Array.from({ length: count }, (_, id) =>
    createShard(
      id,
      count,
      createState(
        homes
          .filter(({ home }) => home === id)
          .map(({ address }) => [address, { balance: wei(BALANCE), nonce: 0 }]),
      ),
    ),
  );
  const supplyBefore = supplyOf(shards);
  const queues: Move[][] = shards.map(() => []);
  for (const move of drawMoves(random.fork('moves'), { accounts, moves }))
    queues[place(move.from, count)]?.push(move);
  const roots = new Map<string, Hash>();
  const rootAt = (shard: number, height: number): Hash | null => roots.get(`${shard}/${height}`) ?? null;
  const network = random.fork('network');
  let underWay: UnderWay[] = [];
  let [moved, crossed, redeemed, refused, round] = [0, 0, 0, 0, 0];

  const deliver = (shard: Shard, { receipt, proof, issued }: UnderWay): Shard => {
    const id = receiptId(receipt);
    const event = { at: round * SLOT_MS, actor: `shard-${shard.id}`, layer: 1, receipt: id } as const;
    const result = redeem(shard, { receipt, proof }, rootAt);
    if (typeof (result as unknown) !== 'object' || typeof result?.ok !== 'boolean')
      throw new RangeError(`Redeeming a receipt gave ${String(result)}: it gives a shard or a rejection.`);
    if (!result.ok) {
      refused += 1;
      recorder.record({
        ...event,
        kind: 'receipt-refused',
        code: result.rejection.code,
        why: result.rejection.message,
      });
      return shard;
    }
    redeemed += 1;
    recorder.record({ ...event, kind: 'receipt-redeemed', waited: (round - issued) * SLOT_MS });
    return result.value;
  };

  while ((queues.some((queue) => queue.length > 0) || underWay.length > 0) && round < MOST_ROUNDS) {
    round += 1;
    const arriving = network.shuffle(underWay.filter(({ due }) => due <= round));
    underWay = underWay.filter(({ due }) => due > round);
    for (const [id, old] of shards.entries()) {
      const inbox = arriving.filter(({ receipt }) => receipt.to === id);
      const taken = inbox.slice(0, blockRoom);
      underWay.push(...inbox.slice(blockRoom));
      const afterReceipts = taken.reduce(deliver, old);
      const batch = (queues[id] ?? []).splice(0, blockRoom - taken.length);
      const { shard, block, outcomes } = proposeShardBlock(afterReceipts, batch, place);
      shards[id] = shard;
      roots.set(`${id}/${block.height}`, block.receiptsRoot);
      moved += outcomes.filter((outcome) => outcome.refused === null).length;
      crossed += block.receipts.length;
      for (const delivery of deliveriesOf(block)) {
        const { receipt } = delivery;
        const to = `shard-${receipt.to}`;
        const event = { at: round * SLOT_MS, actor: `shard-${id}`, layer: 1 } as const;
        recorder.record({
          ...event,
          kind: 'receipt-issued',
          receipt: receiptId(receipt),
          to,
          value: `${receipt.value}`,
        });
        const copies = network.chance(repeated, 100) ? 2 : 1;
        for (let copy = 0; copy < copies; copy += 1)
          underWay.push({ ...delivery, issued: round, due: round + network.int(1, LONGEST_DELAY) });
      }
    }
  }
  return {
    trace: recorder.trace(),
    moved,
    crossed,
    crossShare: moved === 0 ? 0 : crossed / moved,
    redeemed,
    refused,
    supplyBefore,
    supplyAfter: supplyOf(shards),
    rounds: round,
    sizes: shards.map((_, id) => homes.filter(({ home }) => home === id).length),
    shards,
  };
}

/** Where `place` puts `address`. @throws RangeError when there is no such shard */
function homeOf(address: Address, shards: number, place: ShardOf): number {
  const home: unknown = place(address, shards);
  if (typeof home === 'number' && Number.isInteger(home) && home >= 0 && home < shards) return home;
  throw new RangeError(
    `${address} was placed on shard ${String(home)}; there are shards 0 to ${shards - 1}.`,
  );
}

const supplyOf = (shards: readonly Shard[]): Wei =>
  wei(
    shards.reduce(
      (sum, { accounts }) => accountsOf(accounts).reduce((all, [, { balance }]) => all + balance, sum),
      0n,
    ),
  );
