/** Tells a trace what happened on a chain with contracts: seals its blocks and turns their events into those of the trace. */
import { bytesToHex, bigintToFixedBytes } from '../foundation/bytes.ts';
import { gas, ms, wei } from '../foundation/units.ts';
import type { Address, Gas, Hash, Ms } from '../foundation/units.ts';
import { createKey } from '../foundation/keys.ts';
import type { KeyPair } from '../foundation/keys.ts';
import type { TransactionReceipt } from '../layer1/chain/apply-contract-transaction.ts';
import { ChainUser } from '../layer1/chain/chain-user.ts';
import { ContractChain } from '../layer1/chain/contract-chain.ts';
import type { SealedBlock } from '../layer1/chain/contract-chain.ts';
import type { AnyContract, Contract, ContractLog } from '../layer1/machine/contracts/contract.ts';
import { contractAddress } from '../layer1/machine/contracts/contract.ts';
import { balanceIn } from '../layer1/machine/contracts/contract-state.ts';
import { wordsOf } from '../layer2/plasma/exit-game.ts';
import type { Recorder } from '../simulation/recorder.ts';

/** What a teller is made with. */
export interface TellerSettings {
  readonly recorder: Recorder;
  /** What the chain above is called in the trace. */
  readonly child: string;
  /** The layer of this chain. */
  readonly layer: 1 | 2;
  readonly contracts: readonly AnyContract[];
  readonly people: readonly string[];
  /** What each of them has at the beginning. */
  readonly each: bigint;
  readonly intervalMs: Ms;
  /** What contracts hold at genesis, by their id. */
  readonly reserves?: readonly (readonly [id: string, reserve: bigint])[];
  readonly gasLimit?: Gas;
}

/** A chain of named people whose blocks are told to a trace. */
export class ChainTeller {
  readonly chain: ContractChain;
  readonly #settings: TellerSettings;
  readonly #names: ReadonlyMap<Address, string>;
  readonly #users: ReadonlyMap<string, ChainUser>;
  readonly #asked = new Map<string, number>();

  /** A chain at its genesis. Needs `ready()`. */
  constructor(settings: TellerSettings) {
    const { people, contracts, each, intervalMs, reserves = [], gasLimit = gas(30_000_000) } = settings;
    this.#settings = settings;
    this.chain = new ContractChain({
      contracts,
      accounts: [
        ...people.map((name) => [personKey(name).address, { balance: wei(each), nonce: 0 }] as const),
        ...reserves.map(
          ([id, reserve]) => [contractAddress(id), { balance: wei(reserve), nonce: 0 }] as const,
        ),
      ],
      intervalMs,
      feeMarket: false,
      gasLimit,
    });
    this.#names = new Map([
      ...people.map((name) => [personKey(name).address, name] as const),
      ...contracts.map(({ id }) => [contractAddress(id), id] as const),
    ]);
    this.#users = new Map(people.map((name) => [name, new ChainUser(this.chain, personKey(name))]));
  }

  /** The account of someone. @throws RangeError for a stranger */
  user(name: string): ChainUser {
    const user = this.#users.get(name);
    if (user === undefined) throw new RangeError(`Nobody here is called ${name}.`);
    return user;
  }

  /** What someone's address is called, the address itself for a stranger. */
  nameOf(address: Address): string {
    return this.#names.get(address) ?? address;
  }

  /** Puts a call into the pool. */
  call<Call>(name: string, contract: Contract<Call>, call: Call, value = 0n, gasLimit?: Gas): Hash {
    return this.user(name).call(contract, call, {
      value: wei(value),
      ...(gasLimit === undefined ? {} : { gasLimit }),
    });
  }

  /** Puts a call into the pool, seals, and gives its receipt. */
  done<Call>(name: string, contract: Contract<Call>, call: Call, value = 0n): TransactionReceipt {
    const id = this.call(name, contract, call, value);
    this.seal();
    const receipt = this.chain.receipt(id);
    if (receipt === null) throw new RangeError('The call is in no block.');
    return receipt;
  }

  /** The next block, told. */
  seal(): SealedBlock {
    const sealed = this.chain.seal();
    this.tell(sealed);
    return sealed;
  }

  /** Tells the events of a block that was sealed elsewhere. */
  tell(sealed: SealedBlock): void {
    for (const receipt of sealed.receipts) {
      const actor = this.nameOf(receipt.from);
      for (const log of receipt.logs) this.#tellLog(log, actor, sealed);
      if (!receipt.ok)
        this.#settings.recorder.record({
          kind: 'contract-called',
          at: this.chain.now,
          actor,
          layer: this.#settings.layer,
          contract: this.#settings.child,
          what: 'call',
          depth: 1,
          value: '0',
          outcome: receipt.code,
        });
    }
  }

  /** Seals until `time` has passed. */
  wait(time: number): void {
    const until = this.chain.now + time;
    while (this.chain.now < until) this.seal();
  }

  #tellLog({ contract, name, data }: ContractLog, actor: string, { state }: SealedBlock): void {
    const { recorder, layer, child } = this.#settings;
    const [first = 0n, second = 0n, third = 0n] = wordsOf(data);
    const base = { at: this.chain.now, actor, layer } as const;
    const held = `${balanceIn(state, contract)}`;
    const personOf = (word: bigint): string =>
      this.nameOf(bytesToHex(bigintToFixedBytes(word, 20)) as Address);
    switch (name) {
      case 'deposited':
      case 'locked':
        recorder.record({ ...base, kind: 'peg-locked', chain: child, value: `${third}`, locked: held });
        break;
      case 'block-committed':
        if (first % 1_000n === 0n) {
          const root = bytesToHex(bigintToFixedBytes(second, 32));
          recorder.record({
            ...base,
            kind: 'child-block-committed',
            chain: child,
            number: Number(first),
            root,
          });
        }
        break;
      case 'exit-started':
        this.#asked.set(`${first}`, this.chain.now);
        recorder.record({ ...base, kind: 'exit-started', exit: `${first}`, value: `${second}` });
        break;
      case 'exit-challenged':
      case 'challenge-answered': {
        const isAnswer = name === 'challenge-answered';
        const [exit, block] = [`${first}`, Number(second)];
        recorder.record({ ...base, kind: 'exit-questioned', exit, block, isAnswer });
        break;
      }
      case 'exit-cancelled':
        recorder.record({ ...base, kind: 'exit-cancelled', exit: `${first}` });
        break;
      case 'exit-paid': {
        const waited = this.chain.now - (this.#asked.get(`${first}`) ?? this.chain.now);
        const to = third === 0n ? actor : personOf(third);
        recorder.record({
          ...base,
          actor: to,
          kind: 'exit-paid',
          exit: `${first}`,
          value: `${second}`,
          waited,
        });
        break;
      }
      case 'released': {
        const to = personOf(first);
        recorder.record({
          ...base,
          actor: to,
          kind: 'peg-released',
          chain: child,
          value: `${second}`,
          locked: held,
        });
        break;
      }
    }
  }
}

const keys = new Map<string, KeyPair>();

/** The key of the person with this name, the same in every scenario. Needs `ready()`. */
export function personKey(name: string): KeyPair {
  const known = keys.get(name) ?? createKey(`person ${name}`);
  keys.set(name, known);
  return known;
}

/** Hours and days in milliseconds. */
export const HOUR_MS: Ms = ms(3_600_000);
