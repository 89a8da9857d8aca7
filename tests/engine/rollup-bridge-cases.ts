/** A rollup with a withdrawal under way, for tests of its bridge. */

import {
  ready,
  balanceIn,
  createKey,
  createRollupWallet,
  deployRollup,
  gas,
  proveWithdrawal,
  RollupNode,
  wei,
  type BridgeChecks,
  type Contract,
  type DeployedRollup,
  type Hash,
  type L2Block,
  type RollupDeployment,
  type ProvenWithdrawal,
  type RollupBridgeCall,
  type RollupWallet,
} from '../../src/engine/index.ts';

await ready();

export const COIN = 10n ** 18n;
export const sequencer = createKey('bridge sequencer');
export const challenger = createKey('bridge challenger');
export const ana = createRollupWallet('Ana');
export const ben = createRollupWallet('Ben');

/** Ana and Ben have locked 10 each; Ana has forced 3 home to herself, or to `to`. */
export class BridgeScene {
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
