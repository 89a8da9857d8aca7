/** The rollup's bridge: what it refuses, and when it pays. */
import { beforeEach, describe, expect, test } from 'vitest';
import {
  encodeOutput,
  finaliseCall,
  ms,
  ok,
  proveCall,
  rollupSupply,
  verifyWithdrawal,
  wei,
  withdrawnValue,
  type Contract,
  type Hash,
  type OutputQuery,
  type ProvenWithdrawal,
  type RollupBridgeCall,
} from '../../src/engine/index.ts';

import { ana, ben, challenger, COIN, BridgeScene } from './rollup-bridge-cases.ts';

describe('a withdrawal', () => {
  let scene: BridgeScene;
  let proven: ProvenWithdrawal;
  beforeEach(() => {
    scene = new BridgeScene();
    proven = scene.proof();
    scene.propose();
  });

  test('is proven, waited for, paid, and never paid again', () => {
    const call = proveCall(0, proven.withdrawal, proven.proof);
    expect(scene.bridge(finaliseCall(proven.withdrawal))).toBe('not-proven');
    expect(scene.bridge(call)).toBe('ok');
    expect(scene.bridge(finaliseCall(proven.withdrawal))).toBe('window-open');
    scene.seal(5);
    expect(scene.bridge(finaliseCall(proven.withdrawal))).toBe('output-not-final');
    scene.seal(5);
    const before = scene.rollup.user(ana.address).balance;
    expect(scene.bridge(finaliseCall(proven.withdrawal))).toBe('ok');
    expect(scene.rollup.user(ana.address).balance - before).toBe(3n * COIN);
    expect(scene.bridge(finaliseCall(proven.withdrawal))).toBe('already-paid');
    expect(scene.bridge(call)).toBe('ok');
    scene.seal(10);
    expect(scene.bridge(finaliseCall(proven.withdrawal))).toBe('already-paid');
    expect(scene.locked).toBe(17n * COIN);
    const { state } = scene.node.head;
    expect(rollupSupply(state) + withdrawnValue(state)).toBe(20n * COIN);
  });

  test('is not set back by someone else who proves it too', () => {
    scene.bridge(proveCall(0, proven.withdrawal, proven.proof));
    scene.seal(10);
    expect(scene.bridge(proveCall(0, proven.withdrawal, proven.proof), ben.address)).toBe('ok');
    expect(scene.bridge(finaliseCall(proven.withdrawal))).toBe('ok');
  });

  test('can be proven anew when its first output was struck out', () => {
    scene.bridge(proveCall(0, proven.withdrawal, proven.proof));
    expect(scene.tryTo(challenger.address, scene.rollup.outputs, { kind: 'strikeOut', proposal: 0 })).toBe(
      'ok',
    );
    scene.seal(10);
    expect(scene.bridge(finaliseCall(proven.withdrawal))).toBe('output-not-final');
    expect(scene.bridge(proveCall(0, proven.withdrawal, proven.proof))).toBe('output-invalid');
    const again = scene.proof();
    scene.propose();
    expect(scene.bridge(proveCall(1, again.withdrawal, again.proof))).toBe('ok');
    scene.seal(12);
    expect(scene.bridge(finaliseCall(again.withdrawal))).toBe('ok');
  });

  test.each<[string, (good: ProvenWithdrawal) => RollupBridgeCall, string]>([
    [
      'of more',
      ({ withdrawal, proof }) => proveCall(0, { ...withdrawal, value: wei(4n * COIN) }, proof),
      'wrong-withdrawal-proof',
    ],
    [
      'to someone else',
      ({ withdrawal, proof }) => proveCall(0, { ...withdrawal, to: ben.address }, proof),
      'wrong-withdrawal-proof',
    ],
    [
      'under another number',
      ({ withdrawal, proof }) => proveCall(0, { ...withdrawal, index: 1 }, proof),
      'wrong-withdrawal-proof',
    ],
    [
      'under a number that no tree has',
      ({ withdrawal, proof }) => proveCall(0, { ...withdrawal, index: 2 ** 40 }, proof),
      'wrong-withdrawal-proof',
    ],
    [
      'under a root of its own',
      ({ withdrawal, proof }) =>
        proveCall(0, withdrawal, {
          ...proof,
          output: { ...proof.output, withdrawalsRoot: `0x${'12'.repeat(32)}` as Hash },
        }),
      'wrong-withdrawal-proof',
    ],
    [
      'with a hash too many',
      ({ withdrawal, proof }) =>
        proveCall(0, withdrawal, { ...proof, siblings: [...proof.siblings, `0x${'12'.repeat(32)}` as Hash] }),
      'wrong-withdrawal-proof',
    ],
    ['against no proposal', ({ withdrawal, proof }) => proveCall(9, withdrawal, proof), 'unknown-proposal'],
  ])('is refused %s', (_what, callOf, code) => {
    expect(scene.bridge(callOf(proven))).toBe(code);
  });

  test('is refused to whoever asks for another than was proven', () => {
    scene.bridge(proveCall(0, proven.withdrawal, proven.proof));
    scene.seal(12);
    expect(scene.bridge(finaliseCall({ ...proven.withdrawal, value: wei(9n * COIN) }))).toBe(
      'other-withdrawal',
    );
    expect(scene.bridge(finaliseCall({ ...proven.withdrawal, to: ben.address }))).toBe('other-withdrawal');
  });
});

describe('the bridge refuses', () => {
  test('a deposit of nothing, and coins with anything else', () => {
    const scene = new BridgeScene();
    expect(scene.bridge({ kind: 'deposit', to: ana.address })).toBe('nothing-deposited');
    const { withdrawal } = scene.proof();
    expect(scene.tryTo(ana.address, scene.rollup.bridge, finaliseCall(withdrawal), 1n)).toBe('not-payable');
  });
});

describe('the output proposer refuses', () => {
  test('others, a height that is not above, and an objection too late', () => {
    const scene = new BridgeScene();
    const { outputs } = scene.rollup;
    const { outputRoot: root, number: height } = scene.node.head;
    expect(scene.tryTo(ana.address, outputs, { kind: 'propose', root, height })).toBe('not-the-proposer');
    expect(scene.propose({ outputRoot: root, number: height })).toBe('ok');
    expect(scene.propose({ outputRoot: root, number: height })).toBe('height-not-above');
    expect(scene.tryTo(ana.address, outputs, { kind: 'strikeOut', proposal: 0 })).toBe('not-the-challenger');
    scene.seal(12);
    expect(scene.tryTo(challenger.address, outputs, { kind: 'strikeOut', proposal: 0 })).toBe(
      'proposal-settled',
    );
  });
});

describe('who decides about outputs can be exchanged', () => {
  test('an oracle whose outputs are final at once, as after a validity proof, pays as soon as the proof is in', () => {
    let root: Hash | null = null;
    const oracle: Contract<OutputQuery> = {
      id: 'instant-oracle',
      call: () => ok(encodeOutput({ root: root as Hash, height: 1, status: 'final', since: ms(0) })),
    };
    const scene = new BridgeScene({}, ana.address, [], { oracle, withdrawalDelay: ms(0) });
    root = scene.node.head.outputRoot;
    const { withdrawal, proof } = scene.proof();
    expect(verifyWithdrawal(root, withdrawal, proof)).toBe(true);
    expect(verifyWithdrawal(scene.node.head.stateRoot, withdrawal, proof)).toBe(false);
    expect(scene.bridge(proveCall(0, withdrawal, proof))).toBe('ok');
    expect(scene.bridge(finaliseCall(withdrawal))).toBe('ok');
    expect(scene.locked).toBe(17n * COIN);
  });
});
