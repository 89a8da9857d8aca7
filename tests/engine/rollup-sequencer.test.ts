/** The sequencer: what it refuses, whom it leaves out, and what its promises are worth. */
import { describe, expect, test } from 'vitest';
import {
  balanceIn,
  contractAddress,
  convictCall,
  cosignersOf,
  createSequencerBond,
  ms,
  type Address,
  type SequencerBondCall,
  isConfirmedBy,
  isEquivocation,
  RollupSequencer,
  signRollupOrder,
  signSoftConfirmation,
  wei,
  type Hash,
} from '../../src/engine/index.ts';

import { ana, ben, cem, COIN, RollupScene, sequencerKey } from './rollup-scene.ts';

describe('the sequencer', () => {
  test('refuses a nonce out of turn, another chain, a signature that does not hold, and what cannot be paid', () => {
    const scene = new RollupScene();
    const code = (order: Parameters<RollupSequencer['accept']>[0]): string => {
      const accepted = scene.sequencer.accept(order);
      return accepted.ok ? 'ok' : accepted.rejection.code;
    };
    const good = scene.order(ana, ben, 1n);
    expect(code(scene.order(ana, ben, 1n, 1))).toBe('wrong-nonce');
    expect(code({ ...good, chainId: 1 })).toBe('wrong-chain');
    expect(code({ ...good, value: wei(2n * COIN) })).toBe('bad-signature');
    expect(code(scene.order(ana, ben, 11n))).toBe('balance-too-low');
    expect(code(scene.order(cem, ben, 0n))).toBe('sender-without-key');
    expect(code(good)).toBe('ok');
    expect(code(good)).toBe('wrong-nonce');
  });

  test('leaves out who does not sign the batch, and only them', () => {
    const scene = new RollupScene({}, { ask: cosignersOf([ana]) });
    scene.deposit(ben, 5n);
    scene.seal();
    scene.sequencer.follow();
    const promised = [ana, ben, ana].map((wallet) => scene.sequencer.accept(scene.order(wallet, cem, 1n)));
    const posted = scene.sequencer.post();
    // Ben's order is nowhere, and the last stands in its place.
    const orders = promised.map((accepted) => accepted.ok && accepted.value.order);
    expect(posted.ok && posted.value?.broken).toEqual(orders.slice(1));
    scene.seal();
    expect(scene.node.head.transfers).toHaveLength(2);
    expect([scene.balance(ana), scene.balance(ben), scene.balance(cem)]).toEqual([8n, 5n, 2n]);
  });

  test('keeps its promise when layer 1 loses the batch but not its origin', () => {
    const scene = new RollupScene();
    const accepted = scene.sequencer.accept(scene.order(ana, ben, 4n));
    scene.sequencer.post();
    scene.seal();
    expect(scene.sequencer.follow().broken).toEqual([]);
    scene.rollup.chain.reorganise(1, () => true);
    expect(scene.sequencer.follow()).toEqual({ undone: 1, broken: [] });
    scene.seal();
    expect(scene.balance(ben)).toBe(4n);
    expect(scene.node.head.parent).toBe(accepted.ok && accepted.value.parent);
  });

  test('cannot keep it when the origin is lost with it, and says so; with more confirmations it can', () => {
    const lose = (confirmations: number): readonly Hash[] => {
      const scene = new RollupScene({}, { confirmations });
      scene.seal(2);
      scene.sequencer.follow();
      const accepted = scene.sequencer.accept(scene.order(ana, ben, 4n));
      if (!accepted.ok) throw new Error(accepted.rejection.message);
      scene.sequencer.post();
      scene.seal();
      scene.sequencer.follow();
      scene.rollup.chain.reorganise(2);
      const { broken } = scene.sequencer.follow();
      scene.seal();
      scene.sequencer.follow();
      scene.sequencer.post();
      scene.seal(2);
      scene.sequencer.follow();
      expect(broken.every((order) => order === accepted.value.order)).toBe(true);
      expect(scene.balance(ben)).toBe(4n);
      return broken;
    };
    expect(lose(0)).toHaveLength(1);
    expect(lose(2)).toHaveLength(0);
  });

  test('promises no place twice when layer 1 undoes what an order lived on, and nobody can convict it', () => {
    const scene = new RollupScene();
    scene.deposit(ben, 5n);
    scene.seal();
    scene.sequencer.follow();
    const lost = scene.sequencer.accept(scene.order(ben, cem, 5n));
    scene.rollup.chain.reorganise(1, () => true);
    scene.seal();
    expect(scene.sequencer.follow().broken).toEqual([lost.ok && lost.value.order]);
    const later = scene.sequencer.accept(scene.order(ana, ben, 1n));
    if (!lost.ok || !later.ok) throw new Error('An order was refused.');
    expect(later.value).toMatchObject({ parent: lost.value.parent, position: lost.value.position });
    expect(later.value.order).not.toBe(lost.value.order);
    expect(isEquivocation(lost.value, later.value, sequencerKey.publicKey)).toBe(false);
  });

  test('refuses an order whose place it has promised to another, even when it was stopped and starts again', () => {
    const scene = new RollupScene();
    scene.deposit(ben, 5n);
    scene.seal();
    scene.sequencer.follow();
    const first = scene.sequencer.accept(scene.order(ana, cem, 1n));
    if (!first.ok) throw new Error(first.rejection.message);
    const { config, inbox, chain } = scene.rollup;
    const settings = { config, inbox, key: sequencerKey, ask: cosignersOf([ana, ben, cem]) };
    const again = new RollupSequencer({
      ...{ ...settings, account: scene.rollup.user(config.sequencer) },
      promises: scene.sequencer.promises,
    });
    const other = signRollupOrder(
      { chainId: config.chainId, nonce: 0, to: cem.address, value: wei(COIN), feeClass: 0 },
      ben.key,
    );
    const refused = again.accept(other);
    expect(!refused.ok && refused.rejection.code).toBe('place-promised');
    expect(again.draft.orders).toHaveLength(0);
    // The order that was promised has its place, by the same words; and the other has one behind it.
    const same = { chainId: config.chainId, nonce: 0, to: cem.address, value: wei(COIN), feeClass: 0 };
    expect(again.accept(signRollupOrder(same, ana.key))).toEqual({ ok: true, value: first.value });
    expect(again.accept(other).ok).toBe(true);
    chain.seal();
    expect(again.promises).toHaveLength(2);
  });

  test('tells orders of two people apart that say the same', () => {
    const scene = new RollupScene();
    scene.deposit(ben, 5n);
    scene.seal();
    scene.sequencer.follow();
    const both = [ana, ben].map((wallet) => scene.sequencer.accept(scene.order(wallet, cem, 1n)));
    const [one, other] = both.map((accepted) => accepted.ok && accepted.value.order);
    expect(one).not.toBe(other);
  });

  test('tells of all whose place has moved up when an order before theirs is lost', () => {
    const scene = new RollupScene();
    scene.deposit(ben, 5n);
    scene.seal();
    scene.sequencer.follow();
    const lost = scene.sequencer.accept(scene.order(ben, cem, 5n));
    const moved = scene.sequencer.accept(scene.order(ana, ben, 1n));
    scene.rollup.chain.reorganise(1, () => true);
    scene.seal();
    const { broken } = scene.sequencer.follow();
    expect(broken).toEqual([lost.ok && lost.value.order, moved.ok && moved.value.order]);
    expect(scene.sequencer.draft.orders).toHaveLength(1);
  });

  test('is convicted by two promises for one place, and by nothing less', () => {
    const scene = new RollupScene();
    const accepted = scene.sequencer.accept(scene.order(ana, ben, 4n));
    if (!accepted.ok) throw new Error(accepted.rejection.message);
    const one = accepted.value;
    const other = signSoftConfirmation({ ...one, order: `0x${'77'.repeat(32)}` as Hash }, sequencerKey);
    const { publicKey } = sequencerKey;
    expect(isConfirmedBy(one, publicKey)).toBe(true);
    expect(isEquivocation(one, other, publicKey)).toBe(true);
    expect(isEquivocation(one, one, publicKey)).toBe(false);
    expect(isEquivocation(one, { ...other, signature: one.signature }, publicKey)).toBe(false);
    expect(
      isEquivocation(one, signSoftConfirmation({ ...other, position: 1 }, sequencerKey), publicKey),
    ).toBe(false);
    expect(isEquivocation(one, signSoftConfirmation(other, ana.key), publicKey)).toBe(false);
  });
});

