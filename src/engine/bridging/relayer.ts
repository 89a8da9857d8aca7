/** A relayer: carries headers, packets and answers between two chains. Nobody has to trust it, and anyone can be one. */
import { hexToBytes } from '../foundation/bytes.ts';
import type { KeyPair } from '../foundation/keys.ts';
import { decodeRlp, rlpBytes, rlpList } from '../foundation/rlp.ts';
import { gas } from '../foundation/units.ts';
import type { Hash } from '../foundation/units.ts';
import { ChainUser } from '../layer1/chain/chain-user.ts';
import { storedWord } from '../layer1/machine/contracts/contract-state.ts';
import { contractAddress } from '../layer1/machine/contracts/contract.ts';
import type { Contract } from '../layer1/machine/contracts/contract.ts';
import type { BridgedChain } from './bridged-chain.ts';
import { encodeHeaderUpdate } from './foreign-header.ts';
import { CLIENT_FROZEN_SLOT, CLIENT_LATEST_SLOT } from './light-client-contract.ts';
import type { LightClientCall } from './light-client-contract.ts';
import { answerSlot, commitmentSlot, decodePacket, encodePacket, receiptSlot } from './packets.ts';
import type { Packet } from './packets.ts';
import type { TransferCall } from './transfer-contract.ts';

/** One chain as a relayer sees it. */
export interface RelayedEnd {
  readonly chain: BridgedChain;
  /** The contract of the channel at this end. */
  readonly port: Contract<TransferCall>;
  /** The light client of the other chain on this one. */
  readonly client: Contract<LightClientCall>;
}

/** What a relayer did. */
export interface RelayedCall {
  readonly kind: 'update' | 'receive' | 'acknowledge' | 'timeOut';
  /** The chain that was called. */
  readonly on: string;
  /** The packet's number; 0 for an update. */
  readonly sequence: number;
  /** The packet's source. */
  readonly from: string;
  readonly transaction: Hash;
}

/** Enough for an update by a few dozen validators, or a packet with its proof. */
const RELAY_GAS = gas(3_000_000);

/** A packet that the source has sent, with what the destination answered, if it did. */
interface Seen {
  readonly packet: Packet;
  readonly answer: Uint8Array | null;
}

const wordAt = ({ chain }: RelayedEnd, port: Contract<never>, slot: bigint): bigint =>
  storedWord(chain.chain.state, contractAddress(port.id), slot);

/** The packets that `source` sent, and the answers that `destination` gave, out of the logs of both. */
function packetsBetween(source: RelayedEnd, destination: RelayedEnd): readonly Seen[] {
  const logsOf = (end: RelayedEnd, name: string): readonly Uint8Array[] =>
    end.chain.chain.blocks.flatMap(({ receipts }) =>
      receipts.flatMap(({ logs }) =>
        logs
          .filter((log) => log.name === name && log.contract === contractAddress(end.port.id))
          .map(({ data }) => hexToBytes(data)),
      ),
    );
  const answers = new Map<number, Uint8Array>();
  for (const data of logsOf(destination, 'packet-answered')) {
    const decoded = decodeRlp(data);
    if (!decoded.ok) continue;
    const [packet, answer] = rlpList(decoded.value, 2, 'An answer', 'Strata relayer');
    const read = decodePacket(rlpBytes(packet, 'The packet', 'Strata relayer'));
    if (read.ok) answers.set(read.value.sequence, rlpBytes(answer, 'The answer', 'Strata relayer'));
  }
  return logsOf(source, 'packet-sent').flatMap((data) => {
    const packet = decodePacket(data);
    return packet.ok ? [{ packet: packet.value, answer: answers.get(packet.value.sequence) ?? null }] : [];
  });
}

/**
 * A relayer that keeps nothing in mind: each time it looks at both chains and does what is still to be done, so that a crash
 * costs it time only.
 */
export class Relayer {
  readonly #ends: readonly [RelayedEnd, RelayedEnd];
  readonly #users: readonly [ChainUser, ChainUser];

  constructor(ends: readonly [RelayedEnd, RelayedEnd], key: KeyPair) {
    this.#ends = ends;
    this.#users = [new ChainUser(ends[0].chain.chain, key), new ChainUser(ends[1].chain.chain, key)];
  }

