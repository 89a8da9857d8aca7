/** Coins across chains (ICS-20 in small): locked on the chain that they come from, and vouchers for them on the other. */
import { bigintToFixedBytes, bytesToHex, equalBytes, hexToBytes, utf8 } from '../foundation/bytes.ts';
import { decoding } from '../foundation/errors.ts';
import { keccak256 } from '../foundation/hash.ts';
import { ok, reject } from '../foundation/result.ts';
import type { Result } from '../foundation/result.ts';
import { decodeRlp, encodeRlp, rlpBytes, rlpInteger, rlpList, rlpQuantity } from '../foundation/rlp.ts';
import { ms, wei } from '../foundation/units.ts';
import type { Address } from '../foundation/units.ts';
import { callCodec } from '../layer1/machine/contracts/call-codec.ts';
import type { CallOf } from '../layer1/machine/contracts/call-codec.ts';
import { contractAddress } from '../layer1/machine/contracts/contract.ts';
import type { CallContext, Contract } from '../layer1/machine/contracts/contract.ts';
import { slotOf } from '../layer1/machine/contracts/slots.ts';
import { bytesWord } from '../layer1/machine/word.ts';
import type { Word } from '../layer1/machine/word.ts';
import {
  acknowledgePacket,
  answerPacket,
  decodePacket,
  receivePacket,
  sendPacket,
  timeOutPacket,
} from './packets.ts';
import type { ChannelEnd, Packet } from './packets.ts';

const codec = callCodec({
  /** Sends coins of this chain (the value that comes along) or vouchers; the timeout is in the other chain's height and time. */
  send: {
    denomination: 'bytes',
    amount: 'word',
    receiver: 'address',
    timeoutHeight: 'count',
    timeoutAt: 'count',
  },
  receive: { packet: 'bytes', proof: 'bytes', height: 'count' },
  acknowledge: { packet: 'bytes', answer: 'bytes', proof: 'bytes', height: 'count' },
  timeOut: { packet: 'bytes', proof: 'bytes', height: 'count' },
  /** Pays vouchers to someone on the same chain. */
  pay: { denomination: 'bytes', amount: 'word', to: 'address' },
});

/** What the contract at an end of a token channel is asked. */
export type TransferCall = CallOf<typeof codec>;

/** What a packet of coins says (ICS-20, `FungibleTokenPacketData`). */
export interface TransferData {
  /** The coin's name, before it the channels by which it came: `port/coin`. */
  readonly denomination: string;
  readonly amount: bigint;
  readonly sender: Address;
  readonly receiver: Address;
}

/** The one end of a token channel. */
export interface TransferSettings extends Omit<ChannelEnd, 'counterparty'> {
  readonly id: string;
  /** The `id` of the contract at the other end. */
  readonly counterparty: string;
  /** Name of this chain's own coin. */
  readonly coin: string;
}

/** The answer to a packet that was carried out; any other refuses it (ICS-20, "Packet relay"). */
export const TRANSFER_DONE: Uint8Array = Uint8Array.of(1);

const BALANCES = 16n;
const SUPPLIES = 17n;
const ESCROW = 18n;
const RULE = 'ICS-20, "Packet relay"';
const LONGEST_NAME = 128;

const refuse = (code: string, message: string, received: unknown, expected: unknown): Result<never> =>
  reject({ code, rule: RULE, message, received, expected });

const nameWord = (denomination: string): Word => bytesWord(keccak256(utf8(denomination)));

/** The slot in which a transfer contract keeps a holder's vouchers of `denomination`. */
export const voucherSlot = (denomination: string, holder: Address): Word =>
  slotOf(slotOf(BALANCES, nameWord(denomination)), BigInt(holder));

/** The slot in which it keeps how many vouchers of `denomination` there are. */
export const voucherSupplySlot = (denomination: string): Word => slotOf(SUPPLIES, nameWord(denomination));

/** The slot in which it keeps how many of its own chain's coins are locked. */
export const ESCROW_SLOT: Word = ESCROW;

