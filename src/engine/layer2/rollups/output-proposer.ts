/** The plainest contract that decides about output roots: one proposer, a delay, and one challenger who may strike a root out. */
import { hexToBytes } from '../../foundation/bytes.ts';
import { ok, reject } from '../../foundation/result.ts';
import { ms } from '../../foundation/units.ts';
import type { Address, Ms } from '../../foundation/units.ts';
import { callCodec } from '../../layer1/machine/contracts/call-codec.ts';
import type { CallOf } from '../../layer1/machine/contracts/call-codec.ts';
import type { Contract } from '../../layer1/machine/contracts/contract.ts';
import { slotOf } from '../../layer1/machine/contracts/slots.ts';
import { bytesWord, wordBytes } from '../../layer1/machine/word.ts';
import { hashHex } from '../../foundation/hash.ts';
import { encodeOutput } from './optimistic/output-oracle.ts';

/** How calls of an output proposer stand in a transaction's data. */
export const outputProposerCodec = callCodec({
  propose: { root: 'hash', height: 'count' },
  strikeOut: { proposal: 'count' },
  outputAt: { proposal: 'count' },
});

/** What an output proposer is asked: to note a root, to strike one out, and how one stands. */
export type OutputProposerCall = CallOf<typeof outputProposerCodec>;

/** Who may propose, who may object, and for how long. */
export interface OutputProposerSettings {
  readonly proposer: Address;
  /** Who may strike out a root while its delay runs. */
  readonly challenger: Address;
  /** Time from a proposal to its being final; Optimism's was a week. */
  readonly delay: Ms;
  /** `rollup-outputs` unless told. */
  readonly id?: string;
}

const COUNT = 0n;
const [ROOT, HEIGHT, SINCE, STRUCK] = [1n, 2n, 3n, 4n] as const;
const NOTHING = new Uint8Array(0);

/**
 * Such a contract. It is what Optimism had before disputes: the challenger is trusted not to sleep and not to lie (Optimism,
 * `L2OutputOracle.sol`, `CHALLENGER`). It answers `outputAt` as every contract that decides about roots does, so that a bridge
 * works with it and with {@link disputeGames} alike. Refused: calls of others, a height that is not above the last, and a
 * root that is final or gone.
 */
export function createOutputProposer(settings: OutputProposerSettings): Contract<OutputProposerCall> {
  const { proposer, challenger, delay, id = 'rollup-outputs' } = settings;
  const refuse = (code: string, message: string, received: unknown, expected: unknown) =>
    reject({ code, rule: 'Strata output proposer', message, received, expected });
  return {
    id,
    codec: outputProposerCodec,
    call(context, call) {
      const { caller, block } = context;
      if (context.value !== 0n) return refuse('not-payable', 'No coins are needed.', context.value, 0n);
      const count = context.load(COUNT);
      if (call.kind === 'propose') {
        if (caller !== proposer)
          return refuse('not-the-proposer', 'Somebody else proposes.', caller, proposer);
        const last = count === 0n ? -1n : context.load(slotOf(HEIGHT, count - 1n));
        if (BigInt(call.height) <= last && context.load(slotOf(STRUCK, count - 1n)) === 0n)
          return refuse('height-not-above', 'The last proposal was as high.', call.height, `above ${last}`);
        context.store(slotOf(ROOT, count), bytesWord(hexToBytes(call.root)));
        context.store(slotOf(HEIGHT, count), BigInt(call.height));
        context.store(slotOf(SINCE, count), BigInt(block.timestamp));
        context.store(COUNT, count + 1n);
        context.log('output-proposed', hexToBytes(call.root));
        return ok(wordBytes(count));
      }
      const key = BigInt(call.proposal);
      if (key >= count)
        return refuse('unknown-proposal', 'Nothing was proposed there.', call.proposal, `below ${count}`);
      const since = ms(Number(context.load(slotOf(SINCE, key))));
      const struck = context.load(slotOf(STRUCK, key));
      const end = ms(since + delay);
      if (call.kind === 'strikeOut') {
        if (caller !== challenger)
          return refuse('not-the-challenger', 'Somebody else objects.', caller, challenger);
        if (struck !== 0n || block.timestamp >= end)
          return refuse(
            'proposal-settled',
            'The proposal is final or gone.',
            block.timestamp,
            `before ${end}`,
          );
        context.store(slotOf(STRUCK, key), BigInt(block.timestamp) + 1n);
        return ok(NOTHING);
      }
      const root = hashHex(wordBytes(context.load(slotOf(ROOT, key))));
      const height = Number(context.load(slotOf(HEIGHT, key)));
      if (struck !== 0n)
        return ok(encodeOutput({ root, height, status: 'invalid', since: ms(Number(struck - 1n)) }));
      return ok(
        encodeOutput(
          block.timestamp >= end
            ? { root, height, status: 'final', since: end }
            : { root, height, status: 'pending', since },
        ),
      );
    },
  };
}
