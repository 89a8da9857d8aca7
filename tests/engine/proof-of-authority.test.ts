/** Proof of authority: the cases that EIP-225 prints, the nearest wrong blocks, and a chain that changes its signers. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  afterSignedBlock,
  createSigners,
  hasSignedRecently,
  isInTurn,
  runAuthority,
  signerLimit,
  turnDifficulty,
  type AuthorityVote,
  type Result,
  type Signers,
} from '../../src/engine/index.ts';
import { runs } from './runs.ts';

/** A block of a case: `A` signs; `A+C` signs and votes to add C; `A-C` to drop it; `A*` at a checkpoint. */
const blockOf = (written: string, state: Signers) => {
  const [signer = '', sign, target] = written;
  const vote: AuthorityVote | undefined =
    target === undefined ? undefined : { target, authorise: sign === '+' };
  const checkpoint = sign === '*' ? state.signers : undefined;
  return { signer, difficulty: turnDifficulty(state, signer), vote, checkpoint };
};

function replay(signers: string, blocks: string, epoch?: number): Result<Signers> {
  let state = createSigners([...signers]);
  for (const written of blocks.split(' ').filter((one) => one !== '')) {
    const after = afterSignedBlock(state, blockOf(written, state), epoch);
    if (!after.ok) return after;
    state = after.value;
  }
  return { ok: true, value: state };
}

// EIP-225, "Test Cases", in its order; the words are ours.
const CASES: readonly (readonly [string, string, string, string, number?])[] = [
  ['one signer, no votes', 'A', 'A', 'A'],
  ['one signer lets one in alone, but not a second', 'A', 'A+B B A+C', 'AB'],
  ['two let two in, the third needs three votes', 'AB', 'A+C B+C A+D B+D C A+E B+E', 'ABCD'],
  ['a signer may drop itself', 'A', 'A-A', ''],
  ['of two, one cannot drop the other', 'AB', 'A-B', 'AB'],
  ['of two, both can drop one', 'AB', 'A-B B-B', 'A'],
  ['of three, two drop the third', 'ABC', 'A-C B-C', 'AB'],
  ['of four, two are not enough', 'ABCD', 'A-C B-C', 'ABCD'],
  ['of four, three are', 'ABCD', 'A-D B-D C-D', 'ABC'],
  ['a signer counts once a target when adding', 'AB', 'A+C B A+C B A+C', 'AB'],
  ['several may be let in at once', 'AB', 'A+C B A+D B A B+D A B+C', 'ABCD'],
  ['a signer counts once a target when dropping', 'AB', 'A-B B A-B B A-B', 'AB'],
  ['several may be dropped at once', 'ABCD', 'A-C B C A-D B C A B-D C-D A B-C', 'AB'],
  ['votes to drop go with their signer', 'ABC', 'C-B A-C B-C A-B', 'AB'],
  ['votes to add go with their signer', 'ABC', 'C+D A-C B-C A+D', 'AB'],
  ['nothing cascades', 'ABCD', 'A-C B C A-D B-C C A B-D C-D', 'ABC'],
  ['what has become enough counts at the next touch', 'ABCD', 'A-C B C A-D B-C C A B-D C-D A C+C', 'AB'],
  ['or fails at the next touch', 'ABCD', 'A-C B C A-D B-C C A B-D C-D A B+C', 'ABC'],
  [
    'votes do not outlive a change of their target',
    'ABCDE',
    'A+F B+F C+F D-F E-F B-F C-F D+F E+F B-A C-A D-A B+F',
    'BCDEF',
  ],
  ['a checkpoint drops all votes', 'AB', 'A+C B A* B+C', 'AB', 3],
];

describe("EIP-225's own cases", () => {
  test.each(CASES.map(([what]) => what))('%s', (name) => {
    const [, signers, blocks, results, epoch] = CASES.find(([what]) => what === name) ?? ['', '', '', '-'];
    const end = replay(signers, blocks, epoch);
    expect(end.ok && end.value.signers.join('')).toBe(results);
  });

  test.each([
    ['a stranger may not sign', 'A', 'B', 'unauthorised-signer', undefined],
    ['who signed just now may not sign again', 'AB', 'A A', 'signed-recently', undefined],
    ['a checkpoint does not forget who signed', 'ABC', 'A B A* A', 'signed-recently', 3],
  ] as const)('%s', (_what, signers, blocks, code, epoch) => {
    const end = replay(signers, blocks, epoch);
    expect(!end.ok && end.rejection.code).toBe(code);
  });
});

