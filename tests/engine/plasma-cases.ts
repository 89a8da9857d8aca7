/** A Plasma chain at test size: who takes part, and the steps that most tests share. */
import {
  ChainUser,
  challengesIn,
  confirmationsBy,
  ContractChain,
  contractAddress,
  createKey,
  exitsOwed,
  gas,
  ms,
  plasmaContract,
  PlasmaOperator,
  plasmaView,
  positionOf,
  publishedFor,
  signPlasmaTransaction,
  wei,
  type Address,
  type Confirmations,
  type Contract,
  type KeyPair,
  type PlasmaCall,
  type PlasmaDataOf,
  type PlasmaRules,
  type PlasmaView,
  type SignedPlasmaTransaction,
} from '../../src/engine/index.ts';

export const HOUR = 3_600_000;
export const DAY = 24 * HOUR;
export const BOND = wei(100n);
export const START = 1_000_000n;

const keys = new Map<string, KeyPair>();
/** The key of someone with this name. */
export function keyOf(name: string): KeyPair {
  const known = keys.get(name) ?? createKey(`plasma ${name}`);
  keys.set(name, known);
  return known;
}

/** A chain below with a Plasma contract, its operator, and people with START coins each. */
export class PlasmaWorld {
  readonly contract: Contract<PlasmaCall>;
  readonly chain: ContractChain;
  readonly operator: PlasmaOperator;
  readonly users: ReadonlyMap<string, ChainUser>;
  /** What has been confirmed and handed over. */
  confirmations: Confirmations = new Map();

  constructor(
    names: readonly string[],
    settings: { hours?: number; rules?: Partial<PlasmaRules>; settledAfter?: number } = {},
  ) {
    const { hours = 6, rules, settledAfter = 0 } = settings;
    const operator = keyOf('operator');
    this.contract = plasmaContract({
      id: 'plasma',
      operator: operator.address,
      bond: BOND,
      ...(rules === undefined ? {} : { rules }),
    });
    this.chain = new ContractChain({
      contracts: [this.contract],
      accounts: [operator, ...names.map(keyOf)].map(({ address }) => [
        address,
        { balance: wei(START), nonce: 0 },
      ]),
      intervalMs: ms(hours * HOUR),
      feeMarket: false,
      gasLimit: gas(200_000_000),
    });
    this.operator = new PlasmaOperator(new ChainUser(this.chain, operator), this.contract, settledAfter);
    this.users = new Map(names.map((name) => [name, new ChainUser(this.chain, keyOf(name))]));
  }

  get address(): Address {
    return contractAddress(this.contract.id);
  }
  user(name: string): ChainUser {
    const user = name === 'operator' ? this.operator.user : this.users.get(name);
    if (user === undefined) throw new RangeError(`Nobody is called ${name}.`);
    return user;
  }
  view(): PlasmaView {
    return this.viewOf(this.operator.dataOf);
  }
  /** The chain with other data shown. */
  viewOf(dataOf: PlasmaDataOf): PlasmaView {
    return plasmaView(this.chain.blocks, this.contract.id, dataOf);
  }
  /** Seals until `time` has passed. */
  wait(time: number): void {
    const until = this.chain.now + time;
    while (this.chain.now < until) this.chain.seal();
  }
  /** Calls, seals, and says how it went: `ok` or the code of the refusal. */
  done(name: string, call: PlasmaCall, value = 0n): string {
    const id = this.user(name).call(this.contract, call, { value: wei(value) });
    this.chain.seal();
    return this.chain.receipt(id)?.code ?? 'not included';
  }
  deposit(name: string, value: bigint): string {
    return this.done(name, { kind: 'deposit' }, value);
  }
  /** The outputs of someone by number of position. */
  outputsOf(name: string, view = this.view()): readonly (readonly [bigint, bigint])[] {
    return [...view.state]
      .filter(([, { owner }]) => owner === keyOf(name).address)
      .map(([position, { amount }]) => [position, amount] as const);
  }
  /** A payment of `value` out of the output at `position`; what is left goes back. */
  payment(from: string, position: bigint, to: string, value: bigint): SignedPlasmaTransaction {
    const held = this.view().state.get(position)?.amount ?? wei(0n);
    const outputs = [
      { owner: keyOf(to).address, amount: wei(value) },
      { owner: keyOf(from).address, amount: wei(held - value) },
    ].filter(({ amount }) => amount > 0n);
    const published = publishedFor(this.view(), position, this.confirmations) ?? [];
    const transaction = { inputs: [positionOf(position)], outputs };
    return signPlasmaTransaction(this.address, transaction, [keyOf(from)], [published]);
  }
  /** A payment out of the first output that is large enough, handed to the operator. */
  pay(from: string, to: string, value: bigint): string {
    const found = this.outputsOf(from).find(([, amount]) => amount >= value);
    if (found === undefined) return 'nothing to pay with';
    const received = this.operator.receive(this.payment(from, found[0], to, value));
    return received.ok ? 'ok' : received.rejection.code;
  }
  /** The operator commits, and the people named confirm what is theirs. */
  commit(confirming: readonly string[] = [...this.users.keys()]): void {
    this.operator.commit();
    this.chain.seal();
    this.confirm(confirming);
  }
  confirm(names: readonly string[], view = this.view()): void {
    this.confirmations = new Map(
      [...this.confirmations].concat(names.flatMap((name) => [...confirmationsBy(view, keyOf(name))])),
    );
  }
  /** What someone honest does when awake: challenge, and leave when there is trouble. How many calls. */
  act(name: string, view = this.view()): number {
    const user = this.user(name);
    const challenges = challengesIn(view, this.confirmations);
    for (const call of challenges) user.call(this.contract, call, { gasLimit: gas(2_000_000) });
    const exits = view.trouble === null ? [] : exitsOwed(view, keyOf(name).address, this.confirmations);
    for (const call of exits) user.call(this.contract, call, { value: BOND, gasLimit: gas(2_000_000) });
    return challenges.length + exits.length;
  }
  finalise(most = 100): string {
    return this.done('operator', { kind: 'finaliseExits', most });
  }
}
