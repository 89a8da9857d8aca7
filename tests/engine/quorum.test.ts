/** Quorum certificates: what makes one, what is refused, and that up to f liars never make two. */
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import {
  checkCertificate,
  equivocatorsOf,
  formCertificate,
  memberKeys,
  proveEquivocation,
  quorumOf,
  ready,
  runMechanism,
  runSplitCommittee,
  signVote,
  slot,
  splitVote,
  toleratedFaults,
  type Certificate,
  type Hash,
  type KeyPair,
  type Vote,
} from '../../src/engine/index.ts';
import { runs } from './runs.ts';

const [block, other] = [`0x${'aa'.repeat(32)}` as Hash, `0x${'bb'.repeat(32)}` as Hash];
let keys: readonly KeyPair[] = [];
beforeAll(async () => {
  await ready();
  keys = memberKeys(10);
});
const members = (count: number) => keys.slice(0, count).map(({ publicKey }, id) => ({ id, publicKey }));
const secretKeyOf = (id: number) => (keys[id] as KeyPair).secretKey;
const signed = (validator: number, about = block, view = 3): Vote =>
  signVote({ validator, block: about, slot: slot(view), stake: 1n }, secretKeyOf(validator));
const certificate = (who: readonly number[]): Certificate => ({
  block,
  slot: slot(3),
  votes: who.map((validator) => ({ validator, signature: signed(validator).signature ?? '0x' })),
});

describe('how many votes', () => {
  test('3f + 1 members stand f faults and need 2f + 1 votes', () => {
    for (let f = 0; f <= 33; f++)
      expect([toleratedFaults(3 * f + 1), quorumOf(3 * f + 1)]).toEqual([f, 2 * f + 1]);
  });

  test('of any number, two quorums share more than f members, and the honest alone are one', () => {
    for (let n = 1; n <= 200; n++) {
      const f = toleratedFaults(n);
      expect(2 * quorumOf(n) - n).toBeGreaterThan(f);
      expect(n - f).toBeGreaterThanOrEqual(quorumOf(n));
    }
  });
});

describe('a certificate', () => {
  test('is made of the first good vote of each member, in order', () => {
    const votes = [5, 0, 3, 0, 6, 1].map((id) => signed(id));
    const made = formCertificate(votes, block, slot(3), members(7));
    expect(made.ok && made.value.votes.map(({ validator }) => validator)).toEqual([0, 1, 3, 5, 6]);
    expect(made.ok && checkCertificate(made.value, members(7)).ok).toBe(true);
  });

  test('votes for another block or view, of strangers, unsigned or wrongly signed, do not count', () => {
    const four = [0, 1, 2, 3].map((id) => signed(id));
    const bad: Vote[] = [
      signed(4, other),
      signed(4, block, 4),
      signed(8),
      { validator: 5, block, slot: slot(3), stake: 1n },
      { ...signed(5), validator: 6 },
    ];
    const made = formCertificate([...four, ...bad], block, slot(3), members(7));
    expect(!made.ok && made.rejection).toMatchObject({ code: 'too-few-votes', received: 4, expected: 5 });
    expect(formCertificate([...four, ...bad, signed(4)], block, slot(3), members(7)).ok).toBe(true);
  });

  test.each([
    ['accepted', (whole: Certificate) => whole],
    ['too-few-votes', ({ votes, ...rest }: Certificate) => ({ ...rest, votes: votes.slice(1) })],
    [
      'voted-twice',
      ({ votes, ...rest }: Certificate) => ({ ...rest, votes: [...votes.slice(0, 4), ...votes.slice(3, 4)] }),
    ],
    ['voted-twice', ({ votes, ...rest }: Certificate) => ({ ...rest, votes: votes.toReversed() })],
    [
      'unknown-voter',
      ({ votes, ...rest }: Certificate) => ({
        ...rest,
        votes: [...votes.slice(0, 4), { validator: 7, signature: signed(7).signature ?? '0x' }],
      }),
    ],
    ['bad-signature', (whole: Certificate) => ({ ...whole, block: other })],
    ['bad-signature', (whole: Certificate) => ({ ...whole, slot: slot(4) })],
  ] as const)('from outside: %s', (code, change) => {
    const checked = checkCertificate(change(certificate([0, 1, 2, 3, 4])), members(7));
    expect(checked.ok ? 'accepted' : checked.rejection.code).toBe(code);
  });
});