describe('a block that is almost right is refused', () => {
  const state = createSigners(['A', 'B', 'C', 'D']);
  const codeOf = (block: Parameters<typeof afterSignedBlock>[1], at = state, epoch?: number): string => {
    const after = afterSignedBlock(at, block, epoch);
    return after.ok ? 'accepted' : after.rejection.code;
  };

  test('in turn weighs 2, out of turn 1, and nothing else', () => {
    // Block 1 of four signers is the turn of number 1, which is B.
    expect(isInTurn(state, 'B')).toBe(true);
    expect([codeOf({ signer: 'B', difficulty: 2n }), codeOf({ signer: 'A', difficulty: 1n })]).toEqual([
      'accepted',
      'accepted',
    ]);
    expect([1n, 3n, 0n].map((difficulty) => codeOf({ signer: 'B', difficulty }))).toEqual(
      Array(3).fill('difficulty-wrong'),
    );
    expect(codeOf({ signer: 'A', difficulty: 2n })).toBe('difficulty-wrong');
  });

  test('a checkpoint lists the signers as they are, takes no vote, and stands only where it must', () => {
    const block = { signer: 'B', difficulty: 2n };
    expect(codeOf({ ...block, checkpoint: ['A', 'B', 'C', 'D'] }, state, 1)).toBe('accepted');
    expect(codeOf(block, state, 1)).toBe('checkpoint-missing');
    expect(codeOf({ ...block, checkpoint: ['A', 'B', 'C'] }, state, 1)).toBe('checkpoint-missing');
    expect(codeOf({ ...block, checkpoint: ['B', 'A', 'C', 'D'] }, state, 1)).toBe('checkpoint-missing');
    expect(codeOf({ ...block, checkpoint: state.signers })).toBe('checkpoint-unexpected');
    const vote = { target: 'E', authorise: true };
    expect(codeOf({ ...block, vote, checkpoint: state.signers }, state, 1)).toBe('vote-at-checkpoint');
  });

  test('nobody signs two of ⌊n/2⌋ + 1 blocks in a row, and the next one after that it may', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 9 }), (count) => {
        let at = createSigners(Array.from({ length: count }, (_, i) => `s${i}`));
        const last = new Map<string, number>();
        for (let height = 1; height <= 30; height++) {
          const ready = at.signers.filter((signer) => !hasSignedRecently(at, signer));
          expect(ready.length).toBe(count - Math.min(height - 1, signerLimit(count) - 1));
          const signer = ready[(height * 7) % ready.length] as string;
          expect(height - (last.get(signer) ?? -100)).toBeGreaterThanOrEqual(signerLimit(count));
          last.set(signer, height);
          const after = afterSignedBlock(at, { signer, difficulty: turnDifficulty(at, signer) });
          if (!after.ok) throw new Error(after.rejection.message);
          at = after.value;
        }
      }),
      { numRuns: runs(40) },
    );
  });
});

describe('a chain of authorities', () => {
  const run = runAuthority({ seed: 1 });

  test('lets the newcomer in and drops the silent one, each by more than half', () => {
    expect(run.lists.map(({ signers }) => signers.length)).toEqual([5, 6, 5]);
    expect(run.lists[1]?.signers).toContain('node-5');
    expect(run.lists[2]?.signers).not.toContain('node-4');
    const changes = run.trace.events.flatMap((event) =>
      event.kind === 'signer-changed' ? [[event.signer, event.authorised]] : [],
    );
    expect(changes).toEqual([
      ['node-5', true],
      ['node-4', false],
    ]);
  });

  test('goes on when one is silent: out of turn, a little later', () => {
    expect(run.inTurn).toBeGreaterThan(run.outOfTurn);
    expect(run.outOfTurn).toBeGreaterThan(0);
    expect(run.agreed).toBe(true);
    expect(run.finalHeight).toBeGreaterThan(30);
    expect(run.trace.events.some(({ kind }) => kind === 'finality-broken')).toBe(false);
  });

  test('a tally that never counts changes nothing', () => {
    expect(runAuthority({ seed: 1, tally: (state) => state }).lists).toHaveLength(1);
  });
});
