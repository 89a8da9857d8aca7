/** Casper FFG: what votes justify and finalise, who can be punished, and that breaking finality costs a third. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  addBlock,
  areConflicting,
  checkLink,
  createTree,
  findSlashable,
  GENESIS,
  runMechanism,
  runSplitFinality,
  settleFinality,
  slot,
  type BlockTree,
  type Checkpoint,
  type FinalityVote,
  type Hash,
  type TreeBlock,
  type Validator,
} from '../../src/engine/index.ts';
import { runs } from './runs.ts';

/** Two branches of checkpoints from the root, `a1 … a5` and `b1 … b5`. */
const hashOf = (name: string): Hash =>
  name === 'root' ? GENESIS.hash : (`0x${name.charCodeAt(0).toString(16)}${name[1]}`.padEnd(66, '0') as Hash);
const tree: BlockTree = ['a', 'b'].reduce((grown, branch) => {
  let [at, parent]: [BlockTree, TreeBlock] = [grown, GENESIS];
  for (let height = 1; height <= 5; height++) {
    const hash = hashOf(`${branch}${height}`);
    const block: TreeBlock = { hash, parent: parent.hash, height, work: 1n, slot: slot(height) };
    const added = addBlock(at, block);
    if (!added.ok) throw new Error(added.rejection.message);
    [at, parent] = [added.value, block];
  }
  return at;
}, createTree(GENESIS));
const point = (name: string): Checkpoint => ({
  epoch: name === 'root' ? 0 : Number(name[1]),
  root: hashOf(name),
});
const validators = (...stakes: readonly number[]): Validator[] =>
  stakes.map((stake, id) => ({ id, stake: BigInt(stake) }));
const vote = (validator: number, source: string, target: string): FinalityVote => ({
  validator,
  source: point(source),
  target: point(target),
});
const votes = (who: readonly number[], source: string, target: string): FinalityVote[] =>
  who.map((validator) => vote(validator, source, target));
const epochs = (points: readonly Checkpoint[]): number[] => points.map(({ epoch }) => epoch);

describe('justified and final', () => {
  const three = validators(1, 1, 1);

  test('two thirds are enough, one coin less is not', () => {
    expect(epochs(settleFinality(votes([0, 1], 'root', 'a1'), three, tree).justified)).toEqual([0, 1]);
    const uneven = validators(199, 101);
    expect(epochs(settleFinality(votes([0], 'root', 'a1'), uneven, tree).justified)).toEqual([0]);
    expect(epochs(settleFinality(votes([0], 'root', 'a1'), validators(200, 100), tree).justified)).toEqual([
      0, 1,
    ]);
  });

  test('a justified checkpoint is final when the very next epoch links to it', () => {
    const next = [...votes([0, 1], 'root', 'a1'), ...votes([1, 2], 'a1', 'a2')];
    expect(epochs(settleFinality(next, three, tree).finalised)).toEqual([0, 1]);
    const skipped = [...votes([0, 1], 'root', 'a1'), ...votes([1, 2], 'a1', 'a3')];
    expect(settleFinality(skipped, three, tree)).toMatchObject({ finalised: [point('root')] });
    expect(epochs(settleFinality(skipped, three, tree).justified)).toEqual([0, 1, 3]);
  });

  test('a link from a checkpoint that is not justified counts nothing, whenever it comes', () => {
    expect(epochs(settleFinality(votes([0, 1, 2], 'a1', 'a2'), three, tree).justified)).toEqual([0]);
    const late = [...votes([0, 1, 2], 'a1', 'a2'), ...votes([0, 1, 2], 'root', 'a1')];
    expect(epochs(settleFinality(late, three, tree).justified)).toEqual([0, 1, 2]);
  });

  test('a vote counts once, a stranger not at all', () => {
    const twice = [vote(0, 'root', 'a1'), vote(0, 'root', 'a1'), vote(9, 'root', 'a1')];
    expect(epochs(settleFinality(twice, three, tree).justified)).toEqual([0]);
  });

  test.each([
    ['checkpoint-unknown', { source: point('root'), target: { epoch: 1, root: hashOf('c1') } }],
    ['target-not-later', { source: point('a2'), target: { epoch: 2, root: hashOf('a3') } }],
    ['target-elsewhere', { source: point('a1'), target: point('b2') }],
  ])('a link is refused: %s', (code, link) => {
    const checked = checkLink(tree, link);
    expect(!checked.ok && checked.rejection.code).toBe(code);
    const cast = [0, 1, 2].map((validator) => ({ validator, ...link }));
    const before = [...votes([0, 1, 2], 'root', 'a1'), ...votes([0, 1, 2], 'a1', 'a2')];
    const { justified } = settleFinality([...before, ...cast], three, tree);
    expect(justified).not.toContainEqual(link.target);
  });
});

