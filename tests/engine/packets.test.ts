/** Packets between chains: once, in time, or back; and whatever relayers and chains do, what is locked backs what is out. */
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import {
  answerSlot,
  balanceIn,
  ChainUser,
  commitmentSlot,
  contractAddress,
  encodeHeaderUpdate,
  encodePacket,
  encodeTransferData,
  hexToBytes,
  lockedAt,
  ms,
  ready,
  receiptSlot,
  Relayer,
  TRANSFER_DONE,
  voucherSupply,
  vouchersOf,
  decodePacket,
  decodeTransferData,
  type Packet,
  type RelayedEnd,
  type TokenBridge,
} from '../../src/engine/index.ts';
import { bridgeWith, callAt, seal, sendCall, submitSend, type People } from './bridge-cases.ts';
import { runs } from './runs.ts';

beforeAll(() => ready());

const RICH = 1_000_000n;
type Bridge = TokenBridge & { readonly who: People };

/** The newest packet that `end` sent. */
function lastPacket(end: RelayedEnd): Packet {
  const log = end.chain.chain.blocks
    .flatMap(({ receipts }) => receipts.flatMap(({ logs }) => logs))
    .findLast(({ name }) => name === 'packet-sent');
  const packet = decodePacket(hexToBytes(log?.data ?? '0x'));
  if (!packet.ok) throw new Error(packet.rejection.message);
  return packet.value;
}

/** Brings `there` to the newest header of `here`. */
function follow({ who }: Bridge, here: RelayedEnd, there: RelayedEnd, had = 0): number {
  const height = here.chain.finalHeight;
  const header = encodeHeaderUpdate(here.chain.updateFor(had, height));
  expect(callAt(there, who.carrier, there.client, { kind: 'update', header })).toBe('ok');
  return height;
}

