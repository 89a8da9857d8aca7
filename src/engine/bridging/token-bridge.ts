/** Two chains, each with a light client of the other and a contract at its end of a token channel. */
import { createKey } from '../foundation/keys.ts';
import { ms, wei } from '../foundation/units.ts';
import type { Address, Ms, Wei } from '../foundation/units.ts';
import { balanceIn, storedWord } from '../layer1/machine/contracts/contract-state.ts';
import { contractAddress } from '../layer1/machine/contracts/contract.ts';
import type { AnyContract } from '../layer1/machine/contracts/contract.ts';
import { BridgedChain, genesisTrust } from './bridged-chain.ts';
import type { BridgeValidator } from './bridged-chain.ts';
import { lightClientContract } from './light-client-contract.ts';
import type { VerifyForeignHeader } from './light-client.ts';
import type { PacketProofs } from './packets.ts';
import type { RelayedEnd } from './relayer.ts';
import {
  ESCROW_SLOT,
  transferContract,
  voucherName,
  voucherSlot,
  voucherSupplySlot,
} from './transfer-contract.ts';

/** How two chains are connected. */
export interface TokenBridgeSettings {
  /** Who holds how much of each chain's own coin at the start. */
  readonly holders: readonly (readonly [Address, Wei])[];
  /** Stakes of the validators of each chain; four of 25 unless told. */
  readonly powers?: readonly bigint[];
  /** How long a header is trusted; two weeks unless told. */
  readonly trustingPeriod?: Ms;
  /** Blocks of each chain that may still be undone; none unless told. */
  readonly mayBeUndone?: number;
  /** Parts that a lab replaces: how both ends check proofs and headers. */
  readonly proofs?: PacketProofs;
  readonly verify?: VerifyForeignHeader;
  /** Contracts besides, on both chains. */
  readonly contracts?: readonly AnyContract[];
}

/** Two connected chains, `east` with the coin `rai` and `west` with the coin `sol`. */
export interface TokenBridge {
  readonly east: RelayedEnd;
  readonly west: RelayedEnd;
}

/** The keys of a chain's validators, from its name. Needs `ready()`. */
export const bridgeValidators = (chain: string, powers: readonly bigint[]): readonly BridgeValidator[] =>
  powers.map((power, index) => ({ key: createKey(`${chain} validator ${index}`), power }));

const COINS = { east: 'rai', west: 'sol' } as const;
const FOUR = [25n, 25n, 25n, 25n];

/** Sets up both chains. Each trusts the other's first validators, as whoever sets up a client must (ICS-7, "Client initialisation"). Needs `ready()`. */
export function createTokenBridge(settings: TokenBridgeSettings): TokenBridge {
  const { holders, powers = FOUR, trustingPeriod = ms(14 * 24 * 3_600_000), mayBeUndone = 0 } = settings;
  const { proofs, verify, contracts = [] } = settings;
  const endOf = (id: 'east' | 'west', other: 'east' | 'west', number: number): RelayedEnd => {
    const client = lightClientContract({
      id: `${id} client of ${other}`,
      chainId: other,
      trustingPeriod,
      maxClockDrift: ms(60_000),
      initial: genesisTrust(bridgeValidators(other, powers)),
      ...(verify === undefined ? {} : { verify }),
    });
    const port = transferContract({
      id: `${id}-port`,
      coin: COINS[id],
      client,
      counterparty: `${other}-port`,
      ...(proofs === undefined ? {} : { proofs }),
    });
    const chain = new BridgedChain({
      id,
      number,
      contracts: [client, port, ...contracts],
      shown: port.id,
      accounts: holders.map(([address, balance]) => [address, { balance, nonce: 0 }]),
      validators: bridgeValidators(id, powers),
      mayBeUndone,
    });
    return { chain, port, client };
  };
  return { east: endOf('east', 'west', 1), west: endOf('west', 'east', 2) };
}

/** The name of the voucher that `end` has for the coin of the other chain. */
export const bridgeVoucher = ({ chain, port }: RelayedEnd): string =>
  voucherName(port.id, chain.id === 'east' ? COINS.west : COINS.east);

/** How many vouchers for the other chain's coin `holder` has at `end`. */
export const vouchersOf = (end: RelayedEnd, holder: Address): bigint =>
  storedWord(end.chain.chain.state, end.chain.shown, voucherSlot(bridgeVoucher(end), holder));

/** How many vouchers for the other chain's coin there are at `end`. */
export const voucherSupply = (end: RelayedEnd): bigint =>
  storedWord(end.chain.chain.state, end.chain.shown, voucherSupplySlot(bridgeVoucher(end)));

/** How much of its own coin `end` has locked by its books, and what it holds. */
export const lockedAt = (end: RelayedEnd): { readonly booked: bigint; readonly held: Wei } => ({
  booked: storedWord(end.chain.chain.state, end.chain.shown, ESCROW_SLOT),
  held: balanceIn(end.chain.chain.state, contractAddress(end.port.id)),
});

/** A bridge with nobody on it yet but these, each with a million of both coins. */
export const richHolders = (addresses: readonly Address[]): readonly (readonly [Address, Wei])[] =>
  addresses.map((address) => [address, wei(1_000_000n)]);
