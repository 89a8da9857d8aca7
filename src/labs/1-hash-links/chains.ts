/** What the checks hold a learner's functions against: Bitcoin's first headers, and chains that are mined here and then damaged. */
import { bitsOf, headerId, mine, type BitcoinHeader, type Hash, type Random } from 'strata';

/** Blocks 0, 1 and 2 of the Bitcoin network, mined on 3 and 9 January 2009, with the ids everybody knows them by. */
export const FIRST: readonly { readonly header: BitcoinHeader; readonly id: Hash }[] = [
  {
    header: {
      version: 1,
      prevId: '0x0000000000000000000000000000000000000000000000000000000000000000' as Hash,
      merkleRoot: '0x4a5e1e4baab89f3a32518a88c31bc87f618f76673e2cc77ab2127b7afdeda33b' as Hash,
      timestamp: 1231006505,
      bits: 0x1d00ffff,
      nonce: 2083236893,
    },
    id: '0x000000000019d6689c085ae165831e934ff763ae46a2a6c172b3f1b60a8ce26f' as Hash,
  },
  {
    header: {
      version: 1,
      prevId: '0x000000000019d6689c085ae165831e934ff763ae46a2a6c172b3f1b60a8ce26f' as Hash,
      merkleRoot: '0x0e3e2357e806b6cdb1f70b54c3a3a17b6714ee1f0e68bebb44a74b1efd512098' as Hash,
      timestamp: 1231469665,
      bits: 0x1d00ffff,
      nonce: 2573394689,
    },
    id: '0x00000000839a8e6886ab5951d76f411475428afc90947ee320161bbf18eb6048' as Hash,
  },
  {
    header: {
      version: 1,
      prevId: '0x00000000839a8e6886ab5951d76f411475428afc90947ee320161bbf18eb6048' as Hash,
      merkleRoot: '0x9b0fc92260312ce44e74ef369f5c66bbb85848f2eddd5a7a1cde251e54ccfdd5' as Hash,
      timestamp: 1231469744,
      bits: 0x1d00ffff,
      nonce: 1639830024,
    },
    id: '0x000000006a625f06636b8bb6ac7b960a8d03705d1ace08b1a19da3fdcc99ddbd' as Hash,
  },
];

/** One id in sixteen meets this target: enough work to be missing when it is missing, little enough for a page. */
export const TEACHING_BITS = bitsOf((1n << 252n) - 1n);
/** Nobody's header: a chain made here starts on it. */
export const NOTHING = `0x${'00'.repeat(32)}` as Hash;

export const randomHash = (random: Random): Hash => {
  const digits = random.bigint(1n << 256n).toString(16);
  return `0x${digits.padStart(64, '0')}` as Hash;
};

/** The header with a nonce that meets its target, and the hashes it took to find it. */
export const work = (header: BitcoinHeader): { readonly header: BitcoinHeader; readonly hashes: number } => {
  const found = mine(header, { from: 0, tries: 1 << 20 });
  if (found === null) throw new RangeError('No nonce among a million meets the teaching target.');
  return { header: { ...header, nonce: found.nonce }, hashes: found.hashes };
};

/** A header on top of `prevId`, worked out. */
export const mined = (random: Random, prevId: Hash, height: number): BitcoinHeader =>
  work({
    version: 0x20000000,
    prevId,
    merkleRoot: randomHash(random),
    timestamp: 1231006505 + 600 * height + random.int(0, 599),
    bits: TEACHING_BITS,
    nonce: 0,
  }).header;

/** `length` headers, each mined on the one before. */
export const chainOf = (random: Random, length: number): readonly BitcoinHeader[] => {
  const headers: BitcoinHeader[] = [];
  let prevId = NOTHING;
  for (let height = 0; height < length; height++) {
    const header = mined(random, prevId, height);
    headers.push(header);
    prevId = headerId(header);
  }
  return headers;
};

/** The header at `height`; the checks only ask for heights that they made. */
export const headerAt = (headers: readonly BitcoinHeader[], height: number): BitcoinHeader => {
  const header = headers[height];
  if (header === undefined) throw new RangeError(`This chain has no header ${height}.`);
  return header;
};
