/** Two chains side by side, block by block, with what happens on both written into one trace. */
import { bytesToBigint, equalBytes, hexToBytes } from '../foundation/bytes.ts';
import { contractAddress } from '../layer1/machine/contracts/contract.ts';
import type { ContractLog } from '../layer1/machine/contracts/contract.ts';
import { decodePacket } from '../bridging/packets.ts';
import type { Packet } from '../bridging/packets.ts';
import type { RelayedEnd } from '../bridging/relayer.ts';
import type { TokenBridge } from '../bridging/token-bridge.ts';
import { decodeTransferData, TRANSFER_DONE } from '../bridging/transfer-contract.ts';
import type { Recorder } from '../simulation/recorder.ts';

const packetOf = (data: Uint8Array): Packet | null => {
  const decoded = decodePacket(data);
  return decoded.ok ? decoded.value : null;
};

/** A packet's name in a trace. */
export const packetName = (from: string, sequence: number): string => `${from}-${sequence}`;

/** Writes what `end` logged in its newest block. */
function recordBlock(recorder: Recorder, end: RelayedEnd, other: RelayedEnd): void {
  const { chain } = end;
  const block = chain.chain.blocks.at(-1);
  if (block === undefined) return;
  const at = block.block.header.timestamp;
  const base = { at, actor: chain.id, layer: 1 } as const;
  const record = (log: ContractLog): void => {
    const data = hexToBytes(log.data);
    if (log.name === 'client-updated' || log.name === 'client-frozen') {
      const height = Number(bytesToBigint(data));
      recorder.record({ ...base, kind: log.name, chain: other.chain.id, height });
      return;
    }
    const packet = packetOf(data);
    if (packet === null) return;
    const transfer = decodeTransferData(packet.data);
    if (log.name === 'packet-sent') {
      const value = transfer.ok ? transfer.value.amount.toString() : '0';
      const name = packetName(chain.id, packet.sequence);
      recorder.record({ ...base, kind: 'packet-sent', packet: name, to: other.chain.id, value });
    }
    if (log.name === 'packet-received') {
      const name = packetName(other.chain.id, packet.sequence);
      recorder.record({ ...base, kind: 'packet-received', packet: name, from: other.chain.id });
    }
  };
  for (const { logs } of block.receipts) for (const log of logs) record(log);
  for (const [index, transaction] of block.block.transactions.entries()) {
    if (block.receipts[index]?.ok !== true || transaction.to !== contractAddress(end.port.id)) continue;
    const call = end.port.codec?.decode(hexToBytes(transaction.data));
    if (call?.ok !== true) continue;
    const settled = call.value as {
      readonly kind: string;
      readonly packet: Uint8Array;
      readonly answer?: Uint8Array;
    };
    if (settled.kind !== 'acknowledge' && settled.kind !== 'timeOut') continue;
    const packet = packetOf(settled.packet);
    if (packet === null) continue;
    const isDone = settled.answer !== undefined && equalBytes(settled.answer, TRANSFER_DONE);
    const outcome = settled.kind === 'timeOut' ? 'timed-out' : isDone ? 'delivered' : 'refused';
    recorder.record({
      ...base,
      kind: 'packet-settled',
      packet: packetName(chain.id, packet.sequence),
      outcome,
    });
  }
}

/** Seals the next block of both chains and writes down what happened. */
export function sealBoth(bridge: TokenBridge, recorder: Recorder): void {
  bridge.east.chain.seal();
  bridge.west.chain.seal();
  recordBlock(recorder, bridge.east, bridge.west);
  recordBlock(recorder, bridge.west, bridge.east);
}
