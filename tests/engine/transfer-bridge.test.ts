/** What the transfer rollup's bridge refuses, whoever asks: coins that are not the caller's, roots that are not final, proofs of another word. */
import { describe, expect, test } from 'vitest';
import {
  balanceIn,
  balancesOf,
  ChainUser,
  ContractChain,
  contractAddress,
  createKey,
  createTransferBridge,
  createTransferInbox,
  encodeOutput,
  emptyWords,
  getWord,
  ms,
  ok,
  outputRoot,
  paidByBridge,
  proveWord,
  ready,
  setWord,
  transferAccount,
  transferExit,
  transferInbox,
  transferWords,
  TransferRollup,
  TRANSFER_VAULT,
  vaultBalances,
  batchesIn,
  wei,
  withdrawCall,
  type AnyContract,
  type Contract,
  type OutputQuery,
  type OutputStatus,
  type Hash,
  type Address,
  type TransferBridgeCall,
  type WordTree,
} from '../../src/engine/index.ts';

await ready();
const [alice, bob] = [createKey('alice'), createKey('bob')];

/** A bridge beside an oracle that answers `answers[proposal]`, and two people with 100 wei each. */
function deploy(answers: (Uint8Array | null)[], others: readonly AnyContract[] = []) {
  const oracle: Contract<OutputQuery> = {
    id: 'oracle',
    call: (_context, { proposal }) => ok(answers[proposal] ?? new Uint8Array(0)),
  };
  const bridge = createTransferBridge({ oracle });
  const chain = new ContractChain({
    contracts: [createTransferInbox(100, 'own'), oracle, bridge, ...others],
    accounts: [alice, bob].map(({ address }) => [address, { balance: wei(100n), nonce: 0 }]),
    feeMarket: false,
  });
  const users = { alice: new ChainUser(chain, alice), bob: new ChainUser(chain, bob) };
  const genesis = balancesOf(vaultBalances());
  const node = () => new TransferRollup(genesis, batchesIn(chain.blocks));
  const codeOf = (hash: Hash): string => {
    chain.seal();
    return chain.receipt(hash)?.code ?? 'not included';
  };
  const ask = (call: TransferBridgeCall, value = 0n, who: keyof typeof users = 'alice'): string =>
    codeOf(users[who].call(bridge, call, { value: wei(value) }));
  const post = (who: keyof typeof users, from: bigint, to: bigint, amount: bigint): string =>
    codeOf(users[who].call(transferInbox, { kind: 'post', words: transferWords([{ from, to, amount }]) }));
  return { chain, bridge, users, node, ask, post };
}

const answer = (balances: WordTree, status: OutputStatus = 'final'): Uint8Array =>
  encodeOutput({ root: outputRoot(balances), height: 1, status, since: ms(0) });

/** A state in which the bridge owes so much to each. */
const owing = (...owed: readonly (readonly [Address, bigint])[]): WordTree =>
  owed.reduce((tree, [owner, total]) => setWord(tree, transferExit(owner), total), emptyWords(256));