describe('two certificates in one view', () => {
  test('are out of reach of f liars, however the honest are split', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 10 }),
        fc.array(fc.boolean(), { minLength: 10, maxLength: 10 }),
        fc.nat(3),
        (count, side, fewer) => {
          const faulty = Math.max(0, toleratedFaults(count) - fewer);
          const votes = members(count).flatMap(({ id }) => {
            if (id < faulty) return [signed(id), signed(id, other)];
            return [signed(id, side[id] ? block : other)];
          });
          const both = [block, other].map((one) => formCertificate(votes, one, slot(3), members(count)).ok);
          expect(both).not.toEqual([true, true]);
        },
      ),
      { numRuns: runs() },
    );
  });

  test('take f + 1 liars, and convict each of them by its own hand', () => {
    for (const count of [4, 7, 10]) {
      const f = toleratedFaults(count);
      const run = (liars: number) =>
        splitVote({
          members: members(count),
          secretKeyOf,
          equivocators: new Set(Array.from({ length: liars }, (_, id) => id)),
          slot: slot(3),
          blocks: [block, other],
        }).certificates;
      expect(run(f).filter(({ ok }) => ok).length).toBeLessThan(2);
      const [a, b] = run(f + 1);
      if (!a.ok || !b.ok) throw new Error('Both halves have a quorum with f + 1 liars.');
      expect(equivocatorsOf(a.value, b.value).length).toBeGreaterThanOrEqual(f + 1);
      expect(equivocatorsOf(a.value, a.value)).toEqual([]);
    }
  });

  test('the scenario tells it: with 3 of 7 both halves are certain, and 3 are convicted', () => {
    const run = runSplitCommittee({ seed: 1, equivocators: 3 });
    expect(run.certificates.every((one) => one !== null)).toBe(true);
    expect(run.convicted).toHaveLength(3);
    const honest = runSplitCommittee({ seed: 1 });
    expect(honest.certificates.filter((one) => one !== null).length).toBeLessThan(2);
    expect(honest.convicted).toHaveLength(honest.tolerated);
  });
});

describe('a proof of equivocation', () => {
  const codeOf = (a: Vote, b: Vote, by = 0): string => {
    const proof = proveEquivocation(a, b, (keys[by] as KeyPair).publicKey);
    return proof.ok ? 'proven' : proof.rejection.code;
  };

  test('takes two signed votes of one validator for two blocks of one view', () => {
    expect(codeOf(signed(0), signed(0, other))).toBe('proven');
    expect(codeOf(signed(0), signed(1, other))).toBe('other-voter');
    expect(codeOf(signed(0), signed(0, other, 4))).toBe('other-view');
    expect(codeOf(signed(0), signed(0))).toBe('same-vote');
    expect(codeOf(signed(0), signed(0, other), 1)).toBe('bad-signature');
    expect(codeOf(signed(0), { validator: 0, block: other, slot: slot(3), stake: 1n })).toBe('bad-signature');
  });
});

describe('a world that agrees by quorum', () => {
  test('makes each block final when two more views are certified', () => {
    const run = runMechanism({ seed: 1, by: 'quorum', blocks: 12 });
    expect([run.agreed, run.stale, run.broken]).toEqual([true, 0, 0]);
    expect(run.medianFinalityMs).toBe(3 * 3000);
  });

  test('goes on with f of its members silent, and stands still with one more', () => {
    const silent = (away: number) => runMechanism({ seed: 1, by: 'quorum', blocks: 20, away });
    expect(silent(2).final).toBeGreaterThan(5);
    // Leaders go on building on the root, and none of their blocks is ever certified.
    const still = silent(3);
    expect([still.final, still.stale]).toEqual([0, still.blocks]);
  });
});
