/** Checks of the lab on hash links: against Bitcoin's first headers, and against chains mined here and then damaged. */
import {
  bitsOf,
  createRandom,
  headerId,
  mine,
  targetOf,
  type BitcoinHeader,
  type Hash,
  type HashHeader,
  type Random,
  type Result,
  type VerifyChain,
} from 'strata';
import { expect } from '../../workbench/contract/expect.ts';
import { lab } from '../../workbench/contract/lab.ts';

interface HashLinks {
  readonly hashHeader: HashHeader;
  readonly verifyChain: VerifyChain;
}

/** Blocks 0, 1 and 2 of the Bitcoin network, mined on 3 and 9 January 2009, with the ids everybody knows them by. */
const FIRST: readonly { readonly header: BitcoinHeader; readonly id: string }[] = [
  {
    header: {
      version: 1,
      prevId: '0x0000000000000000000000000000000000000000000000000000000000000000' as Hash,
      merkleRoot: '0x4a5e1e4baab89f3a32518a88c31bc87f618f76673e2cc77ab2127b7afdeda33b' as Hash,
      timestamp: 1231006505,
      bits: 0x1d00ffff,
      nonce: 2083236893,
    },
    id: '0x000000000019d6689c085ae165831e934ff763ae46a2a6c172b3f1b60a8ce26f',
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
    id: '0x00000000839a8e6886ab5951d76f411475428afc90947ee320161bbf18eb6048',
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
    id: '0x000000006a625f06636b8bb6ac7b960a8d03705d1ace08b1a19da3fdcc99ddbd',
  },
];

/** One id in sixteen meets this target: enough work to be missing when it is missing, little enough for a page. */
const TEACHING_BITS = bitsOf((1n << 252n) - 1n);
/** Nobody's header: a chain made here starts on it. */
const NOTHING = `0x${'00'.repeat(32)}` as Hash;

const randomHash = (random: Random): Hash => {
  const digits = random.bigint(1n << 256n).toString(16);
  return `0x${digits.padStart(64, '0')}` as Hash;
};

/** The header with a nonce that meets its target, and the hashes it took to find it. */
const work = (header: BitcoinHeader): { readonly header: BitcoinHeader; readonly hashes: number } => {
  const found = mine(header, { from: 0, tries: 1 << 20 });
  if (found === null) throw new RangeError('No nonce among a million meets the teaching target.');
  return { header: { ...header, nonce: found.nonce }, hashes: found.hashes };
};

/** A header on top of `prevId`, worked out. */
const mined = (random: Random, prevId: Hash, height: number): BitcoinHeader =>
  work({
    version: 0x20000000,
    prevId,
    merkleRoot: randomHash(random),
    timestamp: 1231006505 + 600 * height + random.int(0, 599),
    bits: TEACHING_BITS,
    nonce: 0,
  }).header;

/** `length` headers, each mined on the one before. */
const chainOf = (random: Random, length: number): readonly BitcoinHeader[] => {
  const headers: BitcoinHeader[] = [];
  let prevId = NOTHING;
  for (let height = 0; height < length; height++) {
    const header = mined(random, prevId, height);
    headers.push(header);
    prevId = headerId(header);
  }
  return headers;
};

/** `headers` with another header at `height`. */
const replaced = (headers: readonly BitcoinHeader[], height: number, header: BitcoinHeader): readonly BitcoinHeader[] =>
  headers.with(height, header);

/** The header at `height`; the checks only ask for heights that they made. */
const headerAt = (headers: readonly BitcoinHeader[], height: number): BitcoinHeader => {
  const header = headers[height];
  if (header === undefined) throw new RangeError(`This chain has no header ${height}.`);
  return header;
};

/** What a learner's verdict says, in words: accepted, or refused with which code at which header. */
const inWords = (verdict: Result<void>, headers: readonly BitcoinHeader[]): string => {
  if (verdict.ok) return 'accepted';
  const { code, received } = verdict.rejection;
  const at = headers.findIndex((header) =>
    code === 'broken-link' ? header.prevId === received : headerId(header) === received,
  );
  return at === -1 ? `refused with ${code}, and a \`received\` that fits no header` : `refused with ${code} at header ${at}`;
};

