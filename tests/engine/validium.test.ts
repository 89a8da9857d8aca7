/** The validium's contract: who may move the root, who may leave, and when. */
import { beforeEach, describe, expect, test } from 'vitest';
import {
  balanceIn,
  ChainUser,
  contractAddress,
  ContractChain,
  createKey,
  createValidium,
  DataCommittee,
  decodeValidiumData,
  encodeValidiumData,
  hashHex,
  ms,
  NO_VALIDIUM_ACCOUNTS,
  proveValidiumExit,
  ready,
  rebuildValidium,
  sha256,
  validiumCodec,
  validiumRoot,
  wei,
  withValidiumAccounts,
  type Contract,
  type ValidiumAccount,
  type ValidiumCall,
} from '../../src/engine/index.ts';

await ready();

const [operatorKey, anaKey, benKey] = ['operator', 'Ana', 'Ben'].map((name) =>
  createKey(`validium test ${name}`),
) as [ReturnType<typeof createKey>, ReturnType<typeof createKey>, ReturnType<typeof createKey>];
const members = [0, 1, 2].map((at) => createKey(`validium test member ${at}`));
const changed: readonly ValidiumAccount[] = [
  { index: 0, address: anaKey.address, balance: wei(30) },
  { index: 1, address: benKey.address, balance: wei(70) },
];
const accounts = withValidiumAccounts(NO_VALIDIUM_ACCOUNTS, changed);
const data = encodeValidiumData(changed);
const root = validiumRoot(accounts);
const dataHash = hashHex(sha256(data));
const NOTHING = new Uint8Array(0);

function sceneOf(dataOn: 'layer-1' | 'committee') {
  const committee = new DataCommittee(members, 0);
  const validium = createValidium({
    ...{ operator: operatorKey.address, dataOn, threshold: 2, grace: ms(24_000) },
    committee: members.map(({ publicKey }) => publicKey),
  });
  const chain = new ContractChain({
    contracts: [validium],
    accounts: [operatorKey, anaKey, benKey].map(
      ({ address }) => [address, { balance: wei(1_000), nonce: 0 }] as const,
    ),
    feeMarket: false,
  });
  const users = {
    operator: new ChainUser(chain, operatorKey),
    ana: new ChainUser(chain, anaKey),
    ben: new ChainUser(chain, benKey),
  };
  const tryTo = (who: keyof typeof users, call: ValidiumCall, value = 0): string => {
    const id = users[who].call(validium, call, { value: wei(value) });
    chain.seal();
    return chain.receipt(id)?.code ?? 'not included';
  };
  const exitOf = (index: number, more: Partial<ValidiumAccount> = {}): ValidiumCall => {
    const proof = proveValidiumExit(accounts, index);
    if (proof === null) throw new Error('There is no such account.');
    const { address, balance } = { ...proof.account, ...more };
    return { kind: 'exit', index, address, balance, siblings: proof.siblings };
  };
  const requestOf = (index: number): ValidiumCall => {
    const proof = proveValidiumExit(accounts, index);
    if (proof === null) throw new Error('There is no such account.');
    const { balance } = proof.account;
    return { kind: 'requestExit', index, root, balance, siblings: proof.siblings };
  };
  const signatures = committee.attest(root, dataHash, data, false);
  const held = (): bigint => balanceIn(chain.state, contractAddress(validium.id));
  const update: ValidiumCall = { kind: 'update', root, dataHash, data: NOTHING, signatures };
  tryTo('ana', { kind: 'deposit' }, 30);
  tryTo('ben', { kind: 'deposit' }, 70);
  return { chain, tryTo, exitOf, requestOf, update, signatures, held };
}

describe('an update is refused', () => {
  const { tryTo, update, signatures } = sceneOf('committee');
  test('by anyone but the operator', () => {
    expect(tryTo('ana', update)).toBe('not-the-operator');
  });
  test('with fewer signatures than the threshold, or the same member’s twice, or for another root', () => {
    const [first = NOTHING] = signatures;
    expect(tryTo('operator', { ...update, signatures: [first] } as ValidiumCall)).toBe('too-few-signatures');
    expect(tryTo('operator', { ...update, signatures: [first, first, first] } as ValidiumCall)).toBe(
      'too-few-signatures',
    );
    expect(tryTo('operator', { ...update, root: dataHash } as ValidiumCall)).toBe('too-few-signatures');
  });
  test('without its data, where they belong on layer 1', () => {
    const onLayer1 = sceneOf('layer-1');
    expect(onLayer1.tryTo('operator', onLayer1.update)).toBe('data-missing');
    expect(onLayer1.tryTo('operator', { ...onLayer1.update, data } as ValidiumCall)).toBe('ok');
  });
});

