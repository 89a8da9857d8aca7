/** Proofs of whole transfers: what the equations say, every lie that they catch, and bytes that nobody can bend. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  accountPath,
  applyValidityTransfer,
  batchStatement,
  checkTrace,
  conjecturedSoundness,
  createRandom,
  createValidityTree,
  decodeStarkProof,
  decodeValidityTransfers,
  encodeStarkProof,
  encodeValidityTransfers,
  fromVector,
  makeBatch,
  proveBatch,
  STARK_FIELD,
  TEACHING_STARK,
  transferAir,
  transferConstraints,
  transferForgeries,
  transferTrace,
  tryForgery,
  validityAccount,
  validityRoot,
  verifyAccountPath,
  verifyBatch,
  withValidityAccount,
  type MadeBatch,
  type TransferConstraints,
  type ValidityAccount,
} from '../../src/engine/index.ts';
import { runs } from './runs.ts';
import { codeOf, FEW, must, smallBatch, smallProof, smallTransfers, smallTree } from './stark-cases.ts';

const checkOf = ({ claim, witnesses }: MadeBatch, equations?: TransferConstraints) =>
  checkTrace(
    transferAir(claim.depth, equations),
    batchStatement(claim),
    transferTrace(claim, witnesses).map(fromVector),
  );

describe('the account tree', () => {
  const accounts = fc.array(
    fc.tuple(
      fc.nat(7),
      fc.record({
        balance: fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
        nonce: fc.integer({ min: 0, max: 2 ** 32 - 1 }),
      }),
    ),
    { maxLength: 6 },
  );

  test('changed step by step is the tree made at once, and every account has its path', () => {
    const empty = createValidityTree(3, new Map());
    fc.assert(
      fc.property(accounts, fc.nat(7), (list, index) => {
        const changed = list.reduce((tree, [at, account]) => withValidityAccount(tree, at, account), empty);
        const atOnce = createValidityTree(3, new Map(list));
        expect(validityRoot(changed)).toBe(validityRoot(atOnce));
        const [root, account, path] = [
          validityRoot(changed),
          validityAccount(changed, index),
          accountPath(changed, index),
        ];
        expect(codeOf(verifyAccountPath(root, 3, index, account, path))).toBe('ok');
        const richer: ValidityAccount = {
          ...account,
          balance: account.balance === 0n ? 1n : account.balance - 1n,
        };
        expect(codeOf(verifyAccountPath(root, 3, index, richer, path))).toBe('wrong-account-path');
        expect(codeOf(verifyAccountPath(root, 3, index ^ 1, account, path))).toBe('wrong-account-path');
        expect(codeOf(verifyAccountPath(root, 3, index, account, path.slice(1)))).toBe('malformed-account');
      }),
      { numRuns: runs(20) },
    );
  });

  test('keeps old versions: a root names one for good', () => {
    const before = validityRoot(smallTree);
    withValidityAccount(smallTree, 1, { balance: 0n, nonce: 9 });
    expect([validityRoot(smallTree), validityAccount(smallTree, 1).balance]).toEqual([before, 1_000n]);
  });
});

describe('a transfer', () => {
  test.each([
    ['more than the sender holds', { amount: 1_001n }, 'balance-too-low'],
    ['another nonce', { nonce: 1 }, 'wrong-nonce'],
    ['an account that there is not', { to: 8 }, 'malformed-transfer'],
    ['an amount of 65 bits', { amount: 2n ** 64n }, 'malformed-transfer'],
    ['an amount below zero', { amount: -1n }, 'malformed-transfer'],
  ])('of %s is refused', (_what, change, code) => {
    const transfer = { from: 1, to: 2, amount: 1n, nonce: 0, ...change };
    expect(codeOf(applyValidityTransfer(smallTree, transfer))).toBe(code);
  });

  test('that a balance would not hold is refused', () => {
    const tree = withValidityAccount(smallTree, 2, { balance: 2n ** 64n - 5n, nonce: 0 });
    expect(codeOf(applyValidityTransfer(tree, { from: 1, to: 2, amount: 5n, nonce: 0 }))).toBe(
      'balance-overflow',
    );
  });

  test('takes 16 bytes in a batch, and comes back from them', () => {
    const bytes = encodeValidityTransfers(smallTransfers);
    expect(bytes.length).toBe(32);
    expect(must(decodeValidityTransfers(bytes))).toEqual(smallTransfers);
    for (const cut of [0, 15, 31])
      expect(codeOf(decodeValidityTransfers(bytes.slice(0, cut)))).toBe('malformed-transfer');
  });
});

describe('a batch', () => {
  test('keeps every equation, is proven and verified', () => {
    expect(codeOf(checkOf(smallBatch))).toBe('ok');
    expect(codeOf(verifyBatch(smallBatch.claim, smallProof(), { parameters: FEW }))).toBe('ok');
  });

  test('of any transfers keeps every equation, filled up, chained, and to oneself too', () => {
    const step = fc.record({ from: fc.nat(7), to: fc.nat(7), part: fc.integer({ min: 0, max: 100 }) });
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 4 }), (steps) => {
        let tree = smallTree;
        const transfers = steps.map(({ from, to, part }) => {
          const { balance, nonce } = validityAccount(tree, from);
          const transfer = { from, to, amount: (balance * BigInt(part)) / 100n, nonce };
          tree = must(applyValidityTransfer(tree, transfer)).tree;
          return transfer;
        });
        const made = must(makeBatch(smallTree, transfers));
        expect(Number.isInteger(Math.log2(made.claim.transfers.length))).toBe(true);
        expect(codeOf(checkOf(made))).toBe('ok');
      }),
      { numRuns: runs(10) },
    );
  });

  test('at full strength is proven and verified in a tree of 128 accounts', () => {
    const tree = createValidityTree(7, new Map([[100, { balance: 50n, nonce: 7 }]]));
    const made = must(makeBatch(tree, [{ from: 100, to: 27, amount: 50n, nonce: 7 }]));
    const proof = must(proveBatch(made));
    expect(codeOf(verifyBatch(made.claim, proof))).toBe('ok');
    expect(codeOf(verifyBatch({ ...made.claim, newRoot: made.claim.oldRoot }, proof))).not.toBe('ok');
  });

  test('of any size has 40 bits of conjectured soundness', () => {
    const { claim } = smallBatch;
    const bits = conjecturedSoundness(transferAir(3), batchStatement(claim), TEACHING_STARK);
    expect(bits).toBe(40);
  });

  test('is proven for these roots, transfers, order and context, and no others', () => {
    const { claim } = smallBatch;
    const [first, second] = claim.transfers as [(typeof smallTransfers)[0], (typeof smallTransfers)[0]];
    const others = [
      { ...claim, oldRoot: claim.newRoot },
      { ...claim, newRoot: claim.oldRoot },
      { ...claim, newRoot: STARK_FIELD.add(claim.newRoot, 1n) },
      { ...claim, transfers: [{ ...first, amount: first.amount + 1n }, second] },
      { ...claim, transfers: [{ ...first, to: 3 }, second] },
      { ...claim, transfers: [{ ...first, nonce: 1 }, second] },
      { ...claim, transfers: [second, first] },
      { ...claim, transfers: [first] },
      { ...claim, context: Uint8Array.of(1) },
      { ...claim, depth: 7 },
    ];
    for (const other of others)
      expect(codeOf(verifyBatch(other, smallProof(), { parameters: FEW }))).not.toBe('ok');
  });

  test('with numbers beyond their bits is refused whatever the proof', () => {
    const { claim } = smallBatch;
    const [first, second] = claim.transfers as [(typeof smallTransfers)[0], (typeof smallTransfers)[0]];
    for (const change of [
      { amount: STARK_FIELD.modulus - 1n },
      { amount: -1n },
      { nonce: 2 ** 32 - 1 },
      { from: 8 },
    ]) {
      const transfers = [{ ...first, ...change }, second];
      expect(codeOf(verifyBatch({ ...claim, transfers }, smallProof(), { parameters: FEW }))).toBe(
        'malformed-transfer',
      );
    }
    const three = [first, second, second];
    expect(codeOf(verifyBatch({ ...claim, transfers: three }, smallProof()))).toBe('malformed-batch');
    const far = { ...claim, newRoot: claim.newRoot + STARK_FIELD.modulus };
    expect(codeOf(verifyBatch(far, smallProof(), { parameters: FEW }))).toBe('malformed-batch');
  });
});

describe('a forged witness', () => {
  test.each(transferForgeries())('$name breaks an equation of the transfer and is refused', ({ batch }) => {
    const broken = checkOf(batch);
    expect(broken.ok ? '' : broken.rejection.message).toMatch(/the transfer is what|bits|no more than/);
    expect(codeOf(proveBatch(batch, { parameters: FEW }))).toBe('trace-violates-constraints');
    const forced = must(proveBatch(batch, { parameters: FEW, despite: true }));
    expect(codeOf(verifyBatch(batch.claim, forced, { parameters: FEW }))).toMatch(/^wrong-/);
  });

  // Each line of the reference left out lets just those lies through that it was there for.
  const without =
    (part: 'firstRow' | 'senderBits' | 'receiverBits', at: number): TransferConstraints =>
    (cells) => {
      const all = transferConstraints(cells);
      return { ...all, [part]: all[part].toSpliced(at, 1) };
    };
  const taken = (equations: TransferConstraints): readonly string[] =>
    transferForgeries()
      .filter((forgery) => tryForgery(forgery, equations, FEW).ok)
      .map(({ name }) => name);
  test.each([
    ['nothing', transferConstraints, []],
    ['the sender’s word before', without('firstRow', 0), ['without debit', 'old nonce']],
    ['the sender’s word after', without('firstRow', 1), ['without debit', 'same nonce again']],
    ['the receiver’s word', without('firstRow', 2), ['credited twice']],
    ['whose word has 96 bits', without('firstRow', 3), ['runs over']],
    ['the bits of the sender’s balance', without('senderBits', 0), ['without cover']],
    ['the bits of the receiver’s word', without('receiverBits', 0), ['runs over']],
  ])('gets through where the equations forget %s', (_what, equations, names) => {
    expect(taken(equations)).toEqual(names);
  });

  test('of an account that is not in the tree, or of another path, is refused', () => {
    const [witness, second] = smallBatch.witnesses as [MadeBatch['witnesses'][0], MadeBatch['witnesses'][0]];
    const lies = [
      { ...witness, senderBefore: witness.senderBefore + 2n ** 32n },
      { ...witness, senderPath: witness.senderPath.with(0, 5n) },
      { ...witness, receiverPath: witness.receiverPath.with(2, 5n) },
      { ...witness, receiverBefore: witness.receiverBefore + 1n, receiverAfter: witness.receiverAfter + 1n },
    ];
    for (const lie of lies)
      expect(codeOf(checkOf({ ...smallBatch, witnesses: [lie, second] }))).toBe('constraint-violated');
  });

  test('changed in any one cell of the trace is caught by an equation, or means nothing', () => {
    const { claim, witnesses } = smallBatch;
    const air = transferAir(claim.depth);
    const statement = batchStatement(claim);
    const trace = transferTrace(claim, witnesses).map(fromVector);
    const random = createRandom(7, 'cells');
    for (let tries = 0; tries < 12; tries += 1) {
      const [column, row] = [random.int(0, trace.length - 1), random.int(0, statement.rows - 1)];
      const changed = trace.map((values) => [...values]);
      const values = changed[column] as bigint[];
      values[row] = STARK_FIELD.add(values[row] as bigint, 1n + random.bigint(1_000n));
      const isHash = column < 12 && column % 3 < 2;
      // After its 27 rounds a hash's registers are free up to the block's end; the halves' columns once nothing is left.
      const isFree =
        (isHash && row % 32 > 27) ||
        ((column === 14 || column === 15) && row % 128 > (column === 14 ? 64 : 96));
      const { ok } = checkTrace(air, statement, changed);
      expect([air.columns[column], row, ok]).toEqual([air.columns[column], row, isFree]);
    }
  });
});

describe('proof bytes', () => {
  test('are the proof, and only one way to write it', () => {
    const bytes = encodeStarkProof(smallProof());
    expect(must(decodeStarkProof(bytes))).toEqual(smallProof());
    expect(codeOf(decodeStarkProof(bytes.slice(1)))).not.toBe('ok');
    expect(codeOf(decodeStarkProof(bytes.slice(0, -1)))).toBe('malformed-proof');
    expect(codeOf(decodeStarkProof(Uint8Array.of(...bytes, 0)))).toBe('malformed-proof');
  });

  /** What becomes of a proof with these bytes. */
  const outcome = (bytes: Uint8Array, made: MadeBatch, parameters = FEW): string => {
    const decoded = decodeStarkProof(bytes);
    return decoded.ok
      ? codeOf(verifyBatch(made.claim, decoded.value, { parameters }))
      : decoded.rejection.code;
  };
  const mutated = (bytes: Uint8Array, random: ReturnType<typeof createRandom>): Uint8Array => {
    const changed = Uint8Array.from(bytes);
    const at = random.int(0, bytes.length - 1);
    const kind = random.int(0, 3);
    if (kind === 0) changed[at] = (changed[at] as number) ^ (1 << random.int(0, 7));
    else if (kind === 1) changed.copyWithin(random.int(0, bytes.length - 16), at, at + 16);
    else if (kind === 2) return Uint8Array.from([...changed.subarray(0, at), ...changed.subarray(at + 1)]);
    else return Uint8Array.from([...changed.subarray(0, at), random.int(0, 255), ...changed.subarray(at)]);
    return changed;
  };

  // 1,000 at few queries here; `npm run nightly` asks for more of those at full strength below.
  test('changed at random, a thousand times, are never a proof', () => {
    const bytes = encodeStarkProof(smallProof());
    const random = createRandom(1, 'mutations');
    for (let tries = 0; tries < 1_000; tries += 1) {
      const changed = mutated(bytes, random);
      if (bytes.every((byte, at) => byte === changed[at]) && bytes.length === changed.length) continue;
      expect(outcome(changed, smallBatch)).not.toBe('ok');
    }
  });

  test('changed at random at full strength are never a proof either', () => {
    const made = must(makeBatch(smallTree, smallTransfers.slice(0, 1)));
    const bytes = encodeStarkProof(must(proveBatch(made)));
    expect(outcome(bytes, made, TEACHING_STARK)).toBe('ok');
    const random = createRandom(2, 'mutations');
    for (let tries = 0; tries < runs(20); tries += 1) {
      const changed = mutated(bytes, random);
      if (bytes.every((byte, at) => byte === changed[at]) && bytes.length === changed.length) continue;
      expect(outcome(changed, made, TEACHING_STARK)).not.toBe('ok');
    }
  });
});