describe('the sequencer’s bond', () => {
  const bond = createSequencerBond({ publicKey: sequencerKey.publicKey, chainId: 42, notice: ms(36_000) });
  const held = (scene: RollupScene): bigint =>
    balanceIn(scene.rollup.chain.state, contractAddress(bond.id)) / COIN;
  const tryTo = (scene: RollupScene, who: Address, call: SequencerBondCall, coins = 0n): string => {
    const id = scene.rollup.user(who).call(bond, call, { value: wei(coins * COIN) });
    scene.seal();
    return scene.rollup.chain.receipt(id)?.code ?? 'not included';
  };
  const promised = (scene: RollupScene) => {
    const accepted = scene.sequencer.accept(scene.order(ana, ben, 4n));
    if (!accepted.ok) throw new Error(accepted.rejection.message);
    const one = accepted.value;
    return {
      one,
      other: signSoftConfirmation({ ...one, order: `0x${'77'.repeat(32)}` as Hash }, sequencerKey),
    };
  };

  test('goes by half to whoever shows two promises for one place, once', () => {
    const scene = new RollupScene({ others: [bond] });
    const { one, other } = promised(scene);
    expect(tryTo(scene, sequencerKey.address, { kind: 'lock' }, 20n)).toBe('ok');
    const before = scene.rollup.user(ben.address).balance;
    expect(tryTo(scene, ben.address, convictCall(one, one))).toBe('no-equivocation');
    expect(tryTo(scene, ben.address, convictCall(one, { ...other, signature: one.signature }))).toBe(
      'no-equivocation',
    );
    expect(tryTo(scene, ben.address, convictCall(one, other))).toBe('ok');
    expect((scene.rollup.user(ben.address).balance - before) / COIN).toBe(10n);
    expect(held(scene)).toBe(0n);
    expect(tryTo(scene, ben.address, convictCall(one, other))).toBe('no-bond');
  });

  test('comes back some time after the sequencer has said so, and not before', () => {
    const scene = new RollupScene({ others: [bond] });
    const { one, other } = promised(scene);
    tryTo(scene, sequencerKey.address, { kind: 'lock' }, 20n);
    expect(tryTo(scene, sequencerKey.address, { kind: 'release' })).toBe('notice-not-over');
    expect(tryTo(scene, ana.address, { kind: 'announce' })).toBe('not-the-sequencer');
    expect(tryTo(scene, sequencerKey.address, { kind: 'announce' })).toBe('ok');
    expect(tryTo(scene, sequencerKey.address, { kind: 'release' })).toBe('notice-not-over');
    scene.seal(2);
    expect(tryTo(scene, sequencerKey.address, { kind: 'release' })).toBe('ok');
    expect(held(scene)).toBe(0n);
    expect(tryTo(scene, ben.address, convictCall(one, other))).toBe('no-bond');
  });

  test('is not at hand for ever once it was announced, and has to be announced anew when it was released', () => {
    const scene = new RollupScene({ others: [bond] });
    const owner = sequencerKey.address;
    tryTo(scene, owner, { kind: 'lock' }, 20n);
    tryTo(scene, owner, { kind: 'announce' });
    scene.seal(6);
    expect(tryTo(scene, owner, { kind: 'release' })).toBe('notice-lapsed');
    tryTo(scene, owner, { kind: 'announce' });
    scene.seal(2);
    expect(tryTo(scene, owner, { kind: 'release' })).toBe('ok');
    tryTo(scene, owner, { kind: 'lock' }, 20n);
    expect(tryTo(scene, owner, { kind: 'release' })).toBe('notice-not-over');
    expect(held(scene)).toBe(20n);
  });

  test('judges a place that no block has, and stops nobody', () => {
    const scene = new RollupScene({ others: [bond] });
    const { one, other } = promised(scene);
    tryTo(scene, sequencerKey.address, { kind: 'lock' }, 20n);
    const far = { ...convictCall(one, other), position: 2 ** 47 } as SequencerBondCall;
    expect(tryTo(scene, ben.address, far)).toBe('no-equivocation');
    const elsewhere = { ...convictCall(one, other), origin: one.parent } as SequencerBondCall;
    expect(tryTo(scene, ben.address, elsewhere)).toBe('no-equivocation');
  });
});
