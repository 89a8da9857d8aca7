/** Three people with keys, and the way from their nonces to a signature. */
import {
  aggregateNonces,
  concatBytes,
  generateNonces,
  sha256,
  signPartially,
  utf8,
  type AggregateKey,
  type NoncePair,
  type Result,
  type SigningSession,
} from 'strata';
import { bytesToBigint } from '../../src/engine/foundation/bytes.ts';
import { GENERATOR, multiply, pointToBytes } from '../../src/engine/foundation/secp256k1.ts';

export interface Person {
  readonly secretKey: Uint8Array;
  readonly publicKey: Uint8Array;
}
export const person = (name: string): Person => {
  const secretKey = sha256(utf8(`musig2 ${name}`));
  return { secretKey, publicKey: pointToBytes(multiply(GENERATOR, bytesToBigint(secretKey))) };
};
export const MESSAGE = sha256(utf8('a transaction that all of them want'));

export function need<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(`${result.rejection.code}: ${result.rejection.message}`);
  return result.value;
}

export const noncesOf = ({ secretKey, publicKey }: Person, purpose = ''): NoncePair =>
  generateNonces({
    random: sha256(concatBytes(secretKey, utf8(purpose))),
    publicKey,
    secretKey,
    message: MESSAGE,
  });

export interface Ceremony {
  readonly session: SigningSession;
  readonly nonces: readonly NoncePair[];
  readonly shares: readonly Uint8Array[];
}

/** Everyone draws nonces, the nonces are summed, everyone signs. */
export function sign(people: readonly Person[], key: AggregateKey): Ceremony {
  const nonces = people.map((one) => noncesOf(one));
  const aggregateNonce = need(aggregateNonces(nonces.map(({ publicNonce }) => publicNonce)));
  const session = { key, aggregateNonce, message: MESSAGE };
  const shares = people.map(({ secretKey }, index) =>
    need(signPartially(session, (nonces[index] as NoncePair).secretNonce, secretKey)),
  );
  return { session, nonces, shares };
}

export const PEOPLE = ['alice', 'bob', 'carol'].map(person) as [Person, Person, Person];
export const KEYS = PEOPLE.map(({ publicKey }) => publicKey);
export const viewOf = ({ nonces }: Ceremony, signer: number) => ({
  signer,
  publicKey: KEYS[signer] as Uint8Array,
  publicNonce: (nonces[signer] as NoncePair).publicNonce,
});
