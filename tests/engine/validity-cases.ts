/** A validity rollup on a chain with two users and an operator, for the tests of its contract. */
import {
  aggregateBls,
  batchContext,
  batchMessage,
  blsSign,
  BRIDGE_ACCOUNT,
  ChainUser,
  ContractChain,
  contractAddress,
  createBlsKey,
  createKey,
  createRandom,
  encodeStarkProof,
  encodeValidityTransfers,
  gas,
  getAccount,
  LAYER_SUPPLY,
  makeBatch,
  proveBatch,
  provePossession,
  ROLLUP_SLOTS,
  rollupSlot,
  storedWord,
  validityAccount,
  validityGenesis,
  validityRollup,
  wei,
  type Hash,
  type MadeBatch,
  type ValidityCall,
  type ValidityTransfer,
  type ValidityTree,
} from '../../src/engine/index.ts';
import { FEW, must } from './stark-cases.ts';

/** How long a deposit may wait, in milliseconds. */
export const PATIENCE = 60_000;
export const rollup = validityRollup({ depth: 3, parameters: FEW, patienceMs: PATIENCE });
export const address = contractAddress(rollup.id);
export const signing = [1, 2].map((number) => createBlsKey(createRandom(number, 'signing')));

/** A chain with the rollup, two users with an account each, and the operator's view of the accounts. */
export class Bench {
  readonly contract: typeof rollup;
  readonly chain: ContractChain;
  readonly users: readonly ChainUser[];
  tree: ValidityTree = validityGenesis(3);
  number = 0;

  constructor(contract = rollup, funds = 100_000n) {
    this.contract = contract;
    const keys = ['ana', 'ben', 'op'].map(createKey);
    this.chain = new ContractChain({
      contracts: [contract],
      accounts: keys.map((key) => [key.address, { balance: wei(funds), nonce: 0 }]),
      feeMarket: false,
    });
    this.users = keys.map((key) => new ChainUser(this.chain, key));
  }

  user(index: number): ChainUser {
    return this.users[index] as ChainUser;
  }

  /** Calls and seals; the receipt's code. */
  call(index: number, call: ValidityCall, value = 0n): string {
    const id = this.user(index).call(this.contract, call, { value: wei(value), gasLimit: gas(20_000_000n) });
    this.chain.seal();
    return this.codeOf(id);
  }

  codeOf(id: Hash): string {
    return this.chain.receipt(id)?.code ?? 'missing';
  }

  open(index: number, value: bigint): string {
    const { publicKey, secretKey } = signing[index] as (typeof signing)[0];
    return this.call(index, { kind: 'open', publicKey, possession: provePossession(secretKey) }, value);
  }

  make(transfers: readonly ValidityTransfer[], context = batchContext(address, this.number)): MadeBatch {
    return must(makeBatch(this.tree, transfers, context));
  }

  /** The call that posts a batch, signed by these accounts. */
  callFor(made: MadeBatch, signers: readonly number[]): Extract<ValidityCall, { kind: 'batch' }> {
    const { oldRoot, newRoot, transfers } = made.claim;
    const message = batchMessage(made.claim);
    const sums = signers.map((account) =>
      blsSign(message, (signing[account - 1] as (typeof signing)[0]).secretKey),
    );
    return {
      kind: 'batch',
      oldRoot,
      newRoot,
      transfers: encodeValidityTransfers(transfers),
      proof: encodeStarkProof(must(proveBatch(made, { parameters: FEW }))),
      signature: signers.length === 0 ? new Uint8Array(0) : must(aggregateBls(sums)),
    };
  }

  /** Posts a batch; the operator's view follows when the root moved. */
  post(transfers: readonly ValidityTransfer[], signers: readonly number[]): string {
    const made = this.make(transfers);
    const code = this.call(2, this.callFor(made, signers));
    if (code === 'ok') {
      this.tree = made.tree;
      this.number += 1;
    }
    return code;
  }

  nonce(account: number): number {
    return validityAccount(this.tree, account).nonce;
  }

  deposit(to: number, amount: bigint, after = 0): ValidityTransfer {
    return { from: BRIDGE_ACCOUNT, to, amount, nonce: this.nonce(BRIDGE_ACCOUNT) + after };
  }

  stored(slot: bigint): bigint {
    return storedWord(this.chain.state, address, slot);
  }

  get locked(): bigint {
    return getAccount(this.chain.state.accounts, address).balance;
  }

  /** What the contract owes: on the layer, waiting to be brought in, and waiting to be paid out. */
  get owed(): bigint {
    let owed = LAYER_SUPPLY - validityAccount(this.tree, BRIDGE_ACCOUNT).balance;
    for (let at = this.stored(ROLLUP_SLOTS.depositsTaken); at < this.stored(ROLLUP_SLOTS.deposits); at += 1n)
      owed += (this.stored(rollupSlot('deposit', at)) >> 64n) & (2n ** 64n - 1n);
    for (const { address: owner } of this.users) owed += this.stored(rollupSlot('claim', BigInt(owner)));
    return owed;
  }
}

/** Both users with 1,000 on the layer. */
export function opened(contract = rollup): Bench {
  const bench = new Bench(contract);
  const codes = [bench.open(0, 1_000n), bench.open(1, 1_000n)];
  codes.push(bench.post([bench.deposit(1, 1_000n), bench.deposit(2, 1_000n, 1)], []));
  if (codes.some((code) => code !== 'ok')) throw new Error(codes.join());
  return bench;
}
/** Some coins from account 1 to account 2. */
export const transfer = (bench: Bench, amount = 10n): ValidityTransfer => ({
  from: 1,
  to: 2,
  amount,
  nonce: bench.nonce(1),
});
