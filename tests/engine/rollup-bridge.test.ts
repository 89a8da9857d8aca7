/** The rollup's bridge: what it refuses, and that each of its checks is needed. */
import { beforeEach, describe, expect, test } from 'vitest';
import {
  balanceIn,
  callCodec,
  contractAddress,
  createKey,
  createRollupWallet,
  deployRollup,
  encodeOutput,
  finaliseCall,
  gas,
  ms,
  ok,
  proveCall,
  proveWithdrawal,
  ready,
  RollupNode,
  rollupSupply,
  verifyWithdrawal,
  wei,
  withdrawnValue,
  type BridgeChecks,
  type CallOf,
  type Contract,
  type DeployedRollup,
  type Hash,
  type L2Block,
  type OutputQuery,
  type RollupDeployment,
  type ProvenWithdrawal,
  type RollupBridgeCall,
  type RollupWallet,
} from '../../src/engine/index.ts';

await ready();

const COIN = 10n ** 18n;
const sequencer = createKey('bridge sequencer');
const challenger = createKey('bridge challenger');
const ana = createRollupWallet('Ana');
const ben = createRollupWallet('Ben');

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

/** Ana and Ben have locked 10 each; Ana has forced 3 home to herself, or to `to`. */
class Scene {
  readonly rollup: DeployedRollup;
  readonly node: RollupNode;
  constructor(
    checks: Partial<BridgeChecks> = {},
    to = ana.address,
    others: readonly Contract<never>[] = [],
    more: Partial<RollupDeployment> = {},
  ) {
    const keys = { sequencer, challenger, wallets: [ana, ben] };
    this.rollup = deployRollup({ ...keys, sequencingWindow: 2, checks, others, ...more });
    this.node = new RollupNode(this.rollup.config);
    for (const { address } of [ana, ben])
      this.send(address, this.rollup.bridge, { kind: 'deposit', to: address }, 10n * COIN);
    this.send(ana.address, this.rollup.inbox, { kind: 'forceWithdrawal', to, value: 3n * COIN });
    this.seal(4);
  }
  send<Call>(from: RollupWallet['address'], contract: Contract<Call>, call: Call, value = 0n): Hash {
    return this.rollup.user(from).call(contract, call, { value: wei(value), gasLimit: gas(2_000_000) });
  }
  seal(blocks = 1): void {
    this.rollup.chain.sealMany(blocks);
    this.node.follow(this.rollup.chain.blocks);
  }
  /** Sends and seals; `ok`, or the code of the refusal. */
  tryTo<Call>(from: RollupWallet['address'], contract: Contract<Call>, call: Call, value = 0n): string {
    const id = this.send(from, contract, call, value);
    this.seal();
    return this.rollup.chain.receipt(id)?.code ?? 'not included';
  }
  propose(
    { outputRoot: root, number: height }: Pick<L2Block, 'outputRoot' | 'number'> = this.node.head,
  ): string {
    return this.tryTo(sequencer.address, this.rollup.outputs, { kind: 'propose', root, height });
  }
  proof(index = 0, block: L2Block = this.node.head): ProvenWithdrawal {
    const proven = proveWithdrawal(block, index);
    if (proven === null) throw new Error('There is no such withdrawal.');
    return proven;
  }
  get locked(): bigint {
    return balanceIn(this.rollup.chain.state, this.rollup.config.bridge);
  }
  bridge(call: RollupBridgeCall, from = ana.address): string {
    return this.tryTo(from, this.rollup.bridge, call);
  }
}

describe('a withdrawal', () => {
  let scene: Scene;
  let proven: ProvenWithdrawal;
  beforeEach(() => {
    scene = new Scene();
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
    const scene = new Scene();
    expect(scene.bridge({ kind: 'deposit', to: ana.address })).toBe('nothing-deposited');
    const { withdrawal } = scene.proof();
    expect(scene.tryTo(ana.address, scene.rollup.bridge, finaliseCall(withdrawal), 1n)).toBe('not-payable');
  });
});

describe('the output proposer refuses', () => {
  test('others, a height that is not above, and an objection too late', () => {
    const scene = new Scene();
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

describe('without one of its checks the bridge loses money', () => {
  /** What a bridge with `checks` has lost beyond 3 coins after `attack`. */
  const lossOf = (checks: Partial<BridgeChecks>, attack: (scene: Scene) => void): bigint => {
    const scene = new Scene(checks);
    attack(scene);
    return 17n * COIN - scene.locked;
  };
  const replay = (scene: Scene): void => {
    const { withdrawal, proof } = scene.proof();
    scene.propose();
    scene.bridge(proveCall(0, withdrawal, proof));
    scene.seal(12);
    for (let time = 0; time < 4; time += 1) scene.bridge(finaliseCall(withdrawal));
  };
  const lie = (scene: Scene): void => {
    const { withdrawal, proof } = scene.proof();
    const honest = scene.node.head.number;
    scene.propose({ outputRoot: scene.node.head.outputRoot, number: honest });
    const greedy = { ...withdrawal, index: 5, value: wei(20n * COIN) };
    scene.bridge(proveCall(0, greedy, proof));
    scene.seal(12);
    scene.bridge(finaliseCall(greedy));
  };
  const hurry = (scene: Scene): void => {
    // The proposer lies, and has taken the money before the challenger strikes the lie out.
    const other = new Scene({}, ana.address);
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
      let scene: Scene | null = null;
      const current = (): Scene => scene as Scene;
      const thief = thiefOf(
        () => current().rollup.bridge,
        () => current().proof().withdrawal,
      );
      scene = new Scene({ crossOff }, contractAddress(thief.id), [thief as Contract<never>]);
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

describe('who decides about outputs can be exchanged', () => {
  test('an oracle whose outputs are final at once, as after a validity proof, pays as soon as the proof is in', () => {
    let root: Hash | null = null;
    const oracle: Contract<OutputQuery> = {
      id: 'instant-oracle',
      call: () => ok(encodeOutput({ root: root as Hash, height: 1, status: 'final', since: ms(0) })),
    };
    const scene = new Scene({}, ana.address, [], { oracle, withdrawalDelay: ms(0) });
    root = scene.node.head.outputRoot;
    const { withdrawal, proof } = scene.proof();
    expect(verifyWithdrawal(root, withdrawal, proof)).toBe(true);
    expect(verifyWithdrawal(scene.node.head.stateRoot, withdrawal, proof)).toBe(false);
    expect(scene.bridge(proveCall(0, withdrawal, proof))).toBe('ok');
    expect(scene.bridge(finaliseCall(withdrawal))).toBe('ok');
    expect(scene.locked).toBe(17n * COIN);
  });
});