  /** Submits all that can be done now in both directions; what it submitted. It takes effect when the chains seal their next blocks. */
  relay(): readonly RelayedCall[] {
    const [a, b] = this.#ends;
    return [...this.#serve(a, b, this.#users[0]), ...this.#serve(b, a, this.#users[1])];
  }

  /** What can be done on `here` about packets in both directions, by what is final on `there`. */
  #serve(here: RelayedEnd, there: RelayedEnd, user: ChainUser): readonly RelayedCall[] {
    if (wordAt(here, here.client, CLIENT_FROZEN_SLOT) !== 0n) return [];
    const height = there.chain.finalHeight;
    const had = Number(wordAt(here, here.client, CLIENT_LATEST_SLOT));
    const on = here.chain.id;
    const calls: RelayedCall[] = [];
    const note = (kind: RelayedCall['kind'], sequence: number, from: string, transaction: Hash): void => {
      calls.push({ kind, on, sequence, from, transaction });
    };
    const wanted = [...this.#incoming(here, there, height), ...this.#outgoing(here, there, height)];
    if (wanted.length === 0 || height === 0) return [];
    if (height > had) {
      const header = encodeHeaderUpdate(there.chain.updateFor(had, height));
      note(
        'update',
        0,
        there.chain.id,
        user.call(here.client, { kind: 'update', header }, { gasLimit: RELAY_GAS }),
      );
    }
    for (const { call, sequence, from } of wanted)
      note(
        call.kind as RelayedCall['kind'],
        sequence,
        from,
        user.call(here.port, call, { gasLimit: RELAY_GAS }),
      );
    return calls;
  }

  /** Packets of `there` that `here` has not received. */
  #incoming(here: RelayedEnd, there: RelayedEnd, height: number): readonly Wanted[] {
    const final = there.chain.chain.blocks[height - 1];
    if (final === undefined) return [];
    return packetsBetween(there, here)
      .filter(({ packet }) => {
        const { timeout, sequence } = packet;
        const [next, now] = [here.chain.chain.height + 1, here.chain.chain.now];
        const isLate =
          (timeout.height !== 0 && next >= timeout.height) ||
          (timeout.timestamp !== 0 && now >= timeout.timestamp);
        const isSent = storedWord(final.state, there.chain.shown, commitmentSlot(sequence)) !== 0n;
        return !isLate && isSent && wordAt(here, here.port, receiptSlot(sequence)) === 0n;
      })
      .map(({ packet }) => ({
        sequence: packet.sequence,
        from: there.chain.id,
        call: {
          kind: 'receive',
          packet: encodePacket(packet),
          proof: there.chain.proofOf(commitmentSlot(packet.sequence), height),
          height,
        },
      }));
  }

  /** Packets of `here` that `there` has answered, or has let time out. */
  #outgoing(here: RelayedEnd, there: RelayedEnd, height: number): readonly Wanted[] {
    const final = there.chain.chain.blocks[height - 1];
    if (final === undefined) return [];
    return packetsBetween(here, there).flatMap(({ packet, answer }): Wanted[] => {
      const { sequence, timeout } = packet;
      if (wordAt(here, here.port, commitmentSlot(sequence)) === 0n) return [];
      const about = { sequence, from: here.chain.id };
      const hasAnswer = storedWord(final.state, there.chain.shown, answerSlot(sequence)) !== 0n;
      if (answer !== null && hasAnswer) {
        const proof = there.chain.proofOf(answerSlot(sequence), height);
        return [
          { ...about, call: { kind: 'acknowledge', packet: encodePacket(packet), answer, proof, height } },
        ];
      }
      const { timestamp } = final.block.header;
      const hasPassed =
        (timeout.height !== 0 && height >= timeout.height) ||
        (timeout.timestamp !== 0 && timestamp >= timeout.timestamp);
      if (!hasPassed || storedWord(final.state, there.chain.shown, receiptSlot(sequence)) !== 0n) return [];
      const proof = there.chain.proofOf(receiptSlot(sequence), height);
      return [{ ...about, call: { kind: 'timeOut', packet: encodePacket(packet), proof, height } }];
    });
  }
}

interface Wanted {
  readonly call: TransferCall;
  readonly sequence: number;
  readonly from: string;
}
