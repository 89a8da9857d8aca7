// BOLT 4: onions built and peeled hop by hop, and failures wrapped on their way back to the origin.
import { bytesToHex, hexToBytes } from '../../src/engine/foundation/bytes.ts';
import type { Result } from '../../src/engine/foundation/result.ts';
import { hopSecrets, onionKey } from '../../src/engine/layer2/lightning/onion-keys.ts';
import { buildOnion, peelOnion } from '../../src/engine/layer2/lightning/onion-packet.ts';
import type { PeeledOnion } from '../../src/engine/layer2/lightning/onion-packet.ts';
import {
  openFailure,
  sealFailure,
  wrapReturnPacket,
} from '../../src/engine/layer2/lightning/return-packet.ts';
import { decodeBigSize } from '../../src/engine/layer2/lightning/tlv-stream.ts';
import { expectSame, has, list, text } from './format.ts';
import type { Format, VectorCase } from './format.ts';

const digits = (data: Uint8Array): string => bytesToHex(data).slice(2);

function need<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(`${result.rejection.code}: ${result.rejection.message}`);
  return result.value;
}

/** A payload without the length that the file writes in front of it. */
function payloadOf(hop: VectorCase): Uint8Array {
  const framed = hexToBytes(text(hop, 'payload'));
  const { value, next } = need(decodeBigSize(framed));
  expectSame('length of a payload', framed.length - next, Number(value));
  return framed.slice(next);
}

const generateOf = (one: VectorCase): VectorCase => one['generate'] as VectorCase;
const hopsOf = (one: VectorCase): readonly VectorCase[] => list(generateOf(one), 'hops') as VectorCase[];
const sessionOf = (one: VectorCase): Uint8Array => hexToBytes(text(generateOf(one), 'session_key'));
const keysOf = (one: VectorCase): readonly Uint8Array[] =>
  hopsOf(one).map((hop) => hexToBytes(text(hop, 'pubkey')));

/** The origin's secrets, held against those that the file has been given by another implementation. */
function checkSecrets(one: VectorCase): void {
  const secrets = hopSecrets(sessionOf(one), keysOf(one));
  const derived = one['derived'] as VectorCase | undefined;
  for (const [index, expected] of (derived ? (list(derived, 'hops') as VectorCase[]) : []).entries()) {
    const { ephemeralKey, sharedSecret } = secrets[index] ?? {};
    expectSame(
      `ephemeral key ${index}`,
      ephemeralKey && digits(ephemeralKey),
      text(expected, 'ephemeralPublicKey'),
    );
    expectSame(`secret ${index}`, sharedSecret && digits(sharedSecret), text(expected, 'sharedSecret'));
  }
}

function runPacket(one: VectorCase): void {
  const associated = hexToBytes(text(generateOf(one), 'associated_data'));
  const payloads = hopsOf(one).map(payloadOf);
  const hops = keysOf(one).map((publicKey, index) => ({ publicKey, payload: payloads[index] as Uint8Array }));
  const onion = buildOnion(hops, sessionOf(one), associated);
  expectSame('onion', digits(onion), text(one, 'onion'));
  checkSecrets(one);
  let current: Uint8Array | null = onion;
  for (const [index, key] of (has(one, 'decode') ? list(one, 'decode') : []).entries()) {
    if (current === null) throw new Error(`hop ${index} got no onion`);
    const peeled: PeeledOnion = need(peelOnion(current, hexToBytes(String(key)), associated));
    expectSame(
      `payload of hop ${index}`,
      digits(peeled.payload),
      digits(payloads[index] ?? new Uint8Array(0)),
    );
    current = peeled.next;
    if (current !== null) expectSame('length on the way', current.length, onion.length);
  }
  if (has(one, 'decode')) expectSame('onion behind the last hop', current, null);
}

/** A failure of the last hop, wrapped by all before it and opened by the origin. */
function runFailure(one: VectorCase): void {
  const secrets = hopSecrets(sessionOf(one), keysOf(one)).map(({ sharedSecret }) => sharedSecret);
  for (const [index, hop] of hopsOf(one).entries()) {
    const secret = secrets[index] as Uint8Array;
    if (has(hop, 'hop_shared_secret'))
      expectSame(`secret ${index}`, digits(secret), text(hop, 'hop_shared_secret'));
    for (const type of ['ammag', 'um', 'rho', 'mu'] as const)
      if (has(hop, `${type}_key`))
        expectSame(`${type} of hop ${index}`, digits(onionKey(type, secret)), text(hop, `${type}_key`));
  }
  const message = hexToBytes(text(generateOf(one), 'failure_message'));
  const last = secrets.at(-1) as Uint8Array;
  const packet = secrets.slice(0, -1).reduceRight(wrapReturnPacket, sealFailure(message, last));
  expectSame('return packet', digits(packet), text(one, 'errorpacket'));
  const opened = need(openFailure(packet, secrets));
  expectSame('failing hop', opened.hop, secrets.length - 1);
  expectSame('failure', digits(opened.message), digits(message));
}

/** A case with the fields that both of BOLT 4's files share. */
const isOnionCase = (one: VectorCase): boolean => {
  const generate = one['generate'];
  const object = typeof generate === 'object' && generate !== null ? (generate as VectorCase) : {};
  return has(object, 'session_key', 'hops') && (has(one, 'onion') || has(one, 'errorpacket'));
};

export const bolt4Onion: Format = {
  name: 'BOLT 4 onions and failures',
  recognises: isOnionCase,
  run(one) {
    if (has(one, 'errorpacket')) runFailure(one);
    else runPacket(one);
    return undefined;
  },
};