/** The name of the voucher for `denomination` at the contract called `id`. */
export const voucherName = (id: string, denomination: string): string => `${id}/${denomination}`;

/** The data of a packet of coins, as RLP. */
export const encodeTransferData = ({ denomination, amount, sender, receiver }: TransferData): Uint8Array =>
  encodeRlp([utf8(denomination), rlpInteger(amount), hexToBytes(sender), hexToBytes(receiver)]);

const textOf = (bytes: Uint8Array): Result<string> => {
  const text = String.fromCharCode(...bytes.subarray(0, LONGEST_NAME + 1));
  return bytes.length > LONGEST_NAME || bytes.length === 0 || !equalBytes(utf8(text), bytes)
    ? refuse('malformed-denomination', 'A coin’s name is short and plain.', bytes.length, LONGEST_NAME)
    : ok(text);
};

/** What the data of a packet of coins say. Refused: any form that {@link encodeTransferData} would not write, and no amount. */
export function decodeTransferData(data: Uint8Array): Result<TransferData> {
  const decoded = decodeRlp(data);
  if (!decoded.ok) return decoded;
  const read = decoding(() => {
    const [denomination, amount, sender, receiver] = rlpList(decoded.value, 4, 'A transfer', RULE);
    return {
      name: rlpBytes(denomination, 'The denomination', RULE),
      amount: rlpQuantity(amount, 'The amount', RULE),
      sender: bytesToHex(rlpBytes(sender, 'The sender', RULE, 20)) as Address,
      receiver: bytesToHex(rlpBytes(receiver, 'The receiver', RULE, 20)) as Address,
    };
  });
  if (!read.ok) return read;
  const { name, ...rest } = read.value;
  const denomination = textOf(name);
  if (!denomination.ok) return denomination;
  if (rest.amount === 0n) return refuse('no-amount', 'Nothing is sent.', 0n, 'more than 0');
  return ok({ ...rest, denomination: denomination.value });
}

/** Adds `amount` (negative: takes away) to vouchers of `holder` and to their supply. Refused when the holder does not have them. */
function changeVouchers(
  context: CallContext,
  denomination: string,
  holder: Address,
  amount: bigint,
): Result<void> {
  const slot = voucherSlot(denomination, holder);
  const held = context.load(slot);
  const supply = context.load(voucherSupplySlot(denomination));
  if (held + amount < 0n) return refuse('too-few-vouchers', 'The holder has fewer.', held, -amount);
  if (supply + amount >= 1n << 256n)
    return refuse('too-many-vouchers', 'That cannot be counted.', supply, amount);
  context.store(slot, held + amount);
  context.store(voucherSupplySlot(denomination), supply + amount);
  return ok(undefined);
}

/** Pays locked coins out. Refused when fewer are locked: what the other chain did not lock here it cannot release. */
function release(context: CallContext, to: Address, amount: bigint): Result<Uint8Array> {
  const locked = context.load(ESCROW);
  if (locked < amount) return refuse('escrow-too-small', 'Fewer coins are locked.', locked, amount);
  // Written down before the coins leave: whoever is paid may call back.
  context.store(ESCROW, locked - amount);
  const paid = context.send(to, wei(amount));
  if (!paid.ok) context.store(ESCROW, locked);
  return paid;
}

/**
 * The contract at one end of a token channel. Coins that leave their own chain are locked in it and come as vouchers at
 * the other end, named after the channel; vouchers that go home are destroyed and release what was locked. So at any moment
 * what is locked here is what vouchers there are plus what is under way (ICS-20, "Technical specification"). A packet that was refused or
 * timed out gives the sender everything back.
 */
