// Another style: bytes pushed one at a time, the chain walked by index with a helper for each rule.
import {
  doubleSha256,
  ok,
  reject,
  targetOf,
  type Hash,
  type HashHeader,
  type Rejection,
  type VerifyChain,
} from 'strata';

function littleEndian(value: number): number[] {
  const out: number[] = [];
  for (let byte = 0; byte < 4; byte++) out.push((value >>> (8 * byte)) & 0xff);
  return out;
}

function wireOrder(hash: Hash): number[] {
  const out: number[] = [];
  for (let at = hash.length - 2; at >= 2; at -= 2) out.push(Number.parseInt(hash.slice(at, at + 2), 16));
  return out;
}

export const hashHeader: HashHeader = (header) => {
  const bytes = [
    ...littleEndian(header.version),
    ...wireOrder(header.prevId),
    ...wireOrder(header.merkleRoot),
    ...littleEndian(header.timestamp),
    ...littleEndian(header.bits),
    ...littleEndian(header.nonce),
  ];
  let id = '0x';
  for (const byte of [...doubleSha256(Uint8Array.from(bytes))].toReversed())
    id += byte.toString(16).padStart(2, '0');
  return id as Hash;
};

function offence(code: string, received: unknown, expected: unknown): Rejection {
  return { code, rule: 'the rules of this lab', message: `${code}: ${String(received)}`, received, expected };
}

export const verifyChain: VerifyChain = (headers) => {
  const ids = headers.map((header) => hashHeader(header));
  const offences = headers.flatMap((header, height) => {
    const parent = ids[height - 1];
    const id = ids[height];
    const found: Rejection[] = [];
    if (parent !== undefined && header.prevId !== parent)
      found.push(offence('broken-link', header.prevId, parent));
    if (id !== undefined && BigInt(id) > targetOf(header.bits))
      found.push(offence('insufficient-work', id, header.bits));
    return found;
  });
  const first = offences[0];
  return first === undefined ? ok(undefined) : reject(first);
};
