/** The inbox of the disputed rollup: batches of transfers in layer 1's call data, each committed to as the program's input. */
import { bigintToFixedBytes, concatBytes, hexToBytes } from '../../../foundation/bytes.ts';
import { hashHex, keccak256 } from '../../../foundation/hash.ts';
import { ok, reject } from '../../../foundation/result.ts';
import type { Result } from '../../../foundation/result.ts';
import { decodeRlp, encodeRlp, rlpInteger, rlpQuantity } from '../../../foundation/rlp.ts';
import { gas } from '../../../foundation/units.ts';
import type { Hash } from '../../../foundation/units.ts';
import type { SealedBlock } from '../../../layer1/chain/contract-chain.ts';
import { callCodec } from '../../../layer1/machine/contracts/call-codec.ts';
import type { CallOf } from '../../../layer1/machine/contracts/call-codec.ts';
import { contractAddress } from '../../../layer1/machine/contracts/contract.ts';
import type { CallContext, Contract } from '../../../layer1/machine/contracts/contract.ts';
import { slotOf } from '../../../layer1/machine/contracts/slots.ts';
import { wordBytes } from '../../../layer1/machine/word.ts';
import type { Word } from '../../../layer1/machine/word.ts';
import { transferAccount } from './transfer-accounts.ts';
import { inputRoot, MOST_WORD_TRANSFERS } from './transfer-program.ts';

const codec = callCodec({
  /** Posts the words of the next batch, as {@link transferWords} makes them. */
  post: { words: 'words' },
  /** Asks for the commitments of the batch at a height: its input root and the inbox's accumulator, 64 bytes, zeros where there is none. */
  batchAt: { height: 'count' },
});

/** What the inbox is asked: to take the next batch, or for the commitments of one. */
export type TransferInboxCall = CallOf<typeof codec>;

const RULE = 'Strata rollups, inbox of transfers';
const COUNT = 0n;
const INPUT = 1n;
const ACCUMULATED = 2n;
/** SHA-256 of 64 bytes as Ethereum's precompile charges it: 60 and 12 a word. */
const GAS_PAIR_HASH = 84n;

/**
 * The commitment to a batch and all before it: Keccak-256 of the one before and the new input root. Arbitrum's inbox
 * accumulates its messages so (OffchainLabs/nitro-contracts, Bridge, `sequencerInboxAccs`). Whoever proposes an output names it,
 * so that a proposal cannot meet another history after a reorganisation of layer 1.
 */
export const accumulateInput = (before: Hash, input: Hash): Hash =>
  hashHex(keccak256(concatBytes(hexToBytes(before), hexToBytes(input))));

/**
 * Whose coins a batch may move: `all` of them, as where a sequencer has checked signatures, or only `own`, those of the account
 * that posts it (see {@link transferAccount}), so that layer 1 checks the signature and no batch can steal.
 */
export type TransferAuthority = 'all' | 'own';

function post(
  context: CallContext,
  words: readonly Word[],
  most: number,
  authority: TransferAuthority,
): Result<Uint8Array> {
  const [count = 0n] = words;
  const isBatch = words.length === 0 ? true : count > 0n && BigInt(words.length) === 1n + 3n * count;
  if (!isBatch || count > BigInt(most))
    return reject({
      code: 'malformed-batch',
      rule: RULE,
      message: `A batch is a number up to ${most} and three words a transfer, or nothing.`,
      received: words.length,
      expected: '1 + 3 × the number of transfers',
    });
  if (authority === 'own') {
    const own = transferAccount(context.caller);
    const foreign = words.find((word, at) => at % 3 === 1 && word !== own);
    if (foreign !== undefined)
      return reject({
        code: 'not-own-coins',
        rule: RULE,
        message: 'A batch moves only the coins of whoever posts it.',
        received: foreign,
        expected: own,
      });
  }
  // The tree over the words has twice as many nodes as words, and a path of 16 above them.
  context.charge(gas(GAS_PAIR_HASH * BigInt(2 * words.length + 16)));
  const height = context.load(COUNT) + 1n;
  const input = inputRoot(words);
  const before = hashHex(wordBytes(context.load(slotOf(ACCUMULATED, height - 1n))));
  context.store(COUNT, height);
  context.store(slotOf(INPUT, height), BigInt(input));
  context.store(slotOf(ACCUMULATED, height), BigInt(accumulateInput(before, input)));
  context.log('batch', encodeRlp(words.map(rlpInteger)));
  return ok(bigintToFixedBytes(height, 8));
}

/**
 * An inbox contract that takes batches of up to `most` transfers, so that every block's run fits into the trace over
 * which it may be disputed. Anyone may post: who orders transfers is another chapter's subject. A batch may move all coins unless told.
 */
export const createTransferInbox = (
  most: number,
  authority: TransferAuthority = 'all',
): Contract<TransferInboxCall> => ({
  id: 'transfer-inbox',
  codec,
  call(context, call) {
    if (call.kind === 'post') return post(context, call.words, most, authority);
    const height = BigInt(call.height);
    const input = context.load(slotOf(INPUT, height));
    return ok(concatBytes(wordBytes(input), wordBytes(context.load(slotOf(ACCUMULATED, height)))));
  },
});

/** The inbox with the largest batches that the program can read. */
export const transferInbox: Contract<TransferInboxCall> = createTransferInbox(MOST_WORD_TRANSFERS);

/** All batches that `blocks` hold, the first at height 1, from the events of the inbox: whoever has layer 1 has layer 2's input. */
export function batchesIn(blocks: readonly SealedBlock[]): readonly (readonly Word[])[] {
  const inbox = contractAddress(transferInbox.id);
  return blocks
    .flatMap(({ receipts }) => receipts.flatMap(({ logs }) => logs))
    .filter(({ contract }) => contract === inbox)
    .map(({ data }) => {
      const list = decodeRlp(hexToBytes(data));
      if (!list.ok || list.value instanceof Uint8Array)
        throw new RangeError('An event of the inbox is a list.');
      return list.value.map((item) => rlpQuantity(item, 'A word', RULE));
    });
}