export function transferContract(settings: TransferSettings): Contract<TransferCall> {
  const { id, coin } = settings;
  const end: ChannelEnd = { ...settings, counterparty: contractAddress(settings.counterparty) };

  const give = (
    context: CallContext,
    { denomination, amount }: TransferData,
    to: Address,
  ): Result<unknown> =>
    denomination === coin ? release(context, to, amount) : changeVouchers(context, denomination, to, amount);

  const send = (context: CallContext, call: Extract<TransferCall, { kind: 'send' }>): Result<Uint8Array> => {
    const name = textOf(call.denomination);
    if (!name.ok) return name;
    const data = {
      denomination: name.value,
      amount: call.amount,
      sender: context.caller,
      receiver: call.receiver,
    };
    if (call.amount === 0n) return refuse('no-amount', 'Nothing is sent.', 0n, 'more than 0');
    if (context.value !== (data.denomination === coin ? call.amount : 0n))
      return refuse(
        'wrong-value',
        'The coins that come along are not the amount.',
        context.value,
        call.amount,
      );
    if (data.denomination === coin) context.store(ESCROW, context.load(ESCROW) + call.amount);
    else {
      const burnt = changeVouchers(context, data.denomination, context.caller, -call.amount);
      if (!burnt.ok) return burnt;
    }
    const timeout = { height: call.timeoutHeight, timestamp: ms(call.timeoutAt) };
    const sent = sendPacket(context, end, encodeTransferData(data), timeout);
    return sent.ok ? ok(bigintToFixedBytes(BigInt(sent.value.sequence), 32)) : sent;
  };

  /** Carries out a received packet: a voucher of ours coming home releases coins, anything else becomes a voucher here. */
  const carryOut = (context: CallContext, data: TransferData, from: string): Result<unknown> => {
    if (data.denomination.startsWith(from)) {
      const rest = data.denomination.slice(from.length);
      return give(context, { ...data, denomination: rest }, data.receiver);
    }
    const name = voucherName(id, data.denomination);
    if (name.length > LONGEST_NAME)
      return refuse('malformed-denomination', 'The coin came too far.', name.length, LONGEST_NAME);
    return changeVouchers(context, name, data.receiver, data.amount);
  };

  const receive = (
    context: CallContext,
    packet: Packet,
    proof: Uint8Array,
    height: number,
  ): Result<Uint8Array> => {
    const received = receivePacket(context, end, packet, { proof, height });
    if (!received.ok) return received;
    const data = decodeTransferData(packet.data);
    const done = data.ok ? carryOut(context, data.value, `${settings.counterparty}/`) : data;
    const answer = done.ok ? TRANSFER_DONE : utf8(done.rejection.code);
    answerPacket(context, packet, answer);
    return ok(answer);
  };

  const refund = (context: CallContext, packet: Packet): Result<Uint8Array> => {
    const data = decodeTransferData(packet.data);
    if (!data.ok) return data;
    const back = give(context, data.value, data.value.sender);
    return back.ok ? ok(new Uint8Array(0)) : back;
  };

  return {
    id,
    codec,
    call(context, call) {
      if (call.kind === 'send') return send(context, call);
      if (context.value !== 0n)
        return refuse('not-payable', 'Coins come with what is sent only.', context.value, 0n);
      if (call.kind === 'pay') {
        const name = textOf(call.denomination);
        if (!name.ok) return name;
        const taken = changeVouchers(context, name.value, context.caller, -call.amount);
        if (!taken.ok) return taken;
        const given = changeVouchers(context, name.value, call.to, call.amount);
        return given.ok ? ok(new Uint8Array(0)) : given;
      }
      const packet = decodePacket(call.packet);
      if (!packet.ok) return packet;
      const shown = { proof: call.proof, height: call.height };
      if (call.kind === 'receive') return receive(context, packet.value, call.proof, call.height);
      const settled =
        call.kind === 'acknowledge'
          ? acknowledgePacket(context, end, packet.value, call.answer, shown)
          : timeOutPacket(context, end, packet.value, shown);
      if (!settled.ok) return settled;
      if (call.kind === 'acknowledge' && equalBytes(call.answer, TRANSFER_DONE)) return ok(new Uint8Array(0));
      return refund(context, packet.value);
    },
  };
}
