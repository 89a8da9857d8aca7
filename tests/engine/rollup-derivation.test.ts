/** Derivation: what counts as a batch, when messages come in by themselves, and what a promise is worth. */
import { beforeEach, describe, expect, test } from 'vitest';
import {
  applyBatch,
  cosignersOf,
  createKey,
  createRollupWallet,
  decodeCompactBatch,
  deployRollup,
  deriveChain,
  encodeCompactBatch,
  INBOX_COUNT_SLOT,
  insecureSetup,
  isConfirmedBy,
  isEquivocation,
  ready,
  registerCall,
  rememberChecks,
  rollupAccountAt,
  rollupBalanceOf,
  rollupIndexOf,
  RollupNode,
  RollupSequencer,
  signDraft,
  signRollupOrder,
  signSoftConfirmation,
  storedWord,
  wei,
  type CompactBatch,
  type DeployedRollup,
  type Hash,
  type InboxCall,
  type RollupDeployment,
  type RollupSequencerSettings,
  type RollupWallet,
} from '../../src/engine/index.ts';

await ready();

const COIN = 10n ** 18n;
const sequencerKey = createKey('derivation sequencer');
const challenger = createKey('derivation challenger');
const ana = createRollupWallet('Ana');
const ben = createRollupWallet('Ben');
const cem = createRollupWallet('Cem');
const checkSignature = rememberChecks();

class Scene {
  readonly rollup: DeployedRollup;
  readonly sequencer: RollupSequencer;
  readonly node: RollupNode;
  constructor(deployment: Partial<RollupDeployment> = {}, settings: Partial<RollupSequencerSettings> = {}) {
    const keys = { sequencer: sequencerKey, challenger, wallets: [ana, ben] };
    this.rollup = deployRollup({ ...keys, sequencingWindow: 4, parts: { checkSignature }, ...deployment });
    const { config, inbox } = this.rollup;
    this.node = new RollupNode(config);
    this.deposit(ana, 10n);
    this.seal();
    const account = this.rollup.user(config.sequencer);
    const ask = cosignersOf([ana, ben, cem]);
    this.sequencer = new RollupSequencer({ config, inbox, key: sequencerKey, account, ask, ...settings });
  }
  deposit({ address }: RollupWallet, coins: bigint): void {
    this.rollup
      .user(ana.address)
      .call(this.rollup.bridge, { kind: 'deposit', to: address }, { value: wei(coins * COIN) });
  }
  seal(blocks = 1): void {
    this.rollup.chain.sealMany(blocks);
    this.node.follow(this.rollup.chain.blocks);
  }
  order(wallet: RollupWallet, to: RollupWallet | 'layer-1', coins: bigint, ahead = 0) {
    const { state } = this.sequencer.draft;
    const index = rollupIndexOf(state, wallet.address);
    const nonce = ((index === null ? null : rollupAccountAt(state, index))?.nonce ?? 0) + ahead;
    const target = to === 'layer-1' ? to : to.address;
    const { chainId } = this.rollup.config;
    return signRollupOrder({ chainId, nonce, to: target, value: wei(coins * COIN), feeClass: 0 }, wallet.key);
  }
  balance({ address }: RollupWallet): bigint {
    return rollupBalanceOf(this.node.head.state, address) / COIN;
  }
  /** The code with which a batch in the next block would be skipped, or `ok`. */
  judge(data: Uint8Array): string {
    const { chain, config } = this.rollup;
    const applied = applyBatch(this.node.cursor, data, chain.height + 1, config);
    return applied.ok ? 'ok' : applied.rejection.code;
  }
  /** A good batch in which Ana pays Ben one coin, not posted. */
  batch(): CompactBatch {
    this.sequencer.follow();
    this.sequencer.accept(this.order(ana, ben, 1n));
    const { data } = signDraft(this.sequencer.draft, this.rollup.config, cosignersOf([ana, ben]));
    const decoded = decodeCompactBatch(data);
    if (!decoded.ok) throw new Error(decoded.rejection.message);
    return decoded.value;
  }
}

