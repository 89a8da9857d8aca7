/** A rollup with people, for scenarios: what happens on both layers goes into one trace. */
import { createKey } from '../foundation/keys.ts';
import type { KeyPair } from '../foundation/keys.ts';
import { createRandom } from '../foundation/random.ts';
import type { Random } from '../foundation/random.ts';
import { wei } from '../foundation/units.ts';
import type { Address, Hash, Wei } from '../foundation/units.ts';
import type { SealedBlock } from '../layer1/chain/contract-chain.ts';
import { contractTransactionHash } from '../layer1/ledger/contract-transaction.ts';
import { balanceIn } from '../layer1/machine/contracts/contract-state.ts';
import type { Contract } from '../layer1/machine/contracts/contract.ts';
import { rememberChecks } from '../layer2/rollups/batch-signature.ts';
import { deployRollup } from '../layer2/rollups/deploy-rollup.ts';
import type { DeployedRollup, RollupDeployment } from '../layer2/rollups/deploy-rollup.ts';
import type { L2Block } from '../layer2/rollups/rollup-config.ts';
import { RollupNode } from '../layer2/rollups/rollup-node.ts';
import { createRollupWallet } from '../layer2/rollups/rollup-wallet.ts';
import type { RollupWallet } from '../layer2/rollups/rollup-wallet.ts';
import { signRollupOrder } from '../layer2/rollups/sequencer-order.ts';
import type { RollupOrder, SignedRollupOrder } from '../layer2/rollups/sequencer-order.ts';
import { rollupAccountAt, rollupIndexOf } from '../layer2/rollups/rollup-state.ts';
import type { RollupState } from '../layer2/rollups/rollup-state.ts';
import { Recorder } from '../simulation/recorder.ts';
import type { NewTraceEvent } from '../simulation/recorder.ts';

/** One ether. */
export const ETHER = 10n ** 18n;

type WithoutTime<E> = E extends NewTraceEvent ? Omit<E, 'at'> : never;

/** A rollup, its people, an honest node, and the trace. */
export class RollupWorld {
  readonly rollup: DeployedRollup;
  readonly wallets: readonly RollupWallet[];
  readonly sequencerKey: KeyPair;
  readonly random: Random;
  readonly recorder: Recorder;
  /** An honest node that reads layer 1 after every block. */
  readonly node: RollupNode;
  readonly #names: ReadonlyMap<Address, string>;
  #derived = new Set<Hash>();
  #skipped = 0;

  /** People called `names`, each with 1,000 ether on layer 1. */
  constructor(
    seed: number,
    names: readonly string[],
    deployment: Omit<RollupDeployment, 'sequencer' | 'challenger' | 'wallets'> = {},
  ) {
    this.random = createRandom(seed, 'rollup-world');
    this.recorder = new Recorder(seed);
    this.sequencerKey = createKey('rollup sequencer');
    this.wallets = names.map((name) => createRollupWallet(name, seed));
    const challenger = createKey('rollup challenger');
    const { sequencerKey: sequencer, wallets } = this;
    // All nodes of the world share one memory of signatures: each batch costs its pairings once.
    const parts = { checkSignature: rememberChecks(), ...deployment.parts };
    this.rollup = deployRollup({ sequencer, challenger, wallets, ...deployment, parts });
    this.node = new RollupNode(this.rollup.config);
    this.#names = new Map<Address, string>([
      ...wallets.map(({ address, name }) => [address, name] as const),
      [sequencer.address, 'sequencer'],
      [challenger.address, 'challenger'],
    ]);
  }

  /** Who an address belongs to, or the address itself. */
  nameOf(address: Address): string {
    return this.#names.get(address) ?? address;
  }

  /** The wallet of `name`. @throws RangeError for anyone else */
  wallet(name: string): RollupWallet {
    const wallet = this.wallets.find((one) => one.name === name);
    if (wallet === undefined) throw new RangeError(`Nobody here is called ${name}.`);
    return wallet;
  }

  /** Writes an event down, now. */
  record(event: WithoutTime<NewTraceEvent>): void {
    this.recorder.record({ at: this.rollup.chain.now, ...event } as NewTraceEvent);
  }

  /** A call on layer 1 by its owner; its id. */
  send<Call>(owner: Address, contract: Contract<Call>, call: Call, value: Wei = wei(0n)): Hash {
    return this.rollup.user(owner).call(contract, call, { value });
  }

  /** Somebody locks coins in the bridge for their own account. */
  deposit(wallet: RollupWallet, value: Wei): Hash {
    const { name, address } = wallet;
    this.record({ kind: 'rollup-deposit', actor: name, layer: 1, to: name, value: String(value) });
    return this.send(address, this.rollup.bridge, { kind: 'deposit', to: address }, value);
  }

  /** A signed order with the nonce that is next in `state`. */
  order(
    wallet: RollupWallet,
    state: RollupState,
    order: Pick<RollupOrder, 'to' | 'value' | 'feeClass'>,
  ): SignedRollupOrder {
    const index = rollupIndexOf(state, wallet.address);
    const nonce = (index === null ? null : rollupAccountAt(state, index))?.nonce ?? 0;
    return signRollupOrder({ chainId: this.rollup.config.chainId, nonce, ...order }, wallet.key);
  }

  /** What the bridge holds. */
  get locked(): Wei {
    return balanceIn(this.rollup.chain.state, this.rollup.config.bridge);
  }

  /** Seals the next block of layer 1, and has the honest node read it. */
  seal(): SealedBlock {
    const sealed = this.rollup.chain.seal();
    const { header, transactions } = sealed.block;
    this.record({
      kind: 'block-proposed',
      actor: 'layer 1',
      layer: 1,
      block: sealed.hash,
      parent: header.parent,
      height: header.height,
      transactions: transactions.map(contractTransactionHash),
      used: String(header.gasUsed),
      limit: String(header.gasLimit),
      fees: '0',
    });
    this.follow();
    return sealed;
  }

  /** Layer 1 loses its last blocks; their transactions wait again but for those that `drop` names. */
  reorganise(depth: number, drop: (transaction: Hash) => boolean = () => false): void {
    const { chain } = this.rollup;
    const undone = chain.reorganise(depth, drop);
    const to = chain.blocks.at(-1)?.hash ?? this.rollup.config.start.hash;
    const from = undone.at(-1)?.hash ?? to;
    this.record({ kind: 'reorganised', actor: 'layer 1', layer: 1, from, to, ancestor: to, depth });
    this.follow();
  }

  /** The honest node reads layer 1 as it is; what is new to it goes into the trace. */
  follow(): void {
    this.node.follow(this.rollup.chain.blocks);
    const { blocks, skipped } = this.node;
    for (const block of blocks) if (!this.#derived.has(block.hash)) this.#recordDerived(block);
    this.#derived = new Set(blocks.map(({ hash }) => hash));
    for (const { rejection } of skipped.slice(this.#skipped))
      this.record({
        kind: 'batch-skipped',
        actor: 'node',
        layer: 2,
        code: rejection.code,
        why: rejection.message,
      });
    this.#skipped = skipped.length;
  }

  #recordDerived(block: L2Block): void {
    const { hash, number, origin, source, transfers, messages, stateRoot } = block;
    if (source === 'genesis') return;
    this.record({
      kind: 'layer-2-derived',
      actor: 'node',
      layer: 2,
      block: hash,
      number,
      origin: origin.height,
      source,
      transfers: transfers.length,
      messages: messages.length,
      root: stateRoot,
    });
  }
}
