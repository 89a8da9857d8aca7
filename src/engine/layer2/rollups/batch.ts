/**
 * A batch: many transfers of a rollup in as few bytes as they can be told in, posted as data of one layer 1
 * transaction. Everyone can rebuild the transfers from it, signatures included, so that an optimistic rollup's state
 * follows from layer 1 alone. (Aggregated signatures, which save most of what is left, have a chapter of their own.)
 *
 * Form: version 1 · chain id · number of public keys, then the keys · number of other addresses, then those ·
 * number of transfers · for each: sender, nonce, recipient, value, gas limit, maximum fee, maximum tip, signature.
 * A party is its place in the two lists; numbers are compact (7 bits a byte, lowest first), amounts a number and the
 * count of tens to multiply it by. Each list of transfers has exactly one encoding.
 */
import { bytesToHex, concatBytes, hexToBytes } from '../../foundation/bytes.ts';
import { decoding, malformed } from '../../foundation/errors.ts';
import { addressOf } from '../../foundation/keys.ts';
import type { Result } from '../../foundation/result.ts';
import { gas, wei } from '../../foundation/units.ts';
import type { Address, Hex } from '../../foundation/units.ts';
import { WireReader } from '../../foundation/wire.ts';
import { amount, compact, readAmount, readCompact, readCount } from './compact-numbers.ts';
import { malformationOf, senderOf } from '../../layer1/ledger/transfer.ts';
import type { SignedTransfer } from '../../layer1/ledger/transfer.ts';

const RULE = 'Strata, layer2/rollups/batch.ts';
const VERSION = 1;

/** The two lists of parties in order of first appearance, and where each address stands. */
interface Parties {
  readonly keys: readonly Hex[];
  readonly others: readonly Address[];
  readonly place: ReadonlyMap<Address, number>;
}

function partiesOf(transfers: readonly SignedTransfer[]): Parties {
  const keys = [...new Set(transfers.map(({ publicKey }) => publicKey))];
  const senders = new Set(transfers.map(senderOf));
  const others = [...new Set(transfers.map(({ to }) => to))].filter((to) => !senders.has(to));
  const place = new Map([...senders, ...others].map((address, index) => [address, index]));
  return { keys, others, place };
}

/**
 * The bytes of a batch. All transfers must be for one chain.
 * @throws RangeError for an empty batch, transfers of several chains, or a malformed transfer
 */
export function encodeBatch(transfers: readonly SignedTransfer[]): Uint8Array {
  const [first] = transfers;
  if (first === undefined) throw new RangeError('A batch holds at least one transfer.');
  for (const transfer of transfers) {
    const wrong = malformationOf(transfer);
    if (wrong !== null) throw new RangeError(wrong.message);
    if (transfer.chainId !== first.chainId) throw new RangeError('A batch is for one chain.');
  }
  const { keys, others, place } = partiesOf(transfers);
  const at = (address: Address): Uint8Array => compact(BigInt(place.get(address) as number));
  return concatBytes(
    Uint8Array.of(VERSION),
    compact(BigInt(first.chainId)),
    compact(BigInt(keys.length)),
    ...keys.map(hexToBytes),
    compact(BigInt(others.length)),
    ...others.map(hexToBytes),
    compact(BigInt(transfers.length)),
    ...transfers.flatMap((transfer) => [
      at(senderOf(transfer)),
      compact(BigInt(transfer.nonce)),
      at(transfer.to),
      amount(transfer.value),
      compact(transfer.gasLimit),
      amount(transfer.maxFeePerGas),
      amount(transfer.maxPriorityFeePerGas),
      hexToBytes(transfer.signature),
    ]),
  );
}

/** A transfer takes at least this much: 9 bytes of numbers and 64 of signature. */
const LEAST_TRANSFER = 74;

/**
 * The transfers that `data` encodes. Refused: another version, a list of parties that is not the one
 * {@link encodeBatch} would write, a number or amount not in its shortest form or out of range, a key that is no point
 * of the curve, a party that is not listed, no transfers, trailing bytes. Signatures are read, not checked.
 */
export const decodeBatch = (data: Uint8Array): Result<readonly SignedTransfer[]> =>
  decoding(() => {
    const reader = new WireReader(data);
    const version = reader.u8();
    if (version !== VERSION)
      malformed('batch-unknown-version', RULE, `Only version ${VERSION} is known.`, version, VERSION);
    const chainId = Number(readCompact(reader, 48));
    const keys = Array.from({ length: readCount(reader, 33) }, () => bytesToHex(reader.bytes(33)));
    const senders = keys.map(
      (key) =>
        addressOf(key) ??
        malformed('bad-public-key', 'SEC 1, 2.3.4', 'A key is no point of secp256k1.', key, 'a point'),
    );
    const others = Array.from(
      { length: readCount(reader, 20) },
      () => bytesToHex(reader.bytes(20)) as Address,
    );
    const parties = [...senders, ...others];
    const count = readCount(reader, LEAST_TRANSFER);
    if (count === 0) malformed('batch-empty', RULE, 'A batch holds at least one transfer.', 0, 'at least 1');
    const party = <T>(list: readonly T[]): T => {
      const index = readCompact(reader, 32);
      return (
        list[Number(index)] ??
        malformed('batch-unknown-party', RULE, 'A party is not listed.', index, `below ${list.length}`)
      );
    };
    const transfers = Array.from({ length: count }, (): SignedTransfer => {
      const publicKey = party(keys);
      const nonce = Number(readCompact(reader, 48));
      const to = party(parties);
      const value = wei(readAmount(reader));
      const gasLimit = gas(readCompact(reader, 64));
      const maxFeePerGas = wei(readAmount(reader));
      const maxPriorityFeePerGas = wei(readAmount(reader));
      const signature = bytesToHex(reader.bytes(64));
      return {
        chainId,
        nonce,
        to,
        value,
        gasLimit,
        maxFeePerGas,
        maxPriorityFeePerGas,
        publicKey,
        signature,
      };
    });
    reader.end();
    const expected = partiesOf(transfers);
    const listed = [...keys, ...others].join();
    if (listed !== [...expected.keys, ...expected.others].join()) {
      malformed(
        'batch-parties-out-of-order',
        RULE,
        'The lists of parties are not those of the transfers.',
        listed,
        'in order of first appearance, each once',
      );
    }
    return transfers;
  });

/** Length of the batch divided by its transfers, for comparison with published figures. */
export const bytesPerTransfer = (batch: Uint8Array, transfers: number): number => batch.length / transfers;
