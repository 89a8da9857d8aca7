/** Scenario: the same transfer under one signature scheme after the other, and what each does to block space. */
import { createRandom } from '../foundation/random.ts';
import type { Random } from '../foundation/random.ts';
import { gas, ms, wei } from '../foundation/units.ts';
import type { Address, Gas } from '../foundation/units.ts';
import { createState } from '../layer1/ledger/accounts.ts';
import { LMS_H5_N24_SCHEME, LMS_H5_SCHEME } from '../layer1/post-quantum/lms-scheme.ts';
import {
  applySchemeTransfer,
  schemeAddress,
  schemeTransferGas,
  signSchemeTransfer,
} from '../layer1/post-quantum/scheme-transfer.ts';
import { encodeSchemeTransfer } from '../layer1/post-quantum/scheme-transfer-bytes.ts';
import { ECDSA_SCHEME, SCHNORR_SCHEME } from '../layer1/post-quantum/signature-scheme.ts';
import type { SignatureScheme } from '../layer1/post-quantum/signature-scheme.ts';
import { Recorder } from '../simulation/recorder.ts';
import type { Trace } from '../simulation/trace.ts';

/** What a run is made of. */
export interface SignatureSpaceSettings {
  readonly seed: number;
  /** ECDSA, Schnorr and LMS with hashes of 32 and 24 bytes unless told; ML-DSA and SLH-DSA are passed in, since their library is large. */
  readonly schemes?: readonly SignatureScheme[];
  /** Bytes of a block; a million unless told. */
  readonly blockBytes?: number;
  /** Gas of a block; 30 million unless told. */
  readonly blockGas?: Gas;
  /** Milliseconds from block to block; 12,000 unless told. */
  readonly intervalMs?: number;
}

/** What one scheme costs. */
export interface SignatureSpaceRow {
  readonly scheme: string;
  readonly quantumSafe: boolean;
  /** How many messages one key may sign, or null. */
  readonly signaturesPerKey: number | null;
  readonly publicKeyBytes: number;
  readonly signatureBytes: number;
  /** Bytes and gas of the whole transfer. */
  readonly bytes: number;
  readonly gas: Gas;
  /** Transfers that a block has room for by bytes, and by gas. */
  readonly perBlock: number;
  readonly perBlockGas: number;
  /** Transfers in a thousand seconds, by bytes. */
  readonly perThousandSeconds: number;
}

/** What a run gives back. */
export interface SignatureSpaceRun {
  readonly trace: Trace;
  readonly rows: readonly SignatureSpaceRow[];
}

const CHAIN = 1;
const TO = `0x${'5a'.repeat(20)}` as Address;
const PROPOSER = `0x${'00'.repeat(20)}` as Address;
const DEFAULT_SCHEMES = [ECDSA_SCHEME, SCHNORR_SCHEME, LMS_H5_SCHEME, LMS_H5_N24_SCHEME];

const drawBytes = (random: Random, length: number): Uint8Array =>
  // Below 255, so that 32 of them are always below the order of the curve.
  Uint8Array.from({ length }, () => random.int(1, 254));

/**
 * One transfer per scheme, really signed and applied to the account ledger. Needs `ready()`. Throws RangeError when a
 * transfer is refused, which would be a fault of its scheme.
 */
export function runSignatureSpace(settings: SignatureSpaceSettings): SignatureSpaceRun {
  const { seed, schemes = DEFAULT_SCHEMES, blockBytes = 1_000_000, blockGas = gas(30_000_000n) } = settings;
  const { intervalMs = 12_000 } = settings;
  const recorder = new Recorder(seed);
  const random = createRandom(seed, 'signature-space');
  const rows = schemes.map((scheme, index): SignatureSpaceRow => {
    const own = random.fork(scheme.name);
    const key = scheme.createKey(drawBytes(own, scheme.seedBytes));
    const plain = {
      chainId: CHAIN,
      nonce: 0,
      to: TO,
      value: wei(10n ** 18n),
      gasLimit: gas(2_000_000n),
      maxFeePerGas: wei(20n * 10n ** 9n),
      maxPriorityFeePerGas: wei(10n ** 9n),
    };
    const signed = signSchemeTransfer(plain, scheme, key, drawBytes(own, scheme.randomnessBytes));
    if (!signed.ok) throw new RangeError(signed.rejection.message);
    const { transfer } = signed.value;
    const state = createState([
      [schemeAddress(scheme.code, key.publicKey), { balance: wei(10n ** 20n), nonce: 0 }],
    ]);
    const context = {
      height: 1,
      timestamp: ms(0),
      baseFee: wei(10n ** 9n),
      proposer: PROPOSER,
      chainId: CHAIN,
    };
    const applied = applySchemeTransfer(state, transfer, context, schemes);
    if (!applied.ok) throw new RangeError(`${scheme.name}: ${applied.rejection.message}`);
    const bytes = encodeSchemeTransfer(transfer).length;
    const used = schemeTransferGas(transfer);
    const perBlock = Math.floor(blockBytes / bytes);
    recorder.record({
      kind: 'transfer-signed',
      at: index * intervalMs,
      actor: 'ana',
      layer: 1,
      scheme: scheme.name,
      bytes,
      gas: `${used}`,
      perBlock,
    });
    return {
      scheme: scheme.name,
      quantumSafe: scheme.quantumSafe,
      signaturesPerKey: scheme.signaturesPerKey,
      publicKeyBytes: scheme.publicKeyBytes,
      signatureBytes: scheme.signatureBytes,
      bytes,
      gas: used,
      perBlock,
      perBlockGas: Number(blockGas / used),
      perThousandSeconds: Math.floor((perBlock * 1_000_000) / intervalMs),
    };
  });
  return { trace: recorder.trace(), rows };
}