describe('the slashing conditions', () => {
  test.each([
    ['the same vote twice is none', ['root', 'a1'], ['root', 'a1'], null],
    ['two targets of one epoch', ['root', 'a1'], ['root', 'b1'], 'double-vote'],
    ['two sources for one target', ['root', 'a2'], ['a1', 'a2'], 'double-vote'],
    ['one vote around another', ['root', 'a4'], ['a1', 'a3'], 'surround-vote'],
    ['one vote within another, cast later', ['a1', 'a3'], ['root', 'a4'], 'surround-vote'],
    ['the same source is no surrounding', ['root', 'a4'], ['root', 'a3'], null],
    ['one after the other', ['root', 'a1'], ['a1', 'a2'], null],
    ['overlapping is no surrounding', ['root', 'a2'], ['a1', 'a3'], null],
  ] as const)('%s', (_what, [s1, t1], [s2, t2], rule) => {
    const found = findSlashable([vote(0, s1, t1), vote(1, 'root', 'b1'), vote(0, s2, t2)]);
    expect(found.map((offence) => [offence.validator, offence.rule])).toEqual(rule ? [[0, rule]] : []);
  });

  test('the same votes of two validators are no offence', () => {
    expect(findSlashable([vote(0, 'root', 'a1'), vote(1, 'root', 'b1')])).toEqual([]);
  });
});