describe('a batch', () => {
  let scene: Scene;
  let batch: CompactBatch;
  beforeEach(() => {
    scene = new Scene();
    batch = scene.batch();
  });

  test('counts when all of it holds', () => {
    expect(scene.judge(encodeCompactBatch(batch))).toBe('ok');
  });

  const change = (more: (batch: CompactBatch) => Partial<CompactBatch>) => more;
  test.each([
    ['follows another block', change(() => ({ parentCheck: `0x${'00'.repeat(20)}` })), 'wrong-parent'],
    [
      'names another block of layer 1',
      change(() => ({ originCheck: `0x${'00'.repeat(20)}` })),
      'wrong-origin',
    ],
    ['has read ahead', change((good) => ({ originHeight: good.originHeight + 1 })), 'origin-out-of-window'],
    [
      'sends what nobody has',
      change((good) => ({ transfers: good.transfers.map((one) => ({ ...one, value: wei(11n * COIN) })) })),
      'balance-too-low',
    ],
    [
      'sends to nobody',
      change((good) => ({
        transfers: good.transfers.map((one) => ({ ...one, to: { kind: 'account', index: 99 } })),
      })),
      'unknown-account',
    ],
    [
      'sends from nobody',
      change((good) => ({ transfers: good.transfers.map((one) => ({ ...one, from: 99 })) })),
      'sender-without-key',
    ],
    [
      'says another amount than was signed',
      change((good) => ({ transfers: good.transfers.map((one) => ({ ...one, value: wei(2n * COIN) })) })),
      'wrong-signature',
    ],
    [
      'repeats a transfer that was signed once',
      change((good) => ({ transfers: [...good.transfers, ...good.transfers] })),
      'wrong-signature',
    ],
    ['has no point as its signature', change(() => ({ signature: new Uint8Array(96) })), 'invalid-signature'],
  ])('is skipped when it %s', (_what, more, code) => {
    expect(scene.judge(encodeCompactBatch({ ...batch, ...more(batch) } as CompactBatch))).toBe(code);
  });

  test('cannot be used twice, nor by another rollup', () => {
    const data = encodeCompactBatch(batch);
    const { chain, config } = scene.rollup;
    const once = applyBatch(scene.node.cursor, data, chain.height + 1, config);
    expect(once.ok).toBe(true);
    if (!once.ok) return;
    const twice = applyBatch(once.value, data, chain.height + 1, config);
    expect(twice.ok ? 'ok' : twice.rejection.code).toBe('wrong-parent');
    const elsewhere = applyBatch(scene.node.cursor, data, chain.height + 1, { ...config, chainId: 43 });
    expect(elsewhere.ok ? 'ok' : elsewhere.rejection.code).toBe('wrong-signature');
  });

  test('is too late once its origin lies further back than the window', () => {
    scene.seal(3);
    expect(scene.judge(encodeCompactBatch(batch))).toBe('ok');
    scene.seal(1);
    expect(scene.judge(encodeCompactBatch(batch))).not.toBe('ok');
  });

  test('of somebody who is not the sequencer does not reach the rollup', () => {
    const { chain, inbox, user } = scene.rollup;
    const id = user(ana.address).call(inbox, { kind: 'post', batch: encodeCompactBatch(batch) });
    scene.seal();
    expect(chain.receipt(id)?.code).toBe('not-the-sequencer');
    expect(scene.node.blocks).toHaveLength(1);
  });

  test('says the same in call data and in blobs', () => {
    const run = (blobs: boolean) => {
      const setup = insecureSetup(1, 8).setup;
      const one = new Scene(blobs ? { kzgSetup: setup } : {}, blobs ? { blobSetup: setup } : {});
      for (let order = 0; order < 30; order += 1) one.sequencer.accept(one.order(ana, cem, 0n));
      const posted = one.sequencer.post();
      one.seal();
      expect(posted.ok && posted.value !== null && posted.value.data.length).toBeGreaterThan(8 * 31);
      return one;
    };
    const [inBlobs, inData] = [run(true), run(false)];
    expect(inBlobs.rollup.chain.blocks.at(-1)?.blobs.length).toBeGreaterThan(1);
    expect(inBlobs.node.head.transfers).toEqual(inData.node.head.transfers);
    expect(inBlobs.node.head.stateRoot).toBe(inData.node.head.stateRoot);
    expect(inBlobs.node.head.transfers).toHaveLength(30);
  });

  test('without its blobs is refused by the inbox', () => {
    const { chain, inbox, user } = scene.rollup;
    const id = user(sequencerKey.address).call(inbox, { kind: 'postBlobs', blobs: 1 });
    scene.seal();
    expect(chain.receipt(id)?.code).toBe('blob-missing');
  });
});

