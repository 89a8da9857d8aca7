/** Signatures for after quantum computers and proofs that tell nothing: verified a second, beside ECDSA; and a whole game channel. */
import {
  createRandom,
  ECDSA_SCHEME,
  LMS_H5_N24_SCHEME,
  LMS_H5_SCHEME,
  ML_DSA_44_SCHEME,
  ML_DSA_65_SCHEME,
  ML_DSA_87_SCHEME,
  pedersenCommit,
  proveRange,
  runSignatureSpace,
  runStateChannel,
  SCHNORR_SCHEME,
  SLH_DSA_128F_SCHEME,
  SLH_DSA_128S_SCHEME,
  utf8,
  verifyRange,
} from '../src/engine/index.ts';
import { ready } from '../src/engine/foundation/keys.ts';
import type { Row } from './bench.ts';
import { medianMs } from './measure.ts';

const ROUNDS = 5;
/** As many as take some tens of milliseconds: the processor's clock is coarse. */
const VERIFICATIONS = [500, 50, 100, 100, 50, 50, 30, 10, 20];
const SIGNATURES = [500, 50, 100, 100, 10, 10, 10, 1, 1];
const RANGE_BITS = 64;
const MESSAGE = utf8('5 to bao');
const SCHEMES = [
  ECDSA_SCHEME,
  SCHNORR_SCHEME,
  LMS_H5_SCHEME,
  LMS_H5_N24_SCHEME,
  ML_DSA_44_SCHEME,
  ML_DSA_65_SCHEME,
  ML_DSA_87_SCHEME,
  SLH_DSA_128F_SCHEME,
  SLH_DSA_128S_SCHEME,
];

const row = (name: string, value: number, unit: string, peer: number | null = null): Row => ({
  name,
  value,
  unit,
  peer: peer === null ? '' : 'ECDSA, WASM',
  peerValue: peer,
  // Fewer bytes are better, and more of anything else.
  ratio: peer === null ? null : unit === 'bytes' ? peer / value : value / peer,
});

export default async function signatures(): Promise<readonly Row[]> {
  await ready();
  const random = createRandom(1, 'bench-signatures');
  const drawn = (length: number): Uint8Array => Uint8Array.from({ length }, () => random.int(1, 254));
  const signed = SCHEMES.map((scheme) => {
    const key = scheme.createKey(drawn(scheme.seedBytes));
    const made = scheme.sign(key, MESSAGE, drawn(scheme.randomnessBytes));
    if (!made.ok) throw new Error(made.rejection.message);
    return { scheme, key, signature: made.value.signature };
  });
  const many = (counts: readonly number[], index: number, act: () => void) => (): void => {
    for (let count = 0; count < (counts[index] ?? 1); count += 1) act();
  };
  const verify = signed.map(({ scheme, key, signature }, index) =>
    many(VERIFICATIONS, index, () => {
      if (!scheme.verify(key.publicKey, MESSAGE, signature)) throw new Error(`${scheme.name} does not hold.`);
    }),
  );
  const sign = signed.map(({ scheme, key }, index) =>
    many(SIGNATURES, index, () => {
      scheme.sign(key, MESSAGE, drawn(scheme.randomnessBytes));
    }),
  );
  const rates = (await medianMs(verify, ROUNDS)).map(
    (time, index) => ((VERIFICATIONS[index] ?? 1) * 1_000) / time,
  );
  const signing = (await medianMs(sign, 2)).map((time, index) => time / (SIGNATURES[index] ?? 1));
  const [keygen = 0] = await medianMs(
    [() => LMS_H5_SCHEME.createKey(drawn(LMS_H5_SCHEME.seedBytes))],
    ROUNDS,
  );

  const value = 2n ** 63n + 1n;
  const proof = proveRange(value, 77n, RANGE_BITS, random);
  if (!proof.ok) throw new Error(proof.rejection.message);
  const commitment = pedersenCommit(value, 77n);
  const [proving = 0, verifying = 0, game = 0] = await medianMs(
    [
      () => proveRange(value, 77n, RANGE_BITS, random),
      () => verifyRange(commitment, RANGE_BITS, proof.value),
      () => runStateChannel({ seed: 1, story: 'silence' }),
    ],
    3,
  );
  const { rows } = runSignatureSpace({ seed: 1, schemes: SCHEMES });
  return [
    ...SCHEMES.map(({ name }, index) =>
      row(`${name}, verified`, rates[index] ?? 0, 'signatures/s', rates[0] ?? null),
    ),
    ...SCHEMES.map(({ name }, index) => row(`${name}, signed`, signing[index] ?? 0, 'ms')),
    row('LMS h=5 w=4 n=32, key made', keygen, 'ms'),
    ...rows.map(({ scheme, bytes }) =>
      row(`transfer with ${scheme}`, bytes, 'bytes', rows[0]?.bytes ?? null),
    ),
    ...rows.map(({ scheme, perBlock }) =>
      row(
        `transfers with ${scheme} in 1 MB a 12 s`,
        perBlock / 12,
        'transfers/s',
        (rows[0]?.perBlock ?? 0) / 12,
      ),
    ),
    row(`range proof of ${RANGE_BITS} bits, made`, proving, 'ms'),
    row(`range proof of ${RANGE_BITS} bits, verified`, verifying, 'ms'),
    row('game channel with a dispute and a timeout', game, 'ms'),
  ];
}