describe('accountable safety (arXiv:1710.09437, theorem 1)', () => {
  /** Any votes at all, with a leaning to the links that could justify something. */
  const names = ['root', ...['a', 'b'].flatMap((branch) => [1, 2, 3, 4, 5].map((n) => `${branch}${n}`))];
  const link = fc
    .tuple(fc.constantFrom(...names), fc.constantFrom(...names))
    .filter(([source, target]) => checkLink(tree, { source: point(source), target: point(target) }).ok);
  const stakes = fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 3, maxLength: 8 });
  const isConflict = (finalised: readonly Checkpoint[]): boolean =>
    finalised.some((a) => finalised.some((b) => areConflicting(tree, a, b)));
  const stakeOf = (all: readonly Validator[], who: ReadonlySet<number>): bigint =>
    all.reduce((sum, { id, stake }) => (who.has(id) ? sum + stake : sum), 0n);

  test('whatever is voted, two conflicting final checkpoints convict at least a third of all stake', () => {
    let conflicts = 0;
    fc.assert(
      fc.property(
        stakes,
        fc.array(fc.tuple(link, fc.integer({ min: 0, max: 255 })), { minLength: 1, maxLength: 14 }),
        fc.array(fc.integer({ min: 0, max: 255 }), { minLength: 4, maxLength: 4 }),
        fc.integer({ min: 1, max: 4 }),
        fc.integer({ min: 1, max: 4 }),
        (weights, noise, missing, onA, onB) => {
          const all = validators(...weights);
          const who = (mask: number): number[] =>
            all.map(({ id }) => id).filter((id) => (mask >> id) % 2 === 1);
          // Links that would finalise a checkpoint of each branch, each without a few voters; and noise around them.
          const aim = [
            ['root', `a${onA}`],
            [`a${onA}`, `a${onA + 1}`],
            ['root', `b${onB}`],
            [`b${onB}`, `b${onB + 1}`],
          ].map(([source = '', target = ''], index) => {
            const absent = (missing[index] ?? 0) & (missing[(index + 1) % 4] ?? 0);
            return [source, target, who(255 & ~absent)] as const;
          });
          const cast = [
            ...noise.flatMap(([[source, target], mask]) => votes(who(mask), source, target)),
            ...aim.flatMap(([source, target, voters]) => votes(voters, source, target)),
          ];
          const { finalised } = settleFinality(cast, all, tree);
          if (!isConflict(finalised)) return;
          conflicts += 1;
          const convicted = stakeOf(all, new Set(findSlashable(cast).map(({ validator }) => validator)));
          expect(3n * convicted >= stakeOf(all, new Set(all.map(({ id }) => id)))).toBe(true);
        },
      ),
      { numRuns: runs(), seed: 7 },
    );
    // The property says something only where finality really broke.
    expect(conflicts).toBeGreaterThan(30);
  });

  test('a third is the exact price: three of equal stake, one of which votes on both sides', () => {
    const cast = [
      ...votes([0, 1], 'root', 'a1'),
      ...votes([0, 1], 'a1', 'a2'),
      ...votes([0, 2], 'root', 'b1'),
      ...votes([0, 2], 'b1', 'b2'),
    ];
    const { finalised } = settleFinality(cast, validators(1, 1, 1), tree);
    expect(isConflict(finalised)).toBe(true);
    expect(findSlashable(cast).map(({ validator }) => validator)).toEqual([0]);
  });

  test('who keeps both conditions can always go on: finality is never out of reach (theorem 2)', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(link, fc.nat(7)), { maxLength: 20 }), (history) => {
        const all = validators(1, 1, 1);
        // Only votes that break nothing are cast, each from a checkpoint that is justified by then.
        const cast: FinalityVote[] = [];
        const isJustified = (name: string): boolean =>
          settleFinality(cast, all, tree).justified.some(({ root }) => root === hashOf(name));
        for (const [[source, target], mask] of history)
          for (const one of votes(
            [0, 1, 2].filter((id) => (mask >> id) % 2 === 1),
            source,
            target,
          ))
            if (one.target.epoch <= 3 && isJustified(source) && findSlashable([...cast, one]).length === 0)
              cast.push(one);
        const top = settleFinality(cast, all, tree).justified.at(-1) as Checkpoint;
        const branch = top.epoch === 0 ? 'a' : top.root === hashOf(`a${top.epoch}`) ? 'a' : 'b';
        const name = top.epoch === 0 ? 'root' : `${branch}${top.epoch}`;
        const more = [
          ...votes([0, 1, 2], name, `${branch}4`),
          ...votes([0, 1, 2], `${branch}4`, `${branch}5`),
        ];
        expect(findSlashable([...cast, ...more])).toEqual([]);
        expect(settleFinality([...cast, ...more], all, tree).finalised).toContainEqual(point(`${branch}4`));
      }),
      { numRuns: runs() },
    );
  });
});

describe('a split among validators', () => {
  test('with a third of faulty stake both halves finalise, and the votes convict that third, which loses all', () => {
    const run = runSplitFinality({ seed: 1 });
    expect(run.conflicting).toBe(true);
    expect(3n * run.slashable).toBe(run.total);
    expect(run.offences.every(({ rule, validator }) => rule === 'double-vote' && validator < 4)).toBe(true);
    expect(run.lossEach).toBe(32_000_000_000n);
  });

  test('with less at most one half finalises', () => {
    for (const faulty of [0, 1, 2, 3]) {
      const run = runSplitFinality({ seed: 1, faulty });
      expect([run.conflicting, run.offences.length]).toEqual([false, faulty]);
    }
  });

  test('one offender alone loses little', () => {
    // A 32nd of 32 ether at once, and 3 × 1/12 by correlation, in whole ether: 8.
    expect(runSplitFinality({ seed: 1, faulty: 1 }).lossEach).toBe(1_000_000_000n + 8_000_000_000n);
  });
});

test('in a world of honest validators blocks become final about two epochs later, and stay', () => {
  const run = runMechanism({ seed: 1, by: 'stake' });
  expect(run.final).toBeGreaterThan(25);
  expect(run.broken).toBe(0);
  // Two epochs of four slots, from the first block of the first to the votes of the second.
  expect(run.medianFinalityMs).toBeGreaterThanOrEqual(4 * 12_000);
  expect(run.medianFinalityMs).toBeLessThanOrEqual(3 * 4 * 12_000);
});