describe('whoever leaves', () => {
  let scene: ReturnType<typeof sceneOf>;
  beforeEach(() => {
    scene = sceneOf('committee');
    expect(scene.tryTo('operator', scene.update)).toBe('ok');
  });
  const freeze = (): void => {
    scene.tryTo('ana', scene.requestOf(0));
    expect(scene.tryTo('ana', { kind: 'freeze', index: 0 })).toBe('grace-not-over');
    scene.chain.seal();
    expect(scene.tryTo('ana', { kind: 'freeze', index: 0 })).toBe('ok');
  };

  test('is served by the operator on request, once, and cannot be frozen for afterwards', () => {
    expect(scene.tryTo('operator', scene.exitOf(0))).toBe('not-requested');
    scene.tryTo('ana', scene.requestOf(0));
    expect(scene.tryTo('ana', scene.exitOf(0))).toBe('not-frozen');
    expect(scene.tryTo('operator', scene.exitOf(0))).toBe('ok');
    expect(scene.held()).toBe(70n);
    expect(scene.tryTo('ana', { kind: 'freeze', index: 0 })).toBe('not-requested');
    expect(scene.tryTo('ana', scene.requestOf(0))).toBe('already-exited');
    expect(scene.tryTo('operator', scene.exitOf(0))).toBe('not-requested');
    expect(scene.held()).toBe(70n);
  });

  test('and refuses its coins is served all the same, and cannot freeze the contract for all', () => {
    const stone = contractAddress('stone');
    const owned = withValidiumAccounts(accounts, [{ index: 2, address: stone, balance: wei(5) }]);
    const proof = proveValidiumExit(owned, 2);
    if (proof === null) throw new Error('There is no such account.');
    const { siblings } = proof;
    const [index, balance] = [2, 5n];
    const request = { kind: 'requestExit', index, root: validiumRoot(owned), balance, siblings } as const;
    const bare = createValidium({
      ...{ operator: operatorKey.address, dataOn: 'layer-1', threshold: 0, committee: [], grace: ms(24_000) },
    });
    const puppet: Contract<ValidiumCall> = {
      ...{ id: 'stone', codec: validiumCodec },
      call: (context, call) => context.call(bare, call),
    };
    const chain = new ContractChain({
      contracts: [bare, puppet],
      accounts: [[operatorKey.address, { balance: wei(1_000), nonce: 0 }]],
      feeMarket: false,
    });
    const operator = new ChainUser(chain, operatorKey);
    const ask = (to: Contract<ValidiumCall>, call: ValidiumCall, value = 0): string => {
      const id = operator.call(to, call, { value: wei(value) });
      chain.seal();
      return chain.receipt(id)?.code ?? 'not included';
    };
    const all = encodeValidiumData([...changed, { index, address: stone, balance: wei(5) }]);
    const hash = hashHex(sha256(all));
    ask(bare, { kind: 'deposit' }, 105);
    ask(bare, { kind: 'update', root: request.root, dataHash: hash, data: all, signatures: [] });
    expect(ask(puppet, request)).toBe('ok');
    expect(ask(bare, { kind: 'exit', index, address: stone, balance, siblings })).toBe('ok');
    expect(balanceIn(chain.state, contractAddress(bare.id))).toBe(105n);
    chain.sealMany(3);
    expect(ask(puppet, { kind: 'freeze', index })).toBe('not-requested');
    // The account is still there, for the day on which it takes its coins.
    expect(ask(puppet, request)).toBe('ok');
  });

  test('leaves alone after the freeze, with what the root says, once; the root stands still', () => {
    freeze();
    expect(scene.tryTo('operator', scene.update)).toBe('frozen');
    expect(scene.tryTo('ben', { kind: 'deposit' }, 5)).toBe('frozen');
    expect(scene.tryTo('ana', scene.exitOf(0, { balance: wei(31) }))).toBe('wrong-exit-proof');
    expect(scene.tryTo('ben', scene.exitOf(0, { address: benKey.address }))).toBe('wrong-exit-proof');
    expect(scene.tryTo('ana', scene.exitOf(0))).toBe('ok');
    expect(scene.tryTo('ana', scene.exitOf(0))).toBe('already-exited');
    expect(scene.held()).toBe(70n);
    // Anyone can show the proof; the coins go to whom the account belongs.
    expect(scene.tryTo('ana', scene.exitOf(1))).toBe('ok');
    expect(scene.held()).toBe(0n);
  });

  test('asks for no account but their own, by a root that the validium had: nobody freezes it by what cannot be served', () => {
    const own = scene.requestOf(0) as ValidiumCall & { kind: 'requestExit' };
    expect(scene.tryTo('ben', own)).toBe('not-the-owner');
    expect(scene.tryTo('ana', { ...own, index: 7 })).toBe('not-the-owner');
    expect(scene.tryTo('ana', { ...own, index: 2 ** 40 })).toBe('not-the-owner');
    expect(scene.tryTo('ana', { ...own, balance: 31n })).toBe('not-the-owner');
    expect(scene.tryTo('ana', { ...own, root: dataHash })).toBe('unknown-root');
    scene.chain.sealMany(3);
    for (const index of [0, 7]) expect(scene.tryTo('ana', { kind: 'freeze', index })).toBe('not-requested');
    expect(scene.tryTo('ana', own)).toBe('ok');
  });

  test('who asked for nothing freezes nothing', () => {
    expect(scene.tryTo('ben', { kind: 'freeze', index: 1 })).toBe('not-requested');
  });
});

test('accounts come back from the data of all updates, and from no fewer', () => {
  const more = encodeValidiumData([{ index: 1, address: benKey.address, balance: wei(1) }]);
  const rebuilt = rebuildValidium([data, more]);
  expect(rebuilt === null ? null : validiumRoot(rebuilt)).not.toBe(root);
  expect(rebuildValidium([data]) === null ? null : validiumRoot(rebuildValidium([data]) ?? accounts)).toBe(
    root,
  );
  expect(rebuildValidium([null, more])).toBeNull();
  expect(rebuildValidium([data.slice(1)])).toBeNull();
  expect(decodeValidiumData(Uint8Array.of(0x80)).ok).toBe(false);
});
