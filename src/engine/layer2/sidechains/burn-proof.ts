/** The proof that coins were burnt on a sidechain: an event in a receipt, under the header of a block. */
import { bytesToHex, hexToBytes, utf8 } from '../../foundation/bytes.ts';
import { hashHex, keccak256 } from '../../foundation/hash.ts';
import { ok, reject } from '../../foundation/result.ts';
import type { Result } from '../../foundation/result.ts';
import { wei } from '../../foundation/units.ts';
import type { Address, Wei } from '../../foundation/units.ts';
import { wordsOf } from '../plasma/exit-game.ts';
import { verifyPaddedProof } from '../plasma/padded-tree.ts';
import { decodeSideReceipt, RECEIPT_TREE_HEIGHT } from './side-block.ts';
import type { ProvenReceipt, SideHeader } from './side-block.ts';

/** Coins that are gone from the sidechain and wait below. */
export interface Burn {
  /** Its number among all burns of the sidechain: what tells one from another below. */
  readonly index: number;
  readonly to: Address;
  readonly amount: Wei;
}

/** A receipt of a block and which of its events is the burn. */
export interface BurnProof extends ProvenReceipt {
  readonly header: SideHeader;
  /** Index of the event in the receipt. */
  readonly log: number;
}

/** The burn that `proof` shows under its header; the part that a lab replaces. Whether the header counts is judged elsewhere. */
export type VerifyBurn = (proof: BurnProof, childPeg: Address) => Result<Burn>;

/** The name of the event that the child contract writes. */
export const BURNT = 'burnt';
const BURNT_NAME = bytesToHex(utf8(BURNT));

const refuse = (code: string, message: string, received: unknown, expected: unknown) =>
  reject({ code, rule: 'Polygon PoS, RootChainManager, `exit`', message, received, expected });

/**
 * The burn in a receipt. Refused: `receipt-not-included` under the header's receipts root, `no-such-event`,
 * `wrong-emitter` (an event that looks alike can be written by anyone's contract), `not-a-burn`.
 */
export const verifyBurn: VerifyBurn = ({ header, receipt, index, proof, log }, childPeg) => {
  const leaf = hashHex(keccak256(receipt));
  if (!verifyPaddedProof(header.receiptsRoot, leaf, index, proof, RECEIPT_TREE_HEIGHT))
    return refuse(
      'receipt-not-included',
      'The proof does not lead to the receipts root.',
      leaf,
      header.receiptsRoot,
    );
  const events = decodeSideReceipt(receipt);
  if (!events.ok) return events;
  const event = events.value[log];
  if (event === undefined)
    return refuse('no-such-event', 'The receipt has fewer events.', log, `below ${events.value.length}`);
  if (event.contract !== childPeg)
    return refuse('wrong-emitter', 'Another contract wrote this event.', event.contract, childPeg);
  if (event.name !== BURNT_NAME || hexToBytes(event.data).length !== 96)
    return refuse('not-a-burn', 'The event is no burn.', event.name, BURNT_NAME);
  const [number = 0n, to = 0n, amount = 0n] = wordsOf(event.data);
  if (number >= 1n << 48n || to >= 1n << 160n)
    return refuse(
      'not-a-burn',
      'It has no such number, or no such receiver.',
      [number, to],
      '48 and 160 bits',
    );
  return ok({
    index: Number(number),
    to: `0x${to.toString(16).padStart(40, '0')}` as Address,
    amount: wei(amount),
  });
};
