/** A rollup on a chain of its own: layer 1 with inbox, oracle and bridge, the rollup's constants, and people with coins below. */
import type { KeyPair } from '../../foundation/keys.ts';
import { ms, wei } from '../../foundation/units.ts';
import type { Address, Hash, Ms, Wei } from '../../foundation/units.ts';
import { headerHash } from '../../layer1/chain/block.ts';
import { ChainUser } from '../../layer1/chain/chain-user.ts';
import { ContractChain } from '../../layer1/chain/contract-chain.ts';
import type { TrustedSetup } from '../../layer1/data/kzg-setup.ts';
import { contractAddress } from '../../layer1/machine/contracts/contract.ts';
import type { AnyContract, Contract } from '../../layer1/machine/contracts/contract.ts';
import { createBridge } from './bridge.ts';
import type { RollupBridgeCall } from './bridge.ts';
import type { BridgeChecks } from './bridge-checks.ts';
import { createInbox } from './inbox.ts';
import type { InboxCall } from './inbox.ts';
import type { OutputQuery } from './optimistic/output-oracle.ts';
import { createOutputProposer } from './output-proposer.ts';
import type { OutputProposerCall } from './output-proposer.ts';
import type { RollupConfig } from './rollup-config.ts';
import { registeredKeyOf } from './rollup-wallet.ts';
import type { RollupWallet } from './rollup-wallet.ts';

/** What may be chosen about a rollup. */
export interface RollupDeployment {
  /** The sequencer, which proposes output roots too. */
  readonly sequencer: KeyPair;
  /** Who may strike out a wrong output. */
  readonly challenger: KeyPair;
  /** Everyone else, each with as much on layer 1. */
  readonly wallets: readonly RollupWallet[];
  /** What everyone has on layer 1; 1,000 ether unless told. */
  readonly funds?: Wei;
  /** Whether the wallets' BLS keys are registered from the beginning; true unless told. */
  readonly registered?: boolean;
  /** 10 blocks unless told: Optimism has 3,600, half a day. */
  readonly sequencingWindow?: number;
  /** Time until a proposed output is final; 2 minutes unless told: Optimism had a week. */
  readonly outputDelay?: Ms;
  /** Time from a withdrawal's proof to its payment; a minute unless told. */
  readonly withdrawalDelay?: Ms;
  /** The four fees; nothing, and 1, 10 and 100 gwei times 21,000 unless told. */
  readonly fees?: RollupConfig['fees'];
  /** The bridge's checks, where not the reference's. */
  readonly checks?: Partial<BridgeChecks>;
  /** Who decides about outputs; {@link createOutputProposer} unless told. */
  readonly oracle?: Contract<OutputQuery>;
  /** How batches are written, read and signed, where not as the reference does. */
  readonly parts?: Pick<RollupConfig, 'encode' | 'decode' | 'checkSignature'>;
  /** Other contracts of layer 1, which may know the bridge's by its id. */
  readonly others?: readonly AnyContract[];
  readonly kzgSetup?: TrustedSetup;
  /** Whether gas has a price; it has none unless told, so that sums stay whole. */
  readonly feeMarket?: boolean;
}

/** A rollup that stands. */
export interface DeployedRollup {
  readonly chain: ContractChain;
  readonly config: RollupConfig;
  readonly inbox: Contract<InboxCall>;
  readonly bridge: Contract<RollupBridgeCall>;
  readonly outputs: Contract<OutputProposerCall>;
  /** The account of an address on layer 1. @throws RangeError for one that is nobody's */
  user(address: Address): ChainUser;
}

const GWEI_TRANSFER = 21_000n * 1_000_000_000n;

/** Sets up layer 1 and the rollup on it, before the first block. */
export function deployRollup(deployment: RollupDeployment): DeployedRollup {
  const { sequencer, challenger, wallets, registered = true, others = [], checks, kzgSetup } = deployment;
  const { funds = wei(1_000n * 10n ** 18n), sequencingWindow = 10, feeMarket = false } = deployment;
  const { outputDelay = ms(120_000), withdrawalDelay = ms(60_000), parts = {} } = deployment;
  const inbox = createInbox(sequencer.address);
  const proposing = { proposer: sequencer.address, challenger: challenger.address, delay: outputDelay };
  const outputs = createOutputProposer(proposing);
  const { oracle = outputs } = deployment;
  const bridge = createBridge({
    oracle,
    delay: withdrawalDelay,
    ...(checks === undefined ? {} : { checks }),
  });
  const keys = [sequencer, challenger, ...wallets.map(({ key }) => key)];
  const chain = new ContractChain({
    contracts: [inbox, outputs, bridge, ...(oracle === outputs ? [] : [oracle]), ...others],
    accounts: keys.map(({ address }) => [address, { balance: funds, nonce: 0 }] as const),
    feeMarket,
    ...(kzgSetup === undefined ? {} : { kzgSetup }),
  });
  const { header } = chain.genesis;
  const config: RollupConfig = {
    chainId: 42,
    inbox: contractAddress(inbox.id),
    bridge: contractAddress(bridge.id),
    sequencer: sequencer.address,
    sequencingWindow,
    fees: deployment.fees ?? [
      wei(0n),
      wei(GWEI_TRANSFER),
      wei(10n * GWEI_TRANSFER),
      wei(100n * GWEI_TRANSFER),
    ],
    start: { height: header.height, hash: headerHash(header) as Hash, timestamp: header.timestamp },
    accounts: registered
      ? wallets.map((wallet) => ({ address: wallet.address, blsKey: registeredKeyOf(wallet) }))
      : [],
    ...parts,
  };
  const users = new Map(keys.map((key) => [key.address, new ChainUser(chain, key)]));
  return {
    ...{ chain, config, inbox, bridge, outputs },
    user(address) {
      const user = users.get(address);
      if (user === undefined) throw new RangeError(`${address} is nobody's.`);
      return user;
    },
  };
}
