/** What the tests of bridges share: two chains, people on them, and how calls end. */
import {
  bridgeVoucher,
  ChainUser,
  createKey,
  createTokenBridge,
  gas,
  richHolders,
  utf8,
  wei,
  type Contract,
  type Hash,
  type KeyPair,
  type RelayedEnd,
  type TokenBridge,
  type TokenBridgeSettings,
  type TransferCall,
} from '../../src/engine/index.ts';

export interface People {
  readonly ana: KeyPair;
  readonly ben: KeyPair;
  readonly carrier: KeyPair;
}

/** Needs `ready()`. */
export const people = (): People => ({
  ana: createKey('ana'),
  ben: createKey('ben'),
  carrier: createKey('relayer'),
});

/** A bridge with everyone on it, each chain one block old. */
export function bridgeWith(
  settings: Partial<TokenBridgeSettings> = {},
): TokenBridge & { readonly who: People } {
  const who = people();
  const bridge = createTokenBridge({
    holders: richHolders([who.ana.address, who.ben.address, who.carrier.address]),
    ...settings,
  });
  seal(bridge);
  return { ...bridge, who };
}

export const seal = ({ east, west }: TokenBridge, blocks = 1): void => {
  for (let block = 0; block < blocks; block += 1) {
    east.chain.seal();
    west.chain.seal();
  }
};

/** Calls `contract` in a block of its own; the code of how it ended. */
export function callAt<Call>(
  end: RelayedEnd,
  key: KeyPair,
  contract: Contract<Call>,
  call: Call,
  value = 0n,
): string {
  const id = new ChainUser(end.chain.chain, key).call(contract, call, {
    value: wei(value),
    gasLimit: gas(5_000_000),
  });
  end.chain.seal();
  return end.chain.chain.receipt(id)?.code ?? 'lost';
}

export interface SendOptions {
  readonly timeoutHeight?: number;
  readonly timeoutAt?: number;
}

/** The call that sends this chain's own coin, or the voucher of the other's. */
export const sendCall = (
  end: RelayedEnd,
  amount: bigint,
  to: KeyPair,
  isVoucher = false,
  { timeoutHeight = 10_000, timeoutAt = 0 }: SendOptions = {},
): TransferCall => ({
  kind: 'send',
  denomination: utf8(isVoucher ? bridgeVoucher(end) : end.chain.id === 'east' ? 'rai' : 'sol'),
  amount,
  receiver: to.address,
  timeoutHeight,
  timeoutAt,
});

/** Sends in the next block, without sealing it. */
export const submitSend = (
  end: RelayedEnd,
  from: KeyPair,
  amount: bigint,
  to: KeyPair,
  isVoucher = false,
  options: SendOptions = {},
): Hash =>
  new ChainUser(end.chain.chain, from).call(end.port, sendCall(end, amount, to, isVoucher, options), {
    value: wei(isVoucher ? 0n : amount),
    gasLimit: gas(1_000_000),
  });
