/** Derivation: what counts as a batch, and when messages come in by themselves. */
import { beforeEach, describe, expect, test } from 'vitest';
import {
  applyBatch,
  callCodec,
  INBOX_EVENT,
  inboxMessageCodec,
  ok,
  type CallOf,
  type Contract,
  deriveChain,
  encodeCompactBatch,
  INBOX_COUNT_SLOT,
  insecureSetup,
  registerCall,
  storedWord,
  wei,
  type CompactBatch,
  type Hash,
  type InboxCall,
  type RollupWallet,
} from '../../src/engine/index.ts';

import { ana, ben, cem, COIN, RollupScene, sequencerKey } from './rollup-scene.ts';

describe('a batch', () => {
  let scene: RollupScene;
  let batch: CompactBatch;
  beforeEach(() => {
    scene = new RollupScene();
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
      const one = new RollupScene(blobs ? { kzgSetup: setup } : {}, blobs ? { blobSetup: setup } : {});
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

  test('whose blobs a node does not have stops that node: it must not go another way than the others', () => {
    const setup = insecureSetup(1, 8).setup;
    const one = new RollupScene({ kzgSetup: setup }, { blobSetup: setup });
    one.sequencer.accept(one.order(ana, cem, 0n));
    one.sequencer.post();
    one.seal();
    const pruned = one.rollup.chain.blocks.map((block) => ({ ...block, blobs: [] }));
    expect(() => deriveChain(pruned, one.rollup.config)).toThrow(RangeError);
  });

  test('without its blobs is refused by the inbox', () => {
    const { chain, inbox, user } = scene.rollup;
    const id = user(sequencerKey.address).call(inbox, { kind: 'postBlobs', blobs: 1 });
    scene.seal();
    expect(chain.receipt(id)?.code).toBe('blob-missing');
  });
});

describe('messages of layer 1', () => {
  const force = (scene: RollupScene, wallet: RollupWallet, call: InboxCall): Hash =>
    scene.rollup.user(wallet.address).call(scene.rollup.inbox, call);

  test('come in by themselves when the window is over, at that block and not before', () => {
    const scene = new RollupScene();
    expect(scene.balance(ana)).toBe(0n);
    scene.seal(3);
    expect(scene.balance(ana)).toBe(0n);
    scene.seal(1);
    expect(scene.balance(ana)).toBe(10n);
    expect(scene.node.head).toMatchObject({ source: 'window', origin: { height: 1 } });
  });

  test('come before the transfers of the batch that takes them in: a deposit can be spent at once', () => {
    const scene = new RollupScene();
    scene.sequencer.accept(scene.order(ana, ben, 4n));
    scene.sequencer.post();
    scene.seal();
    expect([scene.balance(ana), scene.balance(ben)]).toEqual([6n, 4n]);
  });

  test('count when inbox or bridge wrote them, and not when another contract writes the same', () => {
    const codec = callCodec({ forge: {} });
    const forger: Contract<CallOf<typeof codec>> = {
      ...{ id: 'forger', codec },
      call(context) {
        const forged = { kind: 'deposit', to: ben.address, value: 99n * COIN } as const;
        context.log(INBOX_EVENT, inboxMessageCodec.encode(forged));
        return ok(new Uint8Array(0));
      },
    };
    const scene = new RollupScene({ others: [forger] });
    const id = scene.rollup.user(ben.address).call(forger, { kind: 'forge' });
    scene.seal(6);
    expect(scene.rollup.chain.receipt(id)?.logs).toHaveLength(1);
    expect([scene.balance(ana), scene.balance(ben)]).toEqual([10n, 0n]);
  });

  test('that cannot be obeyed change nothing and hold nobody up', () => {
    const scene = new RollupScene();
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
    const scene = new RollupScene({ wallets: [ana, ben, cem], registered: false });
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

test('a node that follows step by step has what derivation in one go has, and begins with nothing in anyone’s hand', () => {
  const scene = new RollupScene();
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
