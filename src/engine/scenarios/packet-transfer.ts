/** Scenario: coins go to another chain and come home, one packet is refused, and one comes too late. */
import { utf8 } from '../foundation/bytes.ts';
import { createKey } from '../foundation/keys.ts';
import { createRandom } from '../foundation/random.ts';
import { gas, wei } from '../foundation/units.ts';
import type { Address, Gas, Wei } from '../foundation/units.ts';
import type { VerifyForeignHeader } from '../bridging/light-client.ts';
import { commitmentSlot } from '../bridging/packets.ts';
import type { PacketProofs } from '../bridging/packets.ts';
import { Relayer } from '../bridging/relayer.ts';
import type { RelayedCall, RelayedEnd } from '../bridging/relayer.ts';
import {
  bridgeVoucher,
  createTokenBridge,
  lockedAt,
  richHolders,
  voucherSupply,
} from '../bridging/token-bridge.ts';
import { ChainUser } from '../layer1/chain/chain-user.ts';
import { Recorder } from '../simulation/recorder.ts';
import type { Trace } from '../simulation/trace.ts';
import { sealBoth } from './bridge-trace.ts';

/** What a run of packets is made of. */
export interface PacketTransferSettings {
  readonly seed: number;
  /** The parts that a lab replaces; the reference unless told. */
  readonly proofs?: PacketProofs;
  readonly verify?: VerifyForeignHeader;
}

/** What a run of packets gives back. */
export interface PacketTransferRun {
  readonly trace: Trace;
  /** What went out, came home, and was sent too late and given back. */
  readonly sent: Wei;
  readonly home: Wei;
  readonly late: Wei;
  /** At the end: what is locked on the coins' own chain, and the vouchers on the other. */
  readonly locked: bigint;
  readonly vouchers: bigint;
  /** What the sender has at the end, of a million. */
  readonly balance: Wei;
  /** The transactions that the relayer made, and those of them that were refused. */
  readonly relayed: number;
  readonly refused: number;
  /** Gas of the dearest update and of the dearest receipt. */
  readonly updateGas: Gas;
  readonly receiveGas: Gas;
  /** Bytes of the last proof of a packet. */
  readonly proofBytes: number;
}

interface Sending {
  readonly from: ChainUser;
  readonly end: RelayedEnd;
  readonly denomination: string;
  readonly amount: bigint;
  readonly to: Address;
  readonly timeoutHeight: number;
}

function send({ from, end, denomination, amount, to: receiver, timeoutHeight }: Sending): void {
  const isOwn = denomination !== bridgeVoucher(end);
  from.call(
    end.port,
    { kind: 'send', denomination: utf8(denomination), amount, receiver, timeoutHeight, timeoutAt: 0 },
    { value: wei(isOwn ? amount : 0n), gasLimit: gas(1_000_000) },
  );
}

const most = (a: Gas, b: Gas): Gas => (a > b ? a : b);

/**
 * Ana sends coins from `east` to Ben on `west`, and Ben sends some of the vouchers home; a second packet of Ana's waits while the relayer sleeps, until it is too
 * late, and she gets its coins back. The relayer is nobody in particular.
 */
export function runPacketTransfer({ seed, proofs, verify }: PacketTransferSettings): PacketTransferRun {
  const random = createRandom(seed, 'packet-transfer');
  const recorder = new Recorder(seed);
  const [ana, ben, carrier] = [createKey('ana'), createKey('ben'), createKey('relayer')];
  const bridge = createTokenBridge({
    holders: richHolders([ana.address, ben.address, carrier.address]),
    ...(proofs === undefined ? {} : { proofs }),
    ...(verify === undefined ? {} : { verify }),
  });
  const { east, west } = bridge;
  const [payer, payee] = [new ChainUser(east.chain.chain, ana), new ChainUser(west.chain.chain, ben)];
  const relayer = new Relayer([east, west], carrier);
  const [sent, late] = [wei(random.int(500, 900)), wei(random.int(100, 200))];
  const home = wei(random.int(100, 400));
  const calls: RelayedCall[] = [];
  const blocks = (count: number, isAwake: boolean): void => {
    for (let block = 0; block < count; block += 1) {
      if (isAwake) calls.push(...relayer.relay());
      sealBoth(bridge, recorder);
    }
  };

  blocks(1, false);
  send({ from: payer, end: east, denomination: 'rai', amount: sent, to: ben.address, timeoutHeight: 50 });
  blocks(5, true);
  const voucher = bridgeVoucher(west);
  send({ from: payee, end: west, denomination: voucher, amount: home, to: ana.address, timeoutHeight: 50 });
  blocks(5, true);
  const until = west.chain.chain.height + 3;
  send({ from: payer, end: east, denomination: 'rai', amount: late, to: ben.address, timeoutHeight: until });
  blocks(4, false);
  const proofBytes = east.chain.proofOf(commitmentSlot(2), east.chain.chain.height).length;
  blocks(4, true);

  let [refused, updateGas, receiveGas] = [0, gas(0), gas(0)];
  for (const { kind, on, transaction } of calls) {
    const receipt = (on === 'east' ? east : west).chain.chain.receipt(transaction);
    if (receipt?.ok !== true) refused += 1;
    if (receipt?.ok === true && kind === 'update') updateGas = most(updateGas, receipt.gasUsed);
    if (receipt?.ok === true && kind === 'receive') receiveGas = most(receiveGas, receipt.gasUsed);
  }
  return {
    trace: recorder.trace(),
    sent,
    home,
    late,
    locked: lockedAt(east).booked,
    vouchers: voucherSupply(west),
    balance: payer.balance,
    relayed: calls.length,
    refused,
    updateGas,
    receiveGas,
    proofBytes,
  };
}