describe('the transfer rollup’s bridge', () => {
  test('locks what comes along, and layer 2 has as much outside the vault', () => {
    const { chain, bridge, ask, node } = deploy([]);
    expect(ask({ kind: 'deposit', to: alice.address }, 30n)).toBe('ok');
    expect(ask({ kind: 'deposit', to: bob.address }, 12n, 'bob')).toBe('ok');
    expect(ask({ kind: 'deposit', to: bob.address }, 0n)).toBe('nothing-deposited');
    const balances = node().balancesAt(2);
    expect(getWord(balances, transferAccount(alice.address))).toBe(30n);
    expect(getWord(balances, transferAccount(bob.address))).toBe(12n);
    expect(getWord(balances, transferAccount(contractAddress(bridge.id)))).toBe(TRANSFER_VAULT - 42n);
    expect(balanceIn(chain.state, contractAddress(bridge.id))).toBe(42n);
  });

  test('stands beside an inbox where nobody moves coins of others, of the vault, or on their way out', () => {
    const { post, ask, bridge } = deploy([]);
    ask({ kind: 'deposit', to: alice.address }, 30n);
    const [mine, theirs] = [transferAccount(alice.address), transferAccount(bob.address)];
    expect(post('bob', mine, theirs, 30n)).toBe('not-own-coins');
    expect(post('bob', transferAccount(contractAddress(bridge.id)), theirs, 1n)).toBe('not-own-coins');
    expect(post('alice', mine, transferExit(alice.address), 30n)).toBe('ok');
    expect(post('alice', transferExit(alice.address), mine, 30n)).toBe('not-own-coins');
    expect(post('alice', mine, theirs, 1n)).toBe('ok');
  });

  test('refuses a batch of which only a later transfer moves coins of others', () => {
    const { chain, users } = deploy([]);
    const [mine, theirs] = [transferAccount(alice.address), transferAccount(bob.address)];
    const words = transferWords([
      { from: mine, to: theirs, amount: 0n },
      { from: theirs, to: mine, amount: 1n },
    ]);
    const hash = users.alice.call(transferInbox, { kind: 'post', words });
    chain.seal();
    expect(chain.receipt(hash)?.code).toBe('not-own-coins');
  });

  test('pays a total once, and what it grows by once more, to its owner whoever asks', () => {
    const states = [owing([bob.address, 7n]), owing([bob.address, 9n], [alice.address, 1n])];
    const { chain, ask, users } = deploy(states.map((state) => answer(state)));
    ask({ kind: 'deposit', to: alice.address }, 50n);
    const before = users.bob.balance;
    expect(ask(withdrawCall(0, bob.address, states[0] as WordTree))).toBe('ok');
    expect(users.bob.balance - before).toBe(7n);
    expect(ask(withdrawCall(0, bob.address, states[0] as WordTree), 0n, 'bob')).toBe('nothing-owed');
    expect(ask(withdrawCall(1, bob.address, states[1] as WordTree))).toBe('ok');
    expect(ask(withdrawCall(1, bob.address, states[1] as WordTree))).toBe('nothing-owed');
    expect(ask(withdrawCall(0, bob.address, states[0] as WordTree))).toBe('nothing-owed');
    expect(users.bob.balance - before).toBe(9n);
    expect(paidByBridge(chain.state, bob.address)).toBe(9n);
  });

  test('pays nothing under a root that is pending or invalid, or that the oracle does not know or garbles', () => {
    const state = owing([bob.address, 7n]);
    const garbled = answer(state).slice(1);
    const { ask } = deploy([answer(state, 'pending'), answer(state, 'invalid'), garbled, null]);
    ask({ kind: 'deposit', to: alice.address }, 50n);
    const codes = [0, 1, 2, 3, 4].map((proposal) => ask(withdrawCall(proposal, bob.address, state)));
    expect(codes.slice(0, 2)).toEqual(['output-not-final', 'output-not-final']);
    for (const code of codes.slice(2)) expect(code).not.toBe('ok');
  });

  test('takes no other total, owner, slot, path or mask than the proven, and no coins', () => {
    const state = owing([bob.address, 7n], [alice.address, 3n]);
    const { ask, chain } = deploy([answer(state)]);
    ask({ kind: 'deposit', to: alice.address }, 50n);
    const call = withdrawCall(0, bob.address, state) as TransferBridgeCall & { kind: 'withdraw' };
    const account = setWord(state, transferAccount(bob.address), 20n);
    const wrong: readonly TransferBridgeCall[] = [
      { ...call, total: 8n },
      { ...call, owner: alice.address },
      { ...call, hashes: [] },
      { ...call, hashes: [...call.hashes, ...call.hashes] },
      { ...call, mask: new Uint8Array(32) },
      { ...call, mask: new Uint8Array(31) },
      { ...call, mask: new Uint8Array(0), hashes: [] },
      { ...call, mask: new Uint8Array(1000).fill(255) },
      withdrawCall(0, bob.address, account),
    ];
    for (const one of wrong) expect(ask(one)).toBe('wrong-exit-proof');
    const { mask, hashes } = proveWord(account, transferAccount(bob.address));
    expect(hashes.length).toBeGreaterThan(0);
    expect(ask({ ...call, mask, total: 20n })).toBe('wrong-exit-proof');
    expect(ask(call, 1n)).toBe('needless-coins');
    expect(paidByBridge(chain.state, bob.address)).toBe(0n);
    expect(ask(call)).toBe('ok');
  });

  test('pays a contract that calls back once only', () => {
    const thief = contractAddress('thief');
    const state = owing([thief, 5n]);
    const call = withdrawCall(0, thief, state);
    const codes: string[] = [];
    const robber: Contract<never> = {
      id: 'thief',
      call: () => ok(new Uint8Array(0)),
      receive(context) {
        const again = context.call(
          createTransferBridge({ oracle: { id: 'oracle', call: () => ok(answer(state)) } }),
          call,
        );
        codes.push(again.ok ? 'ok' : again.rejection.code);
        return ok(new Uint8Array(0));
      },
    };
    const { ask, chain } = deploy([answer(state)], [robber]);
    ask({ kind: 'deposit', to: alice.address }, 50n);
    expect(ask(call)).toBe('ok');
    expect(codes).toEqual(['nothing-owed']);
    expect(paidByBridge(chain.state, thief)).toBe(5n);
  });

  test('owes nothing more to a contract that refuses its coins, and goes on owing it', () => {
    const stone = contractAddress('stone');
    const state = owing([stone, 5n]);
    const { ask, chain } = deploy([answer(state)], [{ id: 'stone', call: () => ok(new Uint8Array(0)) }]);
    ask({ kind: 'deposit', to: alice.address }, 50n);
    expect(ask(withdrawCall(0, stone, state))).toBe('not-payable');
    expect(paidByBridge(chain.state, stone)).toBe(0n);
  });

  test('refuses, with a value, a total beyond what it holds', () => {
    const state = owing([bob.address, 1n << 255n]);
    const { ask, chain } = deploy([answer(state)]);
    ask({ kind: 'deposit', to: alice.address }, 50n);
    expect(ask(withdrawCall(0, bob.address, state))).not.toBe('ok');
    expect(paidByBridge(chain.state, bob.address)).toBe(0n);
  });
});
