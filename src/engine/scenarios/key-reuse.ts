/** Scenario: a one-time key signs more than once, and somebody who watches signs on. */
import { concatBytes, utf8 } from '../foundation/bytes.ts';
import { sha256 } from '../foundation/hash.ts';
import { createRandom } from '../foundation/random.ts';
import { lamportKey, lamportSign, lamportVerify } from '../layer1/post-quantum/lamport.ts';
import type { LamportSign, LamportVerify } from '../layer1/post-quantum/lamport.ts';
import { forgeLamport, forgeWinternitz } from '../layer1/post-quantum/one-time-forgery.ts';
import type { SignedMessage } from '../layer1/post-quantum/one-time-forgery.ts';
import {
  winternitzDigits,
  winternitzKey,
  winternitzSign,
  winternitzVerify,
} from '../layer1/post-quantum/winternitz.ts';
import type { WinternitzDigits } from '../layer1/post-quantum/winternitz.ts';
import { Recorder } from '../simulation/recorder.ts';
import type { Trace } from '../simulation/trace.ts';

/** What a run is made of; the parts are a learner's own in the place of the reference. */
export interface KeyReuseSettings {
  readonly seed: number;
  /** `lamport` unless told. */
  readonly scheme?: 'lamport' | 'winternitz';
  /** Bits of the hash that are signed: 16 unless told, where 256 are used in earnest. */
  readonly bits?: number;
  /** How many messages the key signs; 2 unless told. */
  readonly signatures?: number;
  /** The most spellings that the forger tries; 20,000 unless told. */
  readonly most?: number;
  readonly sign?: LamportSign;
  readonly verify?: LamportVerify;
  readonly digitsOf?: WinternitzDigits;
}

/** What a run gives back. */
export interface KeyReuseRun {
  readonly trace: Trace;
  /** Whether every honest signature holds. */
  readonly honestHolds: boolean;
  /** Whether the forger found a spelling, and whether its signature holds. */
  readonly forged: boolean;
  readonly forgeryHolds: boolean;
  /** Spellings tried, as many as allowed when none was found. */
  readonly tries: number;
  readonly signatureBytes: number;
  readonly publicKeyBytes: number;
}

const SIGN_MS = 1_000;

/** Ana signs some payments with one key; mal reads the signatures and pays all to himself, if they have shown enough. */
export function runKeyReuse(settings: KeyReuseSettings): KeyReuseRun {
  const { seed, scheme = 'lamport', bits = 16, signatures = 2, most = 20_000 } = settings;
  const { sign = lamportSign, verify = lamportVerify, digitsOf = winternitzDigits } = settings;
  const random = createRandom(seed, 'key-reuse');
  const recorder = new Recorder(seed);
  const secret = sha256(concatBytes(utf8('key reuse'), utf8(`${seed}`)));
  const parameters = { bits, w: 4 };
  const wots = scheme === 'winternitz' ? winternitzKey(secret, parameters, digitsOf) : null;
  const lamport = lamportKey(secret, bits);
  const publicKey = wots?.publicKey ?? lamport.publicKey;
  const holds = ({ message, signature }: SignedMessage): boolean =>
    wots === null
      ? verify(publicKey, message, signature)
      : winternitzVerify(publicKey, message, signature, parameters, digitsOf);

  const signed = Array.from({ length: signatures }, (_, index): SignedMessage => {
    const message = utf8(
      `payment ${index}: ${random.int(1, 1_000)} to ${random.pick(['bao', 'chi', 'dov'])}`,
    );
    const signature = wots === null ? sign(lamport, message) : winternitzSign(wots, message, digitsOf);
    return { message, signature };
  });
  let at = 0;
  const check = (actor: string, what: string, one: SignedMessage): boolean => {
    at += SIGN_MS;
    const isGood = holds(one);
    const event = { at, actor, layer: 1, proof: what, bytes: one.signature.length, holds: isGood } as const;
    recorder.record({ ...event, kind: 'proof-checked' });
    return isGood;
  };
  const honestHolds = signed.map((one) => check('chain', `ana’s ${scheme} signature`, one)).every(Boolean);

  const wanted = 'all of it to mal';
  const forgery =
    wots === null
      ? forgeLamport(signed, wanted, most)
      : forgeWinternitz(signed, wanted, parameters, digitsOf, most);
  if (forgery !== null) {
    at += SIGN_MS;
    const { tries } = forgery;
    recorder.record({
      kind: 'signature-forged',
      at,
      actor: 'mal',
      layer: 1,
      scheme,
      seen: signatures,
      tries,
    });
  }
  const forgeryHolds = forgery !== null && check('chain', `mal’s ${scheme} signature`, forgery);
  return {
    trace: recorder.trace(),
    honestHolds,
    forged: forgery !== null,
    forgeryHolds,
    tries: forgery?.tries ?? most,
    signatureBytes: signed[0]?.signature.length ?? 0,
    publicKeyBytes: publicKey.length,
  };
}
