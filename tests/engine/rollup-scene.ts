/** A rollup on which Ana has locked ten coins, for tests of derivation and sequencer. */

import {
  ready,
  applyBatch,
  cosignersOf,
  createKey,
  createRollupWallet,
  decodeCompactBatch,
  deployRollup,
  rememberChecks,
  rollupAccountAt,
  rollupBalanceOf,
  rollupIndexOf,
  RollupNode,
  RollupSequencer,
  signDraft,
  signRollupOrder,
  wei,
  type CompactBatch,
  type DeployedRollup,
  type RollupDeployment,
  type RollupSequencerSettings,
  type RollupWallet,
} from '../../src/engine/index.ts';

await ready();

export const COIN = 10n ** 18n;
export const sequencerKey = createKey('derivation sequencer');
export const challenger = createKey('derivation challenger');
export const ana = createRollupWallet('Ana');
export const ben = createRollupWallet('Ben');
export const cem = createRollupWallet('Cem');
export const checkSignature = rememberChecks();

export class RollupScene {
  readonly rollup: DeployedRollup;
  readonly sequencer: RollupSequencer;
  readonly node: RollupNode;
  constructor(deployment: Partial<RollupDeployment> = {}, settings: Partial<RollupSequencerSettings> = {}) {
    const keys = { sequencer: sequencerKey, challenger, wallets: [ana, ben] };
    this.rollup = deployRollup({ ...keys, sequencingWindow: 4, parts: { checkSignature }, ...deployment });
    const { config, inbox } = this.rollup;
    this.node = new RollupNode(config);
    this.deposit(ana, 10n);
    this.seal();
    const account = this.rollup.user(config.sequencer);
    const ask = cosignersOf([ana, ben, cem]);
    this.sequencer = new RollupSequencer({ config, inbox, key: sequencerKey, account, ask, ...settings });
  }
  deposit({ address }: RollupWallet, coins: bigint): void {
    this.rollup
      .user(ana.address)
      .call(this.rollup.bridge, { kind: 'deposit', to: address }, { value: wei(coins * COIN) });
  }
  seal(blocks = 1): void {
    this.rollup.chain.sealMany(blocks);
    this.node.follow(this.rollup.chain.blocks);
  }
  order(wallet: RollupWallet, to: RollupWallet | 'layer-1', coins: bigint, ahead = 0) {
    const { state } = this.sequencer.draft;
    const index = rollupIndexOf(state, wallet.address);
    const nonce = ((index === null ? null : rollupAccountAt(state, index))?.nonce ?? 0) + ahead;
    const target = to === 'layer-1' ? to : to.address;
    const { chainId } = this.rollup.config;
    return signRollupOrder({ chainId, nonce, to: target, value: wei(coins * COIN), feeClass: 0 }, wallet.key);
  }
  balance({ address }: RollupWallet): bigint {
    return rollupBalanceOf(this.node.head.state, address) / COIN;
  }
  /** The code with which a batch in the next block would be skipped, or `ok`. */
  judge(data: Uint8Array): string {
    const { chain, config } = this.rollup;
    const applied = applyBatch(this.node.cursor, data, chain.height + 1, config);
    return applied.ok ? 'ok' : applied.rejection.code;
  }
  /** A good batch in which Ana pays Ben one coin, not posted. */
  batch(): CompactBatch {
    this.sequencer.follow();
    this.sequencer.accept(this.order(ana, ben, 1n));
    const { data } = signDraft(this.sequencer.draft, this.rollup.config, cosignersOf([ana, ben]));
    const decoded = decodeCompactBatch(data);
    if (!decoded.ok) throw new Error(decoded.rejection.message);
    return decoded.value;
  }
}
