/** Checks of the lab on hash links: against Bitcoin's first headers, and against chains mined here and then damaged. */
import {
  createRandom,
  headerId,
  Recorder,
  targetOf,
  type BitcoinHeader,
  type HashHeader,
  type Result,
  type Trace,
  type VerifyChain,
} from 'strata';
import { expect } from '../../workbench/contract/expect.ts';
import { lab } from '../../workbench/contract/lab.ts';
import { chainOf, FIRST, headerAt, mined, NOTHING, randomHash, TEACHING_BITS, work } from './chains.ts';

interface HashLinks {
  readonly hashHeader: HashHeader;
  readonly verifyChain: VerifyChain;
}

/** The lesson's figures are taken on this seed only, so that everybody who is right reads the same ones. */
const MEASURED = 1;

/** What a learner's verdict says, in words: accepted, or refused with which code at which header. */
const inWords = (verdict: Result<void>, headers: readonly BitcoinHeader[]): string => {
  if (verdict.ok) return 'accepted';
  const { code, received } = verdict.rejection;
  const at = headers.findIndex((header) =>
    code === 'broken-link' ? header.prevId === received : headerId(header) === received,
  );
  return at === -1
    ? `refused with ${code}, and a “received” that fits no header`
    : `refused with ${code} at header ${at}`;
};

/** The chain as a trace, each header built and then each link checked, and the event of the first link that does not hold. */
const traceOf = (
  seed: number,
  headers: readonly BitcoinHeader[],
): { readonly trace: Trace; readonly event: number } => {
  const recorder = new Recorder(seed);
  const ids = headers.map((header) => String(headerId(header)));
  for (const [height, { prevId }] of headers.entries()) {
    recorder.record({
      kind: 'block-proposed',
      at: height * 1000,
      actor: 'miner',
      layer: 1,
      block: ids[height] ?? '',
      parent: prevId,
      height,
      transactions: [],
      used: '0',
      limit: '0',
      fees: '0',
    });
  }
  const links = headers.map(({ prevId }, height) => height === 0 || prevId === ids[height - 1]);
  for (const [height, holds] of links.entries()) {
    const at = (headers.length + height) * 1000;
    recorder.record({
      kind: 'link-checked',
      at,
      actor: 'node',
      layer: 1,
      block: ids[height] ?? '',
      height,
      holds,
    });
  }
  const cut = links.indexOf(false);
  return { trace: recorder.trace(), event: headers.length + Math.max(0, cut) };
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
      expect(
        inWords(
          learner.verifyChain(FIRST.map(({ header }) => header)),
          FIRST.map(({ header }) => header),
        ),
      ).toBe('accepted');
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
        if (expected === false)
          return 'Two headers that differ in one field got the same id: that field is not in your 80 bytes.';
        const mine = actual as { readonly field: string; readonly id: string };
        const right = expected as { readonly id: string };
        return `After an edit of ${mine.field} you said ${short(mine.id)}; the 80 bytes hash to ${short(right.id)}. Timestamp, bits and nonce use their highest bit here.`;
      },
    },
  );

  check(
    'An honest chain is accepted, whatever its length',
    ({ learner, seed, size, measure }) => {
      const random = createRandom(seed, 'honest');
      const headers = chainOf(random, size);
      expect(inWords(learner.verifyChain(headers), headers)).toBe('accepted');
      if (seed !== MEASURED || size < 24) return;
      // The forger's bill: edit block 4, then find a new nonce for it and for every block after it.
      let prevId = headerId(headerAt(headers, 3));
      let hashes = 0;
      for (const header of headers.slice(4)) {
        const again = work({ ...header, prevId, merkleRoot: randomHash(random), nonce: 0 });
        hashes += again.hashes;
        prevId = headerId(again.header);
      }
      measure('ids computed to check 24 headers', headers.length, 'ids', headers.length);
      measure(
        'ids computed to rewrite the last 20',
        hashes,
        'ids',
        Number((1n << 256n) / (targetOf(TEACHING_BITS) + 1n)) * 20,
      );
    },
    {
      sizes: [1, 2, 7, 24],
      explain: ({ actual }) =>
        `Every link holds and every header has done its work, but your verdict was: ${String(actual)}.`,
    },
  );

  check(
    'A cut link is found, wherever it is',
    ({ learner, seed, size, show }) => {
      const random = createRandom(seed, 'cut');
      const honest = chainOf(random, size);
      const places = size <= 4 ? honest.keys().drop(1).toArray() : [1, random.int(2, size - 2), size - 1];
      for (const place of places) {
        const cut = mined(random, randomHash(random), place);
        const headers = honest.with(place, cut);
        const seen = traceOf(seed, headers);
        show(seen.trace, seen.event);
        const verdict = learner.verifyChain(headers);
        expect({ place, names: cut.prevId, said: inWords(verdict, headers) }).toEqual({
          place,
          names: cut.prevId,
          said: `refused with broken-link at header ${place}`,
        });
        const parent = headerId(headerAt(headers, place - 1));
        if (!verdict.ok)
          expect({ place, names: parent, said: verdict.rejection.expected }).toEqual({
            place,
            names: parent,
            said: parent,
          });
      }
    },
    {
      sizes: [2, 4, 16],
      explain: ({ actual, expected }) => {
        const mine = actual as { readonly place: number; readonly names: string; readonly said: unknown };
        const right = expected as { readonly said: unknown };
        return mine.names === right.said
          ? `Header ${mine.place} should have named ${short(mine.names)}, the id of the header before it; your “expected” is ${short(mine.said)}.`
          : `Header ${mine.place} names ${short(mine.names)} as its parent, which is not the id of header ${mine.place - 1}. You said: ${String(mine.said)}.`;
      },
    },
  );

  check(
    'Re-mining one edited block is not enough',
    ({ learner, seed, size, show }) => {
      const random = createRandom(seed, 'edit');
      const honest = chainOf(random, size);
      const place = random.int(0, size - 2);
      const { header: edited } = work({
        ...headerAt(honest, place),
        merkleRoot: randomHash(random),
        nonce: 0,
      });
      const headers = honest.with(place, edited);
      const seen = traceOf(seed, headers);
      show(seen.trace, seen.event);
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
        while (BigInt(headerId(next)) <= targetOf(next.bits))
          next = { ...next, merkleRoot: randomHash(random) };
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
        const { place, size, said } = actual as {
          readonly place: number;
          readonly size: number;
          readonly said: string;
        };
        return `Somebody rewrote header ${place} of ${size} and corrected every prevId after it, one hash each, no nonce sought. The links hold; the id of header ${place} is above its target. You said: ${said}.`;
      },
    },
  );
});

/** The same bytes in the opposite order. */
function backwards(hash: string): string {
  const pairs = hash.slice(2).match(/../g) ?? [];
  return `0x${pairs.toReversed().join('')}`;
}
