/** Packets between two chains (ICS-4 in small): sent once, received at most once, and settled by an answer or by a timeout. */
import {
  bigintToFixedBytes,
  bytesToBigint,
  bytesToHex,
  concatBytes,
  hexToBytes,
} from '../foundation/bytes.ts';
import { decoding } from '../foundation/errors.ts';
import { sha256 } from '../foundation/hash.ts';
import { ok, reject } from '../foundation/result.ts';
import type { Result } from '../foundation/result.ts';
import { decodeRlp, encodeRlp, rlpBytes, rlpInteger, rlpList, rlpQuantity } from '../foundation/rlp.ts';
import { ms } from '../foundation/units.ts';
import type { Address, Ms } from '../foundation/units.ts';
import type { CallContext, Contract } from '../layer1/machine/contracts/contract.ts';
import { slotOf } from '../layer1/machine/contracts/slots.ts';
import { wordBytes } from '../layer1/machine/word.ts';
import type { Word } from '../layer1/machine/word.ts';
import { decodeProof } from './ics23-codec.ts';
import { SMT_SPEC } from './ics23-specs.ts';
import { verifyMembership, verifyNonMembership } from './ics23-verify.ts';
import type { VerifyMembership, VerifyNonMembership } from './ics23-verify.ts';
import { askLightClient } from './light-client-contract.ts';
import type { LightClientCall } from './light-client-contract.ts';

/** From when on the other chain takes a packet no more: a height or a time of that chain, 0 for none of the two. */
export interface PacketTimeout {
  readonly height: number;
  readonly timestamp: Ms;
}

/** What travels. The two ends are contracts; what the data mean is theirs to say. */
export interface Packet {
  /** 1 for the first that the source sent on this channel. */
  readonly sequence: number;
  readonly source: Address;
  readonly destination: Address;
  readonly data: Uint8Array;
  readonly timeout: PacketTimeout;
}

/** How an end of a channel checks what it is shown; the parts that a lab replaces. */
export interface PacketProofs {
  readonly membership: VerifyMembership;
  readonly nonMembership: VerifyNonMembership;
}

/** One end of a channel, as the contract at it has it from its beginning; IBC's handshakes (ICS-3, ICS-4) would come to it. */
export interface ChannelEnd {
  /** The light client of the other chain. */
  readonly client: Contract<LightClientCall>;
  /** The contract at the other end. */
  readonly counterparty: Address;
  readonly proofs?: PacketProofs;
}

/** The reference's checks. */
export const REFERENCE_PROOFS: PacketProofs = {
  membership: verifyMembership,
  nonMembership: verifyNonMembership,
};

/** Where both ends keep their books; the contract around has the places from 16 on. */
const SENT = 0n;
const COMMITMENTS = 1n;
const RECEIPTS = 2n;
const ANSWERS = 3n;

/** The slot that says how many packets were sent. */
export const PACKETS_SENT_SLOT: Word = SENT;
/** The slot that commits to a packet under way. */
export const commitmentSlot = (sequence: number): Word => slotOf(COMMITMENTS, BigInt(sequence));
/** The slot that says that a packet was received. */
export const receiptSlot = (sequence: number): Word => slotOf(RECEIPTS, BigInt(sequence));
/** The slot that commits to the answer to a packet. */
export const answerSlot = (sequence: number): Word => slotOf(ANSWERS, BigInt(sequence));

const RULE = 'ICS-4, "Packet flow & handling"';
const refuse = (code: string, message: string, received: unknown, expected: unknown): Result<never> =>
  reject({ code, rule: RULE, message, received, expected });

/** A packet as bytes: RLP of its fields. */
export const encodePacket = ({ sequence, source, destination, data, timeout }: Packet): Uint8Array =>
  encodeRlp([
    rlpInteger(sequence),
    hexToBytes(source),
    hexToBytes(destination),
    data,
    rlpInteger(timeout.height),
    rlpInteger(timeout.timestamp),
  ]);

/** The packet that exactly `bytes` say. Refused: any form that {@link encodePacket} would not write. */
export function decodePacket(bytes: Uint8Array): Result<Packet> {
  const decoded = decodeRlp(bytes);
  if (!decoded.ok) return decoded;
  return decoding(() => {
    const [sequence, source, destination, data, height, timestamp] = rlpList(
      decoded.value,
      6,
      'A packet',
      RULE,
    );
    const count = (item: typeof sequence): number => Number(rlpQuantity(item, 'A number', RULE, 48));
    const address = (item: typeof source): Address =>
      bytesToHex(rlpBytes(item, 'An end', RULE, 20)) as Address;
    return {
      sequence: count(sequence),
      source: address(source),
      destination: address(destination),
      data: rlpBytes(data, 'The data', RULE),
      timeout: { height: count(height), timestamp: ms(count(timestamp)) },
    };
  });
}

/** What the source stores of a packet: SHA-256 over timeout and the data's hash (ICS-4, "Packet commitment"), both ends with it. */
export const packetCommitment = ({ source, destination, data, timeout }: Packet): Uint8Array =>
  sha256(
    concatBytes(
      bigintToFixedBytes(BigInt(timeout.timestamp), 8),
      bigintToFixedBytes(BigInt(timeout.height), 8),
      hexToBytes(source),
      hexToBytes(destination),
      sha256(data),
    ),
  );

const hasPassed = (
  { height, timestamp }: PacketTimeout,
  at: { readonly height: number; readonly timestamp: Ms },
) => (height !== 0 && at.height >= height) || (timestamp !== 0 && at.timestamp >= timestamp);

