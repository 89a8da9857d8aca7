/** Each check of the rollup's bridge is needed: without one of them somebody is robbed, and by that only. */
import { describe, expect, test } from 'vitest';
import {
  balanceIn,
  callCodec,
  contractAddress,
  finaliseCall,
  ok,
  proveCall,
  wei,
  type BridgeChecks,
  type CallOf,
  type Contract,
  type ProvenWithdrawal,
  type RollupBridgeCall,
} from '../../src/engine/index.ts';

import { ana, challenger, COIN, BridgeScene } from './rollup-bridge-cases.ts';

/** A recipient that asks for the same withdrawal again while it is being paid. */
const thiefCodec = callCodec({ steal: { times: 'count' }, prove: { data: 'bytes' } });
const thiefOf = (
  bridge: () => Contract<RollupBridgeCall>,
  loot: () => ProvenWithdrawal['withdrawal'],
): Contract<CallOf<typeof thiefCodec>> => ({
  id: 'rollup-thief',
  codec: thiefCodec,
  call(context, call) {
    if (call.kind === 'prove') {
      const decoded = bridge().codec?.decode(call.data);
      return decoded?.ok === true
        ? context.call(bridge(), decoded.value as RollupBridgeCall)
        : ok(new Uint8Array(0));
    }
    context.store(0n, BigInt(call.times));
    return context.call(bridge(), finaliseCall(loot()));
  },
  receive(context) {
    const left = context.load(0n);
    if (left > 0n) {
      context.store(0n, left - 1n);
      context.call(bridge(), finaliseCall(loot()));
    }
    return ok(new Uint8Array(0));
  },
});

describe('without one of its checks the bridge loses money', () => {
  /** What a bridge with `checks` has lost beyond 3 coins after `attack`. */
  const lossOf = (checks: Partial<BridgeChecks>, attack: (scene: BridgeScene) => void): bigint => {
    const scene = new BridgeScene(checks);
    attack(scene);
    return 17n * COIN - scene.locked;
  };
  const replay = (scene: BridgeScene): void => {
    const { withdrawal, proof } = scene.proof();
    scene.propose();
    scene.bridge(proveCall(0, withdrawal, proof));
    scene.seal(12);
    for (let time = 0; time < 4; time += 1) scene.bridge(finaliseCall(withdrawal));
  };
  const lie = (scene: BridgeScene): void => {
    const { withdrawal, proof } = scene.proof();
    const honest = scene.node.head.number;
    scene.propose({ outputRoot: scene.node.head.outputRoot, number: honest });
    const greedy = { ...withdrawal, index: 5, value: wei(20n * COIN) };
    scene.bridge(proveCall(0, greedy, proof));
    scene.seal(12);
    scene.bridge(finaliseCall(greedy));
  };
  const hurry = (scene: BridgeScene): void => {
    // The proposer lies, and has taken the money before the challenger strikes the lie out.
    const other = new BridgeScene({}, ana.address);
    other.send(ana.address, other.rollup.inbox, {
      kind: 'forceWithdrawal',
      to: ana.address,
      value: 7n * COIN,
    });
    other.seal(4);
    const { withdrawal, proof } = other.proof(1);
    const { outputRoot } = other.node.head;
    scene.propose({ outputRoot, number: scene.node.head.number + 1 });
    scene.bridge(proveCall(0, withdrawal, proof));
    scene.bridge(finaliseCall(withdrawal));
    scene.tryTo(challenger.address, scene.rollup.outputs, { kind: 'strikeOut', proposal: 0 });
    scene.seal(12);
    scene.bridge(finaliseCall(withdrawal));
  };
  const free = (): ReturnType<BridgeChecks['claim']> => ok(undefined);

  test('the reference loses nothing to any of them', () => {
    expect(lossOf({}, replay)).toBe(0n);
    expect(lossOf({}, lie)).toBe(-3n * COIN);
    expect(lossOf({}, hurry)).toBe(-3n * COIN);
  });

  test('by replay, when it does not look whether it has paid', () => {
    expect(lossOf({ claim: free }, replay)).toBe(9n * COIN);
  });

  test('by a wrong proof, when it does not hold it against the root', () => {
    expect(lossOf({ proof: free }, lie)).toBe(17n * COIN);
  });

  test('by a root that nobody had time to dispute, when it does not wait', () => {
    expect(
      lossOf(
        {
          claim: ({ isPaid }) =>
            isPaid
              ? { ok: false, rejection: { code: 'paid', rule: '', message: '', received: 0, expected: 0 } }
              : ok(undefined),
        },
        hurry,
      ),
    ).toBe(4n * COIN);
  });

  test('by re-entrancy, when it crosses off after it has paid', () => {
    const stolen = (crossOff: BridgeChecks['crossOff']): bigint => {
      let scene: BridgeScene | null = null;
      const current = (): BridgeScene => scene as BridgeScene;
      const thief = thiefOf(
        () => current().rollup.bridge,
        () => current().proof().withdrawal,
      );
      scene = new BridgeScene({ crossOff }, contractAddress(thief.id), [thief as Contract<never>]);
      const { withdrawal, proof } = scene.proof();
      scene.propose();
      const data = scene.rollup.bridge.codec?.encode(proveCall(0, withdrawal, proof)) ?? new Uint8Array(0);
      expect(scene.tryTo(ana.address, thief, { kind: 'prove', data })).toBe('ok');
      scene.seal(12);
      expect(scene.tryTo(ana.address, thief, { kind: 'steal', times: 4 })).toBe('ok');
      return balanceIn(scene.rollup.chain.state, contractAddress(thief.id));
    };
    expect(stolen('before-payment')).toBe(3n * COIN);
    expect(stolen('after-payment')).toBe(15n * COIN);
  });
});
