/** What the tests of tokens share: an issuer, four people, and a chain with one contract. */
import {
  ChainUser,
  ContractChain,
  contractAddress,
  createKey,
  ready,
  storedWord,
  wei,
  type Contract,
  type KeyPair,
} from '../../src/engine/index.ts';

await ready();

export const issuer: KeyPair = createKey('issuer');
export const people: readonly KeyPair[] = ['ana', 'bao', 'chi', 'dov'].map((name) => createKey(name));

/** A chain with one contract, where each call has a block of its own. */
export function stage<Call>(contract: Contract<Call>) {
  const chain = new ContractChain({
    contracts: [contract],
    accounts: [[issuer.address, { balance: wei(1_000_000n), nonce: 0 }]],
    feeMarket: false,
  });
  const submit = (who: KeyPair, call: Call, value = 0n) =>
    new ChainUser(chain, who).call(contract, call, { value: wei(value) });
  return {
    chain,
    submit,
    read: (slot: bigint) => storedWord(chain.state, contractAddress(contract.id), slot),
    call(who: KeyPair, call: Call, value = 0n): string {
      const id = submit(who, call, value);
      chain.seal();
      return chain.receipt(id)?.code ?? 'lost';
    },
  };
}

/** The person number `index`, round and round. */
export const at = (index: number): KeyPair => people[index % people.length] as KeyPair;