describe('messages of layer 1', () => {
  const force = (scene: Scene, wallet: RollupWallet, call: InboxCall): Hash =>
    scene.rollup.user(wallet.address).call(scene.rollup.inbox, call);

  test('come in by themselves when the window is over, at that block and not before', () => {
    const scene = new Scene();
    expect(scene.balance(ana)).toBe(0n);
    scene.seal(3);
    expect(scene.balance(ana)).toBe(0n);
    scene.seal(1);
    expect(scene.balance(ana)).toBe(10n);
    expect(scene.node.head).toMatchObject({ source: 'window', origin: { height: 1 } });
  });

  test('come before the transfers of the batch that takes them in: a deposit can be spent at once', () => {
    const scene = new Scene();
    scene.sequencer.accept(scene.order(ana, ben, 4n));
    scene.sequencer.post();
    scene.seal();
    expect([scene.balance(ana), scene.balance(ben)]).toEqual([6n, 4n]);
  });

  test('that cannot be obeyed change nothing and hold nobody up', () => {
    const scene = new Scene();
    force(scene, ben, { kind: 'forceTransfer', to: ana.address, value: 5n * COIN });
    force(scene, ana, { kind: 'forceTransfer', to: ben.address, value: 3n * COIN });
    force(scene, ana, { kind: 'register', publicKey: new Uint8Array(48), proof: new Uint8Array(96) });
    scene.seal(6);
    const outcomes = scene.node.blocks.flatMap(({ messages }) => messages).map(({ outcome }) => outcome);
    expect(outcomes).toEqual(['ok', 'balance-too-low', 'ok', 'invalid-public-key']);
    expect([scene.balance(ana), scene.balance(ben)]).toEqual([7n, 3n]);
    expect(storedWord(scene.rollup.chain.state, scene.rollup.config.inbox, INBOX_COUNT_SLOT)).toBe(3n);
  });

  test('register a key by its proof of possession, and not a key that was made up from another', () => {
    const scene = new Scene({ wallets: [ana, ben, cem], registered: false });
    const { inbox } = scene.rollup;
    expect(scene.sequencer.accept(scene.order(ana, ben, 1n)).ok).toBe(false);
    const registered = registerCall(ana);
    force(scene, ana, registered);
    // Somebody else's key and proof would let its owner sign for Ben; the proof of another key proves nothing.
    const stolen = { ...registerCall(ben), ...('proof' in registered ? { proof: registered.proof } : {}) };
    force(scene, ben, stolen as InboxCall);
    scene.seal();
    scene.sequencer.follow();
    expect(scene.sequencer.accept(scene.order(ana, ben, 1n)).ok).toBe(true);
    scene.sequencer.post();
    scene.seal();
    expect(inbox.id).toBe('rollup-inbox');
    expect(scene.node.head.messages.map(({ outcome }) => outcome)).toEqual(['ok', 'ok', 'no-possession']);
    expect(scene.balance(ben)).toBe(1n);
  });
});

describe('the sequencer', () => {
  test('refuses a nonce out of turn, another chain, a signature that does not hold, and what cannot be paid', () => {
    const scene = new Scene();
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
    const scene = new Scene({}, { ask: cosignersOf([ana]) });
    scene.deposit(ben, 5n);
    scene.seal();
    scene.sequencer.follow();
    scene.sequencer.accept(scene.order(ana, cem, 1n));
    scene.sequencer.accept(scene.order(ben, cem, 1n));
    scene.sequencer.accept(scene.order(ana, cem, 1n));
    scene.sequencer.post();
    scene.seal();
    expect(scene.node.head.transfers).toHaveLength(2);
    expect([scene.balance(ana), scene.balance(ben), scene.balance(cem)]).toEqual([8n, 5n, 2n]);
  });

  test('keeps its promise when layer 1 loses the batch but not its origin', () => {
    const scene = new Scene();
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
      const scene = new Scene({}, { confirmations });
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

  test('is convicted by two promises for one place, and by nothing less', () => {
    const scene = new Scene();
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

test('a node that follows step by step has what derivation in one go has, and begins with nothing in anyone’s hand', () => {
  const scene = new Scene();
  scene.sequencer.accept(scene.order(ana, cem, 4n));
  scene.sequencer.accept(scene.order(ana, 'layer-1', 1n));
  scene.sequencer.post();
  scene.seal(7);
  const derived = deriveChain(scene.rollup.chain.blocks, scene.rollup.config);
  expect(derived.map(({ hash }) => hash)).toEqual(scene.node.blocks.map(({ hash }) => hash));
  expect(derived[0]).toMatchObject({ number: 0, source: 'genesis', transfers: [] });
  expect(scene.balance(cem)).toBe(4n);
  expect(scene.node.head.state.withdrawalCount).toBe(1);
});