const short = (hash: unknown): string => {
  const text = String(hash);
  return text.length > 20 ? `${text.slice(0, 12)}…${text.slice(-6)}` : text;
};

export default lab<HashLinks>({ hashHeader: 1, verifyChain: 1 }, (check) => {
  check(
    "Bitcoin's first headers get the ids the world knows",
    ({ learner }) => {
      for (const { header, id } of FIRST) expect(learner.hashHeader(header)).toBe(id);
      expect(inWords(learner.verifyChain(FIRST.map(({ header }) => header)), FIRST.map(({ header }) => header))).toBe('accepted');
    },
    {
      explain: ({ actual, expected }) =>
        expected === 'accepted'
          ? `The three ids are right, yet your verifyChain says of blocks 0, 1 and 2: ${String(actual)}. They have stood since January 2009.`
          : `You said ${short(actual)}; every Bitcoin node says ${short(expected)}. ${
              typeof actual === 'string' && typeof expected === 'string' && backwards(actual) === expected
                ? 'The same bytes, the other way round: an id is shown in reverse.'
                : 'A single byte out of place changes the whole hash.'
            }`,
    },
  );

  check(
    'A change in any field changes the id',
    ({ learner, seed }) => {
      const random = createRandom(seed, 'fields');
      const header: BitcoinHeader = {
        version: random.int(-0x7fffffff, 0x7fffffff),
        prevId: randomHash(random),
        merkleRoot: randomHash(random),
        timestamp: random.int(0x80000000, 0xffffffff),
        bits: random.int(0x80000000, 0xffffffff),
        nonce: random.int(0x80000000, 0xffffffff),
      };
      const edits: Readonly<Record<keyof BitcoinHeader, BitcoinHeader>> = {
        version: { ...header, version: header.version ^ 1 },
        prevId: { ...header, prevId: randomHash(random) },
        merkleRoot: { ...header, merkleRoot: randomHash(random) },
        timestamp: { ...header, timestamp: header.timestamp - 1 },
        bits: { ...header, bits: header.bits - 1 },
        nonce: { ...header, nonce: header.nonce - 1 },
      };
      const original = learner.hashHeader(header);
      for (const [field, edited] of Object.entries(edits)) {
        const id = learner.hashHeader(edited);
        expect(id === original).toBe(false);
        expect({ field, id }).toEqual({ field, id: headerId(edited) });
      }
    },
    {
      explain: ({ actual, expected }) => {
        if (expected === false) return 'Two headers that differ in one field got the same id: that field is not in your 80 bytes.';
        const mine = actual as { readonly field: string; readonly id: string };
        const right = expected as { readonly id: string };
        return `After an edit of \`${mine.field}\` you said ${short(mine.id)}; the 80 bytes hash to ${short(right.id)}. All the numbers here use their highest bit.`;
      },
    },
  );

  check(
    'An honest chain is accepted, whatever its length',
    ({ learner, seed, size, measure }) => {
      const random = createRandom(seed, 'honest');
      const headers = chainOf(random, size);
      expect(inWords(learner.verifyChain(headers), headers)).toBe('accepted');
      if (size < 24) return;
      // The forger's bill: edit block 4, then find a new nonce for it and for every block after it.
      let prevId = headerId(headerAt(headers, 3));
      let hashes = 0;
      for (const header of headers.slice(4)) {
        const again = work({ ...header, prevId, merkleRoot: randomHash(random), nonce: 0 });
        hashes += again.hashes;
        prevId = headerId(again.header);
      }
      measure('ids computed to check 24 headers', headers.length, 'ids', headers.length);
      measure('ids computed to rewrite the last 20', hashes, 'ids', Number((1n << 256n) / (targetOf(TEACHING_BITS) + 1n)) * 20);
    },
    {
      sizes: [1, 2, 7, 24],
      explain: ({ actual }) => `Every link holds and every header has done its work, but your verdict was: ${String(actual)}.`,
    },
  );

  check(
    'A cut link is found, wherever it is',
    ({ learner, seed, size }) => {
      const random = createRandom(seed, 'cut');
      const honest = chainOf(random, size);
      const places = size <= 4 ? honest.keys().drop(1).toArray() : [1, random.int(2, size - 2), size - 1];
      for (const place of places) {
        const cut = mined(random, randomHash(random), place);
        const headers = replaced(honest, place, cut);
        const verdict = learner.verifyChain(headers);
        expect({ place, names: cut.prevId, said: inWords(verdict, headers) }).toEqual({
          place,
          names: cut.prevId,
          said: `refused with broken-link at header ${place}`,
        });
        const parent = headerId(headerAt(headers, place - 1));
        if (!verdict.ok) expect({ place, names: parent, said: verdict.rejection.expected }).toEqual({ place, names: parent, said: parent });
      }
    },
    {
      sizes: [2, 4, 16],
      explain: ({ actual, expected }) => {
        const mine = actual as { readonly place: number; readonly names: string; readonly said: unknown };
        const right = expected as { readonly said: unknown };
        return mine.names === right.said
          ? `Header ${mine.place} should have named ${short(mine.names)}, the id of the header before it; your \`expected\` is ${short(mine.said)}.`
          : `Header ${mine.place} names ${short(mine.names)} as its parent, which is not the id of header ${mine.place - 1}. You said: ${String(mine.said)}.`;
      },
    },
  );

  check(
    'Re-mining one edited block is not enough',
    ({ learner, seed, size }) => {
      const random = createRandom(seed, 'edit');
      const honest = chainOf(random, size);
      const place = random.int(0, size - 2);
      const { header: edited } = work({ ...headerAt(honest, place), merkleRoot: randomHash(random), nonce: 0 });
      const headers = replaced(honest, place, edited);
      expect({ place, said: inWords(learner.verifyChain(headers), headers) }).toEqual({
        place,
        said: `refused with broken-link at header ${place + 1}`,
      });
    },
    {
      sizes: [2, 5, 16],
      explain: ({ actual }) => {
        const { place, said } = actual as { readonly place: number; readonly said: string };
        return `Block ${place} was edited and mined again, so its id changed. Header ${place + 1} still names the old id. You said: ${said}.`;
      },
    },
  );

  check(
    'Linking up again without work is refused',
    ({ learner, seed, size }) => {
      const random = createRandom(seed, 'relink');
      const honest = chainOf(random, size);
      const place = random.int(0, size - 1);
      const forged = honest.slice(0, place);
      let prevId = place === 0 ? NOTHING : headerId(headerAt(honest, place - 1));
      for (const header of honest.slice(place)) {
        let next: BitcoinHeader = { ...header, prevId };
        // One id in sixteen would meet the target by luck; the forger of this check never has any.
        while (BigInt(headerId(next)) <= targetOf(next.bits)) next = { ...next, merkleRoot: randomHash(random) };
        forged.push(next);
        prevId = headerId(next);
      }
      expect({ place, size, said: inWords(learner.verifyChain(forged), forged) }).toEqual({
        place,
        size,
        said: `refused with insufficient-work at header ${place}`,
      });
    },
    {
      sizes: [1, 3, 16],
      explain: ({ actual }) => {
        const { place, size, said } = actual as { readonly place: number; readonly size: number; readonly said: string };
        return `Somebody rewrote header ${place} of ${size} and corrected every \`prevId\` after it, one hash each, no nonce sought. The links hold; the id of header ${place} is above its target. You said: ${said}.`;
      },
    },
  );
});

/** The same bytes in the opposite order. */
function backwards(hash: string): string {
  const pairs = hash.slice(2).match(/../g) ?? [];
  return `0x${pairs.toReversed().join('')}`;
}