describe('a packet', () => {
  test('is received once, with the proof that it was sent, and by nobody else', () => {
    const bridge = bridgeWith();
    const { east, west, who } = bridge;
    expect(callAt(east, who.ana, east.port, sendCall(east, 500n, who.ben), 500n)).toBe('ok');
    const packet = lastPacket(east);
    const height = follow(bridge, east, west);
    const proof = east.chain.proofOf(commitmentSlot(1), height);
    const receive = (change: Partial<Packet>, at = { proof, height }): string =>
      callAt(west, who.carrier, west.port, {
        kind: 'receive',
        packet: encodePacket({ ...packet, ...change }),
        ...at,
      });
    const richer = encodeTransferData({
      denomination: 'rai',
      amount: 501n,
      sender: who.ana.address,
      receiver: who.carrier.address,
    });
    expect(receive({ data: richer })).toBe('wrong-value');
    expect(receive({ timeout: { height: 0, timestamp: ms(0) } })).toBe('wrong-value');
    expect(receive({ sequence: 2 })).toBe('no-proof-of-key');
    expect(receive({ source: west.chain.shown })).toBe('wrong-channel');
    expect(receive({ destination: east.chain.shown })).toBe('wrong-channel');
    expect(receive({}, { proof: proof.subarray(1), height })).not.toBe('ok');
    expect(receive({}, { proof, height: height - 1 })).toBe('unknown-height');
    expect(receive({}, { proof: east.chain.proofOf(receiptSlot(1), height), height })).toBe(
      'no-proof-of-key',
    );
    expect(vouchersOf(west, who.ben.address)).toBe(0n);
    expect(receive({})).toBe('ok');
    expect(receive({})).toBe('packet-already-received');
    expect(vouchersOf(west, who.ben.address)).toBe(500n);
  });

  test('that came too late goes back by the proof that it was not received, and not before', () => {
    const bridge = bridgeWith();
    const { east, west, who } = bridge;
    const timeoutHeight = west.chain.chain.height + 4;
    expect(
      callAt(east, who.ana, east.port, sendCall(east, 300n, who.ben, false, { timeoutHeight }), 300n),
    ).toBe('ok');
    const packet = lastPacket(east);
    const timeOut = (height: number): string =>
      callAt(east, who.carrier, east.port, {
        kind: 'timeOut',
        packet: encodePacket(packet),
        proof: west.chain.proofOf(receiptSlot(1), height),
        height,
      });
    const early = follow(bridge, west, east);
    expect(timeOut(early)).toBe('not-timed-out');
    const height = follow(bridge, east, west);
    const proof = east.chain.proofOf(commitmentSlot(1), height);
    while (west.chain.chain.height < timeoutHeight - 1) west.chain.seal();
    // The next block of west has the height of the timeout.
    expect(
      callAt(west, who.carrier, west.port, { kind: 'receive', packet: encodePacket(packet), proof, height }),
    ).toBe('packet-timed-out');
    const late = follow(bridge, west, east, early);
    expect(new ChainUser(east.chain.chain, who.ana).balance).toBe(RICH - 300n);
    expect(timeOut(late)).toBe('ok');
    expect(timeOut(late)).toBe('not-under-way');
    expect(new ChainUser(east.chain.chain, who.ana).balance).toBe(RICH);
  });

  test('that was received cannot time out, and its answer settles it', () => {
    const bridge = bridgeWith();
    const { east, west, who } = bridge;
    const timeoutHeight = west.chain.chain.height + 6;
    callAt(east, who.ana, east.port, sendCall(east, 300n, who.ben, false, { timeoutHeight }), 300n);
    const packet = encodePacket(lastPacket(east));
    const height = follow(bridge, east, west);
    const proof = east.chain.proofOf(commitmentSlot(1), height);
    expect(callAt(west, who.carrier, west.port, { kind: 'receive', packet, proof, height })).toBe('ok');
    while (west.chain.chain.height < timeoutHeight) west.chain.seal();
    const late = follow(bridge, west, east);
    const receipt = west.chain.proofOf(receiptSlot(1), late);
    expect(
      callAt(east, who.carrier, east.port, { kind: 'timeOut', packet, proof: receipt, height: late }),
    ).toBe('key-not-between');
    const relayer = new Relayer([east, west], who.carrier);
    expect(relayer.relay().map(({ kind }) => kind)).toEqual(['acknowledge']);
    seal(bridge);
    expect([lockedAt(east).booked, voucherSupply(west)]).toEqual([300n, 300n]);
    expect(relayer.relay()).toEqual([]);
  });

  test('without a timeout, with one that has passed, or without its coins is not sent', () => {
    const bridge = bridgeWith();
    const { east, west, who } = bridge;
    const send = (options: { timeoutHeight: number; timeoutAt?: number }, value = 10n): string =>
      callAt(east, who.ana, east.port, sendCall(east, 10n, who.ben, false, options), value);
    expect(send({ timeoutHeight: 0 })).toBe('no-timeout');
    const known = follow(bridge, west, east);
    expect(send({ timeoutHeight: known })).toBe('timeout-passed');
    expect(send({ timeoutHeight: 0, timeoutAt: west.chain.headerAt(known).timestamp })).toBe(
      'timeout-passed',
    );
    expect(send({ timeoutHeight: 99 }, 9n)).toBe('wrong-value');
    expect(callAt(east, who.ana, east.port, sendCall(east, 10n, who.ben, true))).toBe('too-few-vouchers');
    expect(lockedAt(east)).toEqual({ booked: 0n, held: 0n });
  });

  test('that the other end cannot carry out is answered with why, and the sender has everything back', () => {
    const bridge = bridgeWith();
    const { east, west, who } = bridge;
    const relayer = new Relayer([east, west], who.carrier);
    const rounds = (): void => {
      for (let round = 0; round < 3; round += 1) {
        relayer.relay();
        seal(bridge);
      }
    };
    submitSend(east, who.ana, 40n, who.ben);
    seal(bridge);
    rounds();
    // Home to a contract that takes no coins.
    const receiver = contractAddress(east.client.id);
    const home = { ...sendCall(west, 30n, who.ana, true), receiver };
    expect(callAt(west, who.ben, west.port, home)).toBe('ok');
    expect(vouchersOf(west, who.ben.address)).toBe(10n);
    const packet = encodePacket(lastPacket(west));
    rounds();
    expect(vouchersOf(west, who.ben.address)).toBe(40n);
    expect([lockedAt(east).booked, lockedAt(east).held, voucherSupply(west)]).toEqual([40n, 40n, 40n]);
    // The answer cannot be shown again, nor another one in its place.
    const height = east.chain.finalHeight;
    const proof = east.chain.proofOf(answerSlot(1), height);
    const lie = { kind: 'acknowledge', packet, answer: TRANSFER_DONE, proof, height } as const;
    expect(callAt(west, who.carrier, west.port, lie)).toBe('not-under-way');
  });

  test('says what it says in one form', () => {
    const data = {
      denomination: 'rai',
      amount: 5n,
      sender: bridgeWith().who.ana.address,
      receiver: bridgeWith().who.ben.address,
    };
    const bytes = encodeTransferData(data);
    const back = decodeTransferData(bytes);
    expect(back.ok && back.value).toEqual(data);
    expect(decodeTransferData(encodeTransferData({ ...data, amount: 0n })).ok).toBe(false);
    expect(decodeTransferData(encodeTransferData({ ...data, denomination: '' })).ok).toBe(false);
    expect(decodeTransferData(encodeTransferData({ ...data, denomination: 'é' })).ok).toBe(false);
    expect(decodeTransferData(bytes.subarray(1)).ok).toBe(false);
  });
});

