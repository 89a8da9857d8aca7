/** What the ledger tests share: keys, a state in which some of them hold coins, and a valid transfer to spoil. */
import {
  createKey,
  createState,
  gas,
  ms,
  signTransfer,
  wei,
  type AccountState,
  type BlockContext,
  type KeyPair,
  type SignedTransfer,
  type Transfer,
} from 'strata';

export const CHAIN_ID = 7;
export const ETHER = 10n ** 18n;

export interface Cast {
  readonly alice: KeyPair;
  readonly bob: KeyPair;
  readonly carol: KeyPair;
  readonly state: AccountState;
  readonly context: BlockContext;
}

/** Alice holds 10 ether and bob 1; carol proposes. Await `ready()` before. */
export function createCast(): Cast {
  const [alice, bob, carol] = [createKey('alice'), createKey('bob'), createKey('carol')];
  const state = createState([
    [alice.address, { balance: wei(10n * ETHER), nonce: 0 }],
    [bob.address, { balance: wei(ETHER), nonce: 0 }],
  ]);
  const context = {
    height: 1,
    timestamp: ms(12_000),
    baseFee: wei(100n),
    proposer: carol.address,
    chainId: CHAIN_ID,
  };
  return { alice, bob, carol, state, context };
}

/** A transfer from `from` that holds in the cast's state and context, with `changes` signed into it. */
export const transferBy = (from: KeyPair, to: KeyPair, changes: Partial<Transfer> = {}): SignedTransfer =>
  signTransfer(
    {
      chainId: CHAIN_ID,
      nonce: 0,
      to: to.address,
      value: wei(1_000n),
      gasLimit: gas(21_000n),
      maxFeePerGas: wei(150n),
      maxPriorityFeePerGas: wei(20n),
      ...changes,
    },
    from.secretKey,
  );
