/** Bridges: ICS-23 proofs and headers checked a second, and what a packet costs the chain that receives it. */
import {
  bridgeValidators,
  decodeProof,
  encodeProof,
  genesisTrust,
  hashHex,
  ms,
  provableStore,
  proveKey,
  publicSetOf,
  ready,
  runPacketTransfer,
  signForeignHeader,
  SMT_SPEC,
  storeRoot,
  utf8,
  validatorSetHash,
  verifyForeignHeader,
  verifyMembership,
  verifyNonMembership,
  type CommitmentProof,
} from '../src/engine/index.ts';
import type { Row } from './bench.ts';
import { medianMs } from './measure.ts';
import { plainRow } from './rows.ts';

const ROUNDS = 9;
const PROOFS = 100;
const HEADERS = 20;
const VALIDATORS = 100;

export default async function bridging(): Promise<Row[]> {
  await ready();
  const store = provableStore(
    Array.from({ length: 1_000 }, (_, at) => ({ key: utf8(`key ${at}`), value: utf8(`value ${at}`) })),
  );
  const root = storeRoot(store);
  const there = encodeProof(proveKey(store, utf8('key 7')));
  const gap = encodeProof(proveKey(store, utf8('nowhere')));
  const read = (data: Uint8Array): CommitmentProof => {
    const proof = decodeProof(data);
    if (!proof.ok) throw new Error(proof.rejection.message);
    return proof.value;
  };

  const validators = bridgeValidators(
    'bench',
    Array.from({ length: VALIDATORS }, () => 1n),
  );
  const set = publicSetOf(validators);
  const hash = validatorSetHash(set);
  const zero = hashHex(new Uint8Array(32));
  const header = {
    chainId: 'bench',
    height: 1,
    timestamp: ms(5_000),
    block: zero,
    appHash: zero,
    validatorsHash: hash,
    nextValidatorsHash: hash,
  };
  const signers = validators.map(({ key }, validator) => ({ validator, secretKey: key.secretKey }));
  const update = {
    signed: signForeignHeader(header, signers),
    validators: set,
    trustedHeight: 0,
    trustedValidators: set,
  };
  const settings = { chainId: 'bench', trustingPeriod: ms(1_000_000), maxClockDrift: ms(1_000) };
  const trusted = genesisTrust(validators);

  const times = await medianMs(
    [
      () => {
        for (let proof = 0; proof < PROOFS; proof += 1)
          if (!verifyMembership(SMT_SPEC, root, read(there), utf8('key 7'), utf8('value 7')).ok)
            throw new Error();
      },
      () => {
        for (let proof = 0; proof < PROOFS; proof += 1)
          if (!verifyNonMembership(SMT_SPEC, root, read(gap), utf8('nowhere')).ok) throw new Error();
      },
      () => {
        for (let one = 0; one < HEADERS; one += 1)
          if (!verifyForeignHeader(trusted, update, ms(6_000), settings).ok) throw new Error();
      },
    ],
    ROUNDS,
  );
  const [present, absent, headers] = times as [number, number, number];
  const { updateGas, receiveGas, proofBytes } = runPacketTransfer({ seed: 1 });
  return [
    plainRow('ICS-23 membership, 1,000 entries, decoded and checked', (PROOFS / present) * 1_000, 'proofs/s'),
    plainRow('ICS-23 absence, both neighbours', (PROOFS / absent) * 1_000, 'proofs/s'),
    plainRow(`header of another chain, ${VALIDATORS} votes`, headers / HEADERS, 'ms'),
    plainRow('light client update by 4 validators', Number(updateGas), 'gas'),
    plainRow('packet received with its proof', Number(receiveGas), 'gas'),
    plainRow('proof of a packet in a young store', proofBytes, 'bytes'),
  ];
}