/** What may happen between two blocks. */
type Fault =
  | 'nothing'
  | 'east-out'
  | 'west-out'
  | 'east-home'
  | 'west-home'
  | 'relay'
  | 'relay-twice'
  | 'lose'
  | 'undo-east'
  | 'undo-west';

describe('with relayers that crash, repeat and lose, and chains that undo blocks', () => {
  const FAULTS: readonly Fault[] = [
    'nothing',
    'east-out',
    'west-out',
    'east-home',
    'west-home',
    'relay',
    'relay-twice',
    'lose',
    'undo-east',
    'undo-west',
  ];
  const MAY_BE_UNDONE = 2;

  const conserved = ({ east, west, who }: Bridge): void => {
    for (const [end, other] of [
      [east, west],
      [west, east],
    ] as const) {
      const { booked, held } = lockedAt(end);
      expect(held).toBe(booked);
      // What is locked covers what is out there; the rest is under way, in either direction.
      expect(voucherSupply(other) <= booked).toBe(true);
      const people = [who.ana, who.ben, who.carrier].map(({ address }) => address);
      const holdings = people.reduce((sum, address) => sum + balanceIn(end.chain.chain.state, address), 0n);
      expect(holdings + held).toBe(3n * RICH);
      const vouchers = people.reduce((sum, address) => sum + vouchersOf(end, address), 0n);
      expect(vouchers).toBe(voucherSupply(end));
    }
  };

  test('what is locked on one chain covers the vouchers on the other at every block, and all is settled in the end', () => {
    const steps = fc.array(fc.tuple(fc.constantFrom(...FAULTS), fc.integer({ min: 1, max: 90 })), {
      maxLength: 26,
    });
    fc.assert(
      fc.property(steps, (schedule) => {
        const bridge = bridgeWith({ mayBeUndone: MAY_BE_UNDONE });
        const { east, west, who } = bridge;
        const relayer = new Relayer([east, west], who.carrier);
        const second = new Relayer([east, west], who.ben);
        const act = ([fault, amount]: (typeof schedule)[number]): void => {
          const far = { timeoutHeight: 0, timeoutAt: east.chain.chain.now + 25_000 + amount * 1_000 };
          if (fault === 'east-out') submitSend(east, who.ana, BigInt(amount), who.ben, false, far);
          if (fault === 'west-out') submitSend(west, who.ana, BigInt(amount), who.ben, false, far);
          if (fault === 'east-home') submitSend(east, who.ben, BigInt(amount), who.ana, true, far);
          if (fault === 'west-home') submitSend(west, who.ben, BigInt(amount), who.ana, true, far);
          if (fault === 'relay' || fault === 'relay-twice') relayer.relay();
          if (fault === 'relay-twice') second.relay();
          const undone = fault === 'undo-east' ? east : fault === 'undo-west' ? west : null;
          if (undone !== null) undone.chain.reorganise(Math.min(amount % 3, undone.chain.undoable));
          if (fault === 'lose') {
            // What was relayed stands in a block that is undone, and does not come back.
            relayer.relay();
            seal(bridge);
            const mine = west.chain.chain.blocks.at(-1)?.block.transactions ?? [];
            if (mine.length > 0 && west.chain.undoable > 0) west.chain.reorganise(1, () => true);
          }
        };
        for (const step of schedule) {
          act(step);
          seal(bridge);
          conserved(bridge);
        }
        for (let round = 0; round < 40; round += 1) {
          relayer.relay();
          seal(bridge);
        }
        conserved(bridge);
        // Nothing is under way any more: what is locked is exactly what is out.
        expect(voucherSupply(west)).toBe(lockedAt(east).booked);
        expect(voucherSupply(east)).toBe(lockedAt(west).booked);
      }),
      { numRuns: runs(24) },
    );
  }, 60_000);
});
