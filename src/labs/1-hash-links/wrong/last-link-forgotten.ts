// fails: a-cut-link-is-found-wherever-it-is
// Stops one header early.
import {
  bytesToHex,
  doubleSha256,
  hexToBytes,
  ok,
  reject,
  targetOf,
  type BitcoinHeader,
  type Hash,
  type HashHeader,
  type VerifyChain,
} from 'strata';

/** The 80 bytes of a header as they travel between nodes. */
const serialise = (header: BitcoinHeader): Uint8Array => {
  const bytes = new Uint8Array(80);
  const view = new DataView(bytes.buffer);
  view.setInt32(0, header.version, true);
  bytes.set(hexToBytes(header.prevId).reverse(), 4);
  bytes.set(hexToBytes(header.merkleRoot).reverse(), 36);
  view.setUint32(68, header.timestamp, true);
  view.setUint32(72, header.bits, true);
  view.setUint32(76, header.nonce, true);
  return bytes;
};

export const hashHeader: HashHeader = (header) =>
  bytesToHex(doubleSha256(serialise(header)).reverse()) as Hash;

export const verifyChain: VerifyChain = (headers) => {
  let parent: Hash | undefined;
  for (const header of headers.slice(0, Math.max(1, headers.length - 1))) {
    const id = hashHeader(header);
    if (parent !== undefined && header.prevId !== parent) {
      return reject({
        code: 'broken-link',
        rule: 'Bitcoin Developer Reference, Block Headers: previous block header hash',
        message: `The header names ${header.prevId} as its parent; the header before it is ${parent}.`,
        received: header.prevId,
        expected: parent,
      });
    }
    if (BigInt(id) > targetOf(header.bits)) {
      return reject({
        code: 'insufficient-work',
        rule: 'Bitcoin Developer Reference, Block Headers: nBits',
        message: `The id ${id} is above the target.`,
        received: id,
        expected: targetOf(header.bits),
      });
    }
    parent = id;
  }
  return ok(undefined);
};