/**
 * Sends `data`: stores the commitment and writes the packet into the log for whoever relays. Refused: no timeout at all, and one
 * that has passed by what the light client knows.
 */
export function sendPacket(
  context: CallContext,
  end: ChannelEnd,
  data: Uint8Array,
  timeout: PacketTimeout,
): Result<Packet> {
  if (timeout.height === 0 && timeout.timestamp === 0)
    return refuse('no-timeout', 'A packet that never times out can be held back for ever.', 0, 'a timeout');
  const latest = askLightClient(context, end.client);
  if (!latest.ok) return latest;
  if (hasPassed(timeout, latest.value))
    return refuse('timeout-passed', 'The timeout has passed on the other chain.', timeout, latest.value);
  const sequence = Number(context.load(SENT)) + 1;
  const packet: Packet = { sequence, source: context.self, destination: end.counterparty, data, timeout };
  context.store(SENT, BigInt(sequence));
  context.store(commitmentSlot(sequence), bytesToBigint(packetCommitment(packet)));
  context.log('packet-sent', encodePacket(packet));
  return ok(packet);
}

/** Shows that a slot of the other end held `value`, or nothing, at `height`. */
function checkOther(
  context: CallContext,
  end: ChannelEnd,
  shown: ShownProof,
  slot: Word,
  value: Uint8Array | null,
): Result<{ readonly height: number; readonly timestamp: Ms }> {
  const state = askLightClient(context, end.client, shown.height);
  if (!state.ok) return state;
  const proof = decodeProof(shown.proof);
  if (!proof.ok) return proof;
  const { membership, nonMembership } = end.proofs ?? REFERENCE_PROOFS;
  const [root, key] = [hexToBytes(state.value.appHash), wordBytes(slot)];
  const verdict =
    value === null
      ? nonMembership(SMT_SPEC, root, proof.value, key)
      : membership(SMT_SPEC, root, proof.value, key, value);
  return verdict.ok ? ok(state.value) : verdict;
}

/** An encoded ICS-23 proof, and the height whose header it leads to. */
export interface ShownProof {
  readonly proof: Uint8Array;
  readonly height: number;
}

/**
 * Takes a packet in, once, in whatever order they come (ICS-4's unordered channel). Refused: one for or from someone else, one that timed out, one that was received before, and one
 * that the source is not shown to have sent. What the data ask for comes afterwards, and then an answer ({@link answerPacket}).
 */
export function receivePacket(
  context: CallContext,
  end: ChannelEnd,
  packet: Packet,
  shown: ShownProof,
): Result<void> {
  const { sequence, source, destination, timeout } = packet;
  if (destination !== context.self || source !== end.counterparty)
    return refuse(
      'wrong-channel',
      'The packet is on another channel.',
      [source, destination],
      end.counterparty,
    );
  if (hasPassed(timeout, context.block))
    return refuse('packet-timed-out', 'The packet came too late.', context.block, timeout);
  if (context.load(receiptSlot(sequence)) !== 0n)
    return refuse('packet-already-received', 'The packet was received before.', sequence, 'a new one');
  const sent = checkOther(context, end, shown, commitmentSlot(sequence), packetCommitment(packet));
  if (!sent.ok) return sent;
  context.store(receiptSlot(sequence), 1n);
  context.log('packet-received', encodePacket(packet));
  return ok(undefined);
}

/** Writes the answer to a received packet, for the source to be shown. */
export function answerPacket(context: CallContext, packet: Packet, answer: Uint8Array): void {
  context.store(answerSlot(packet.sequence), bytesToBigint(sha256(answer)));
  context.log('packet-answered', encodeRlp([encodePacket(packet), answer]));
}

function checkUnderWay(context: CallContext, packet: Packet): Result<void> {
  const stored = context.load(commitmentSlot(packet.sequence));
  if (packet.source !== context.self || stored !== bytesToBigint(packetCommitment(packet)))
    return refuse(
      'not-under-way',
      'This packet is not under way: never sent, or settled.',
      packet.sequence,
      'one that is',
    );
  return ok(undefined);
}

/** Settles a packet by the other end's answer. Refused: a packet not under way, and an answer that the other end is not shown to have given. */
export function acknowledgePacket(
  context: CallContext,
  end: ChannelEnd,
  packet: Packet,
  answer: Uint8Array,
  shown: ShownProof,
): Result<void> {
  const underWay = checkUnderWay(context, packet);
  if (!underWay.ok) return underWay;
  const given = checkOther(context, end, shown, answerSlot(packet.sequence), sha256(answer));
  if (!given.ok) return given;
  context.store(commitmentSlot(packet.sequence), 0n);
  return ok(undefined);
}

/**
 * Settles a packet that was not received in time: a header of the other chain at or after the timeout, and the proof that
 * there is no receipt in its state. Refused: a packet not under way, a header from before the timeout, a proof that does not hold.
 */
export function timeOutPacket(
  context: CallContext,
  end: ChannelEnd,
  packet: Packet,
  shown: ShownProof,
): Result<void> {
  const underWay = checkUnderWay(context, packet);
  if (!underWay.ok) return underWay;
  const absent = checkOther(context, end, shown, receiptSlot(packet.sequence), null);
  if (!absent.ok) return absent;
  if (!hasPassed(packet.timeout, absent.value))
    return refuse('not-timed-out', 'The header is from before the timeout.', absent.value, packet.timeout);
  context.store(commitmentSlot(packet.sequence), 0n);
  return ok(undefined);
}
