// fails: bitcoin-s-first-headers-get-the-ids-the-world-knows
// Walks from the tip to genesis and never leaves genesis.
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
  let height = headers.length - 1;
  while (height >= 0) {
    const header = headers[height];
    const before = headers[height - 1];
    if (header === undefined) break;
    const id = hashHeader(header);
    if (before !== undefined && header.prevId !== hashHeader(before)) {
      const received = header.prevId;
      return reject({ code: 'broken-link', rule: 'header links', message: received, received, expected: hashHeader(before) });
    }
    if (BigInt(id) > targetOf(header.bits)) {
      return reject({ code: 'insufficient-work', rule: 'nBits', message: id, received: id, expected: header.bits });
    }
    if (height > 0) height -= 1;
  }
  return ok(undefined);
};
